import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';
import { ExternalPart, InboundGuard } from '../../lib/pod/contribution';

const injected = (guard?: InboundGuard): ExternalPart[] => [{ name: 'mesh', form: 'native', position: 'first', injector: 'Linkerd', guard }];
const metrics = native({ ports: [{ name: 'proxy-metrics', containerPort: 15021 }, { name: 'proxy', containerPort: 15001 }] });
const of = (guard?: InboundGuard, ...containers: any[]) => own(
  { initContainers: [metrics], containers: containers.length ? containers : undefined }, { containers: { proxy: sidecar() }, external: injected(guard) },
);

test('metrics of a sidecar where nobody from outside the mesh is let in', () => {
  expectOne('mesh-guards-metrics', of({}), {
    severity: 'info', at: '', says: /Linkerd turns down clients .* can't read the metrics of "proxy" \(port 15021\)[\s\S]*bypass: \{ inboundPorts: \[15021\] \}/,
  });
  expectOne('mesh-guards-metrics', of({ onlyPorts: [15021] }), { severity: 'info', at: '' });
});

test('silent about ports that everybody reaches, where everybody is let in, and about what is not known', () => {
  expectNone('mesh-guards-metrics', of({ exceptPorts: [15021] }));
  expectNone('mesh-guards-metrics', of({ onlyPorts: [8080] }));
  expectNone('mesh-guards-metrics', of());
  expectNone('mesh-guards-metrics', foreign({ initContainers: [metrics], labels: { 'sidecar.istio.io/inject': 'true' } }));
});

test('a gRPC probe that the mesh does not know', () => {
  const probed = app({ readinessProbe: { grpc: { port: 9000 } }, livenessProbe: { httpGet: { path: '/', port: 8080 } } });
  expectOne('mesh-guards-probe', of({ refusesGrpcProbes: true }, probed), {
    severity: 'warning', at: 'containers[app].readinessProbe', says: /container "app" by gRPC on port 9000, where Linkerd turns down/,
  });
  expectNone('mesh-guards-probe', of({ refusesGrpcProbes: true, exceptPorts: [9000] }, probed));
  expectNone('mesh-guards-probe', of({}, probed));
});

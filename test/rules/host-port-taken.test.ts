import { app, expectNone, expectOne, foreign, native } from './pod';

const CODE = 'host-port-taken';
const on = (hostPort: number, containerPort = hostPort) => ({ ports: [{ containerPort, hostPort }] });

test('two containers on one port of the host are refused', () => {
  expectOne(CODE, foreign({ containers: [app(on(80)), app({ name: 'b', ...on(80, 8080) })] }), { severity: 'error', at: 'containers[b].ports[8080].hostPort' });
});

test('with hostNetwork, each container port is one of the host', () => {
  const ports = [{ containerPort: 9100 }];
  expectOne(CODE, foreign({ hostNetwork: true, containers: [app({ ports }), app({ name: 'b', ports })] }), { severity: 'error', says: /hostNetwork is true/ });
});

test('a sidecar and a container pass the API server, and clash', () => {
  expectOne(CODE, foreign({ initContainers: [native(on(80))], containers: [app(on(80))] }), { severity: 'warning', at: 'containers[app].ports[80].hostPort' });
});

test('silent for other ports and other addresses', () => {
  expectNone(CODE, foreign({ containers: [app(on(80)), app({ name: 'b', ...on(81) })] }));
  expectNone(CODE, foreign({ containers: [app({ ports: [{ containerPort: 80, hostPort: 80, hostIP: '10.0.0.1' }, { containerPort: 80, hostPort: 80, hostIP: '10.0.0.2' }] })] }));
});

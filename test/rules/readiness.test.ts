import { expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const CODE = 'sidecar-without-readiness';
const listens = { ports: [{ containerPort: 15001 }] };

test('a sidecar that listens', () => {
  expectOne(CODE, foreign({ initContainers: [native(listens)] }), { severity: 'info', at: 'initContainers[proxy]' });
});

test('one that stands in front of the app', () => {
  const pod = own({ initContainers: [native(listens)] }, { containers: { proxy: sidecar() }, fronts: [{ container: 'proxy', port: 15001, appPort: 8080 }] });
  expectOne(CODE, pod, { severity: 'warning', says: /may come before it can pass it on/ });
});

test('silent with a probe, by leave, without ports, and on a Job', () => {
  expectNone(CODE, foreign({ initContainers: [native({ ...listens, readinessProbe: { tcpSocket: { port: 15001 } } })] }));
  expectNone(CODE, own({ initContainers: [native(listens)] }, { containers: { proxy: sidecar({ readinessOptOut: true }) } }));
  expectNone(CODE, foreign({ initContainers: [native()] }));
  expectNone(CODE, foreign({ kind: 'Job', initContainers: [native(listens)] }));
});

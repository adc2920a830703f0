import { app, expectNone, expectOne, foreign, native } from './pod';

const CODE = 'startup-probe-slow';
const probed = (timing: any) => foreign({ initContainers: [native({ startupProbe: { tcpSocket: { port: 80 }, ...timing } })] });

test('the default period', () => {
  expectOne(CODE, probed({}), { severity: 'warning', at: 'initContainers[proxy].startupProbe', says: /up to 10 s.*every 10 s, which is the default; set periodSeconds: 1/ });
});

test('an initial delay', () => {
  expectOne(CODE, probed({ initialDelaySeconds: 15, periodSeconds: 1 }), { severity: 'warning', says: /up to 16 s.*no initialDelaySeconds/ });
});

test('silent for a period of one or two seconds, for apps, and for other probes', () => {
  expectNone(CODE, probed({ periodSeconds: 1, failureThreshold: 120 }));
  expectNone(CODE, probed({ periodSeconds: 2 }));
  const probe = { tcpSocket: { port: 80 } };
  expectNone(CODE, foreign({ initContainers: [native({ readinessProbe: probe })], containers: [app({ startupProbe: probe })] }));
});

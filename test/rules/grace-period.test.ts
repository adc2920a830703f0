import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const CODE = 'grace-period-too-short';
const sleeps = (seconds: number) => ({ lifecycle: { preStop: { exec: { command: ['sleep', String(seconds)] } } } });

test('the user\'s value, with the sum', () => {
  const pod = own(
    { terminationGracePeriodSeconds: 20, initContainers: [native()], containers: [app(sleeps(5))] },
    { containers: { proxy: sidecar({ drainSeconds: 10 }) }, grace: { user: true, appDrainSeconds: 15 } },
  );
  expectOne(CODE, pod, { severity: 'error', at: 'terminationGracePeriodSeconds', says: /20 s are too short: the stop takes 30 s \(app preStop 5 s \+ 15 s, then proxy 10 s\).*to 30 or more/ });
});

test('what is assumed is a warning', () => {
  const pod = own({ terminationGracePeriodSeconds: 5, initContainers: [native()] }, { containers: { proxy: sidecar() }, grace: { user: true } });
  expectOne(CODE, pod, { severity: 'warning', says: /part of it assumed/ });
});

test('a hook longer than the grace period, in YAML of others', () => {
  expectOne(CODE, foreign({ terminationGracePeriodSeconds: 5, containers: [app(sleeps(10))] }), { severity: 'warning', assumed: true, says: /takes 10 s/ });
  expectOne(CODE, foreign({ containers: [app(sleeps(60))] }), { severity: 'warning', assumed: true, says: /default of 30/ });
});

test('with what a webhook adds', () => {
  const mesh = { name: 'mesh-proxy', injector: 'mesh', form: 'native', position: 'first', drainSeconds: 20 } as const;
  const intent = (seconds: number) => ({ external: [{ ...mesh, drainSeconds: seconds }], grace: { user: true, appDrainSeconds: 15 } });
  expectOne(CODE, own({ terminationGracePeriodSeconds: 30 }, intent(20)), { severity: 'error', says: /the stop takes 35 s \(app 15 s, then mesh-proxy 20 s\)/ });
  expectNone(CODE, own({ terminationGracePeriodSeconds: 30 }, intent(15)));
});

test('silent where it suffices, and for an app alone that says nothing', () => {
  expectNone(CODE, foreign({ initContainers: [native()] }));
  expectNone(CODE, foreign({ terminationGracePeriodSeconds: 0 }));
  expectNone(CODE, foreign({ containers: [app(sleeps(30))] }));
  const enough = { containers: { proxy: sidecar({ drainSeconds: 10 }) }, grace: { user: true, appDrainSeconds: 15 } };
  expectNone(CODE, own({ terminationGracePeriodSeconds: 25, initContainers: [native()] }, enough));
});

test('raised by the library', () => {
  const intent = { containers: { proxy: sidecar({ drainSeconds: 30 }) }, grace: { raisedFrom: 30, appDrainSeconds: 15 } };
  const pod = own({ terminationGracePeriodSeconds: 45, initContainers: [native()] }, intent);
  expectOne('grace-period-raised', pod, { severity: 'info', says: /raised from 30 to 45: app 15 s, then proxy 30 s/ });
  expectNone('grace-period-raised', own({}));
});

test('1.28 stops all at once', () => {
  const on = { target: '1.28', featureGates: { SidecarContainers: true } };
  expectOne('stop-unordered', own({ initContainers: [native()] }, on), { severity: 'warning', says: /in order from 1.29/ });
  expectNone('stop-unordered', own({ initContainers: [native()] }, { target: '1.29' }));
  expectNone('stop-unordered', own({}, on));
});

import { app, expectNone, expectOne, foreign, native, own, sidecar } from './pod';

const volumeMounts = [{ name: 'logs', mountPath: '/logs' }];
const shared = (emptyDir: any) => ({ volumes: [{ name: 'logs', emptyDir }], initContainers: [native({ volumeMounts })], containers: [app({ volumeMounts })] });

test('without a limit', () => {
  expectOne('empty-dir-without-limit', foreign(shared({})), { severity: 'info', at: 'volumes[logs].emptyDir', says: /"proxy" uses it/ });
  expectOne('empty-dir-without-limit', foreign(shared({ medium: 'Memory' })), { severity: 'warning', says: /is memory.*up to the Pod's limit/ });
  expectOne('empty-dir-without-limit', own(shared({}), { containers: { proxy: sidecar() } }), { severity: 'warning' });
});

test('silent with a limit, and for the app\'s own', () => {
  expectNone('empty-dir-without-limit', foreign(shared({ sizeLimit: '64Mi' })));
  expectNone('empty-dir-without-limit', foreign({ volumes: [{ name: 'logs', emptyDir: {} }], containers: [app({ volumeMounts })] }));
});

import { expectNone, expectOne, foreign, native, own } from './pod';

test.each(['1.27', '1.28'])('on Kubernetes %s', (target) => {
  expectOne('native-dropped', own({ initContainers: [native()] }, { target }), { severity: 'error', at: 'initContainers[proxy].restartPolicy', says: /never ends, and the app never starts/ });
});

test('silent from 1.29, and with the gate on 1.28', () => {
  expectNone('native-dropped', own({ initContainers: [native()] }, { target: '1.29' }));
  expectNone('native-dropped', own({ initContainers: [native()] }, { target: '1.28', featureGates: { SidecarContainers: true } }));
  expectNone('native-dropped', foreign({ initContainers: [native()] }));
});

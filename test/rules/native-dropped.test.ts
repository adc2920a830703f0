import { expectNone, expectOne, foreign, native, own } from './pod';

test.each(['1.27', '1.28'])('on Kubernetes %s', (target) => {
  expectOne('native-dropped', own({ initContainers: [native()] }, { target }), { severity: 'error', at: 'initContainers[proxy].restartPolicy', says: /never ends, and the app never starts/ });
});

test('silent from 1.29, and with the gate on 1.28', () => {
  expectNone('native-dropped', own({ initContainers: [native()] }, { target: '1.29' }));
  expectNone('native-dropped', own({ initContainers: [native()] }, { target: '1.28', featureGates: { SidecarContainers: true } }));
  expectNone('native-dropped', foreign({ initContainers: [native()] }));
});

test('where raw fields or a patch took the field away', () => {
  const pod = own({ initContainers: [{ ...native(), restartPolicy: undefined }] }, { containers: { proxy: { role: 'sidecar', by: 'proxy' } } });
  expectOne('native-dropped', pod, { severity: 'error', at: 'initContainers[proxy].restartPolicy', says: /is missing, which makes the sidecar "proxy" a plain init container/ });
});

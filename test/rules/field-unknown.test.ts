import { app, expectNone, expectOne, foreign } from './pod';

test.each<[string, any, string, RegExp]>([
  ['volumes inside a container', { containers: [app({ volumes: [] })] }, 'containers[app].volumes', /put it into the Pod's spec/],
  ['a wrong case', { containers: [app({ imagepullpolicy: 'Always' })] }, 'containers[app].imagepullpolicy', /write imagePullPolicy/],
  ['a missing s', { initContainer: [] }, 'initContainer', /write initContainers/],
  ['a field of a container in the Pod', { env: [] }, 'env', /put it into a container/],
  ['in a mount', { containers: [app({ volumeMounts: [{ name: 'a', mountPath: '/a', path: '/b' }] })] }, 'containers[app].volumeMounts[a].path', /remove it/],
  ['in a probe', { containers: [app({ livenessProbe: { exec: { command: ['true'] }, period: 5 } })] }, 'containers[app].livenessProbe.period', /drops it/],
])('%s', (_, c, at, says) => {
  expectOne('field-unknown', foreign(c), { severity: 'warning', at, says });
});

test('silent for known fields, new ones included', () => {
  expectNone('field-unknown', foreign({ hostnameOverride: 'web', containers: [app({ restartPolicyRules: [], resizePolicy: [], lifecycle: { stopSignal: 'SIGINT' } })] }));
});

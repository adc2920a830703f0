import { app, expectNone, expectOne, foreign, found, native, own } from './pod';

const CODE = 'kubernetes-refuses';

test.each<[string, any, string]>([
  ['no image', { containers: [app({ image: undefined })] }, 'containers[app].image'],
  ['no container', { containers: [] }, 'containers'],
  ['a port too high', { containers: [app({ ports: [{ containerPort: 70000 }] })] }, 'containers[app].ports[0].containerPort'],
  ['a bad label', { labels: { tier: 'a b' } }, 'spec.template.labels'],
  ['two sources', { volumes: [{ name: 'a', emptyDir: {}, configMap: { name: 'x' } }], containers: [app({ volumeMounts: [{ name: 'a', mountPath: '/a' }] })] }, 'volumes[0].configMap'],
  ['no handler', { initContainers: [native({ startupProbe: {} })] }, 'initContainers[proxy].startupProbe'],
])('%s', (_, c, at) => {
  expectOne(CODE, foreign(c), { severity: 'error', at });
});

test.each<[string, any, RegExp]>([
  ['a range', { containers: [app({ ports: [{ containerPort: 70000 }] })] }, /^change it: it must be between 1 and 65535/],
  ['a least value', { initContainers: [native({ startupProbe: { tcpSocket: { port: 80 }, periodSeconds: -1 } })] }, /^change it: it must be greater than or equal to 0/],
  ['what must not be', { containers: [app({ readinessProbe: { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 3 } })] }, /^change it: it must not be set for readinessProbes/],
])('the mend says what the value must be: %s', (_, c, mend) => {
  expect(found(CODE, foreign(c)).map((f) => f.mend)).toEqual([expect.stringMatching(mend)]);
});

test('a selector that selects something else', () => {
  expectOne(CODE, foreign({ object: { spec: { selector: { matchLabels: { app: 'other' } } } } }), { severity: 'error', at: 'spec.template.metadata.labels' });
});

test('what only the assumed version refuses is a warning', () => {
  const c = { containers: [app({ restartPolicy: 'OnFailure' })] };
  expectOne(CODE, foreign(c), { severity: 'warning', assumed: true, says: /newer versions take it/ });
  expectOne(CODE, own(c, { target: '1.33' }), { severity: 'error' });
  expectNone(CODE, own(c, { target: '1.35' }));
});

test('silent for ordinary Pods, and for what another rule says better', () => {
  for (const kind of ['Deployment', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod']) expectNone(CODE, foreign({ kind, initContainers: [native()] }));
  expectNone(CODE, foreign({ containers: [app({ name: 'A' }), app({ name: 'A', volumeMounts: [{ name: 'x', mountPath: '/x' }] })] }));
});

import { app, expectNone, expectOne, foreign } from './pod';

const mounts = (...names: string[]) => ({ containers: [app({ volumeMounts: names.map((name) => ({ name, mountPath: `/${name}` })) })] });

test('mounted, and not declared', () => {
  const pod = foreign({ ...mounts('data', 'logs'), volumes: [{ name: 'data', emptyDir: {} }] });
  expectOne('volume-not-declared', pod, { severity: 'error', at: 'containers[app].volumeMounts[/logs]', says: /no volume "logs" \(it has "data"\)/ });
  expectNone('kubernetes-refuses', pod);
});

test('a block device that is not declared', () => {
  expectOne('volume-not-declared', foreign({ containers: [app({ volumeDevices: [{ name: 'disk', devicePath: '/dev/x' }] })] }), { severity: 'error', at: 'containers[app].volumeDevices[/dev/x]' });
});

test.each<[string, any]>([
  ['a Secret that need not be there', { secret: { secretName: 'web-tls', optional: true } }],
  ['a ConfigMap', { configMap: { name: 'web' } }],
  ['a host path', { hostPath: { path: '/run', type: 'Directory' } }],
  ['an empty directory', { emptyDir: {} }],
])('declared, and not mounted: nothing waits for %s', (_, source) => {
  expectOne('volume-unused', foreign({ volumes: [{ name: 'config', ...source }] }), { severity: 'info', at: 'volumes[config]', says: /leaves it out/ });
});

test.each<[string, any]>([
  ['a claim', { persistentVolumeClaim: { claimName: 'data' } }],
  ['a claim of the Pod\'s own', { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } } }],
])('declared, and not mounted: the scheduler waits for %s', (_, source) => {
  expectOne('volume-unused', foreign({ volumes: [{ name: 'data', ...source }] }), { severity: 'warning', at: 'volumes[data]', says: /finds no node/ });
});

test('one name for two sources', () => {
  const pod = foreign({ ...mounts('config'), volumes: [{ name: 'config', configMap: { name: 'web' } }, { name: 'config', emptyDir: {} }] });
  expectOne('volume-name-taken', pod, { severity: 'error', at: 'volumes[config]', says: /a configMap "web" and for a emptyDir/ });
});

test('the same volume twice', () => {
  expectOne('volume-name-taken', foreign({ ...mounts('a'), volumes: [{ name: 'a', emptyDir: {} }, { name: 'a', emptyDir: {} }] }), { severity: 'error', says: /declared twice/ });
});

const claims = { kind: 'StatefulSet', object: { spec: { serviceName: 'web', volumeClaimTemplates: [{ metadata: { name: 'data' } }] } } };

test('a claim of a StatefulSet takes the place of a volume', () => {
  expectOne('volume-name-taken', foreign({ ...claims, ...mounts('data'), volumes: [{ name: 'data', emptyDir: {} }] }), { severity: 'warning', says: /takes its place/ });
  expectOne('volume-name-taken', foreign({ ...claims, ...mounts('data'), volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }), { severity: 'info' });
});

test('silent for what is declared and mounted, claims included', () => {
  const pods = [
    foreign({ ...mounts('data'), volumes: [{ name: 'data', emptyDir: {} }] }),
    foreign({ ...claims, ...mounts('data') }),
    foreign({ containers: [app({ env: [{ name: 'A', valueFrom: { fileKeyRef: { volumeName: 'v', path: 'p', key: 'k' } } }] })], volumes: [{ name: 'v', emptyDir: {} }] }),
  ];
  for (const pod of pods) for (const code of ['volume-not-declared', 'volume-unused', 'volume-name-taken']) expectNone(code, pod);
});

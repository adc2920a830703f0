import { app, expectNone, expectOne, foreign } from './pod';

const CODE = 'config-in-other-namespace';
const volume = { namespace: 'shop', volumes: [{ name: 'config', configMap: { name: 'web' } }], containers: [app({ volumeMounts: [{ name: 'config', mountPath: '/c' }] })] };
const made = (...namespaces: Array<string | undefined>) => namespaces.map((namespace) => ({ name: 'web', namespace }));

test('a ConfigMap of another namespace', () => {
  expectOne(CODE, foreign(volume), { severity: 'warning', at: 'volumes[config]', says: /only in "ops".*make the ConfigMap in "shop" too/ }, { configMaps: made('ops') });
});

test.each<[string, any]>([
  ['envFrom', { envFrom: [{ secretRef: { name: 'web' } }] }],
  ['env', { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'web', key: 'a' } } }] }],
])('a Secret in %s', (_, fields) => {
  expectOne(CODE, foreign({ namespace: 'shop', containers: [app(fields)] }), { severity: 'warning', says: /Secret\/web/ }, { secrets: made('ops') });
});

test('once, however often it is used', () => {
  const envFrom = [{ secretRef: { name: 'web' } }];
  expectOne(CODE, foreign({ namespace: 'shop', containers: [app({ envFrom }), app({ name: 'b', envFrom })] }), { severity: 'warning' }, { secrets: made('ops') });
});

test('silent where it is there too, not made here, optional, or where a namespace is left open', () => {
  expectNone(CODE, foreign(volume), { configMaps: made('ops', 'shop') });
  expectNone(CODE, foreign(volume), { configMaps: [] });
  expectNone(CODE, foreign(volume), { secrets: made('ops') });
  expectNone(CODE, foreign(volume), { configMaps: made('ops', undefined) });
  expectNone(CODE, foreign({ ...volume, namespace: undefined }), { configMaps: made('ops') });
  expectNone(CODE, foreign({ ...volume, volumes: [{ name: 'config', configMap: { name: 'web', optional: true } }] }), { configMaps: made('ops') });
});

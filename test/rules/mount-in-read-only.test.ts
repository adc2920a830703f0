import { app, expectNone, expectOne, foreign } from './pod';

const CODE = 'mount-in-read-only';
const volumes = [{ name: 'config', configMap: { name: 'web' } }, { name: 'data', emptyDir: {} }, { name: 'extra', emptyDir: {} }];
const mounted = (...volumeMounts: any[]) => foreign({ volumes, containers: [app({ volumeMounts })] });

test('inside a read-only emptyDir', () => {
  expectOne(CODE, mounted({ name: 'data', mountPath: '/data', readOnly: true }, { name: 'extra', mountPath: '/data/cache/a' }),
    { severity: 'warning', at: 'containers[app].volumeMounts[/data/cache/a]', says: /has "cache\/a" already/ });
});

test('a single file inside a ConfigMap', () => {
  expectOne(CODE, mounted({ name: 'config', mountPath: '/etc/web/' }, { name: 'extra', mountPath: '/etc/web/key.pem', subPath: 'key.pem' }),
    { severity: 'warning', says: /fits only if key.pem is a directory/ });
});

test.each<[string, any[]]>([
  ['a directory inside a ConfigMap, which the kubelet makes', [{ name: 'config', mountPath: '/etc/web' }, { name: 'extra', mountPath: '/etc/web/cache' }]],
  ['inside a writable volume', [{ name: 'data', mountPath: '/data' }, { name: 'extra', mountPath: '/data/cache' }]],
  ['beside it', [{ name: 'data', mountPath: '/data', readOnly: true }, { name: 'extra', mountPath: '/data-2' }]],
  ['inside a writable volume inside a read-only one', [
    { name: 'config', mountPath: '/etc/web' }, { name: 'data', mountPath: '/etc/web/data' }, { name: 'extra', mountPath: '/etc/web/data/cache' },
  ]],
])('silent: %s', (_, volumeMounts) => {
  expectNone(CODE, mounted(...volumeMounts));
});

import { expectNone, expectOne, native, own } from './pod';

const mounted = (subPath: string | undefined, onChange: 'roll' | 'reload', source: any = { configMap: { name: 'web' } }) => own(
  { volumes: [{ name: 'config', ...source }], initContainers: [native({ volumeMounts: [{ name: 'config', mountPath: '/etc/envoy.yaml', subPath }] })] },
  { reloads: [{ volume: 'config', onChange }] },
);

test('a single file never changes', () => {
  expectOne('subpath-with-reload', mounted('envoy.yaml', 'reload'), { severity: 'error', at: 'initContainers[proxy].volumeMounts[/etc/envoy.yaml].subPath' });
});

test('silent for whole volumes, for rolling, and for what is written in the Pod', () => {
  expectNone('subpath-with-reload', mounted(undefined, 'reload'));
  expectNone('subpath-with-reload', mounted('envoy.yaml', 'roll'));
  expectNone('subpath-with-reload', mounted('envoy', 'reload', { emptyDir: {} }));
});

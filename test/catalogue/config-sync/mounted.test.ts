import * as kplus from 'cdk8s-plus-28';
import { chart, contribute, env, health, make, mounts, only, pod, volume } from './helpers';
import { AppNotification, ConfigSource, MountedReloader, NotificationMethod } from '../../../lib/catalogue/config-sync';
import { StartGate } from '../../../lib/sidecar';

const path = '/etc/app';
const named = ConfigSource.configMapNamed('app-config');
const reload = AppNotification.http({ port: 8080, path: '/-/reload' });

test('the app and the reloader mount the same volume, whole and read-only', () => {
  const { app, containers, setUp } = contribute({ source: named, path, notify: reload });
  expect(mounts(app!)).toEqual(['config-files@/etc/app:ro']);
  expect(mounts(only(containers))).toEqual(['config-files@/etc/app:ro']);
  expect(volume(app!, 'config-files').source).toEqual({ configMap: { name: 'app-config' } });
  expect(setUp).toBeUndefined();
});

test('prometheus-config-reloader calls the app', () => {
  const sidecar = only(contribute({ source: named, path, notify: reload }).containers);
  expect(sidecar.image).toBe('quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0');
  expect(sidecar.user).toBe(65534);
  expect(sidecar.args).toEqual([
    '--watched-dir=/etc/app', '--reload-url=http://127.0.0.1:8080/-/reload', '--watch-interval=180s', '--listen-address=:9534',
  ]);
  expect(sidecar.ports).toEqual({ metrics: 9534 });
  expect(health(sidecar)).toMatchObject({ check: { httpGet: { path: '/healthz', port: 9534 } }, readiness: null });
  expect(sidecar.gate).toBe(StartGate.STARTED);
});

test('configmap-reload never gives up, and takes any method and status', () => {
  const source = ConfigSource.secretNamed('app-secret', { reloader: MountedReloader.CONFIGMAP_RELOAD, healthPort: 9999 });
  const notify = AppNotification.http({ port: 8080, method: NotificationMethod.GET, successStatus: 204 });
  const sidecar = only(contribute({ source, path, notify }).containers);
  expect(sidecar.args).toEqual([
    '--volume-dir=/etc/app', '--webhook-url=http://127.0.0.1:8080/', '--webhook-method=GET', '--webhook-status-code=204',
    '--webhook-retries=-1', '--web.listen-address=:9999',
  ]);
  expect(volume(sidecar, 'config-files').source).toEqual({ secret: { secretName: 'app-secret', defaultMode: 0o440 } });
});

test('a signal: busybox watches as the user of the app', () => {
  const { containers, shareProcessNamespace } = contribute({ source: named, path, notify: AppNotification.signal('SIGUSR1', { process: 'haproxy' }) });
  const sidecar = only(containers);
  expect(shareProcessNamespace).toBe(true);
  expect(sidecar.user).toBe(1000);
  expect(sidecar.command).toEqual(['/bin/sh', '/etc/config-sync/watch.sh', '/bin/sh', '/etc/config-sync/signal.sh']);
  expect(Object.keys(volume(sidecar, 'config-scripts').files!)).toEqual(['watch.sh', 'signal.sh']);
  expect(env(sidecar)).toMatchObject({ WATCHED: '/etc/app', APP_SIGNAL: 'USR1', APP_PROCESS: 'haproxy', APP_SETTLE_SECONDS: '5' });
});

test('a command: in busybox or in an image of the user\'s; "$(X)" reaches it unharmed', () => {
  const { containers, shareProcessNamespace } = contribute({ source: named, path, notify: AppNotification.command(['notify', '$(HOME)']) });
  expect(shareProcessNamespace).toBeUndefined();
  expect(only(containers).image).toBe('docker.io/library/busybox:1.37.0');
  expect(only(containers).command!.slice(2)).toEqual(['notify', '$$(HOME)']);
  const other = AppNotification.command(['notify'], { image: 'example.com/tools:1.0' });
  expect(only(contribute({ source: named, path, notify: other }).containers).image).toBe('example.com/tools:1.0');
});

test('nothing to tell: no sidecar at all', () => {
  const made = contribute({ source: named, path });
  expect(made.containers).toBeUndefined();
  expect(mounts(made.app!)).toEqual(['config-files@/etc/app:ro']);
});

test('roll-out: the content of a ConfigMap of this app rolls the Pods, as it is at synth', () => {
  const where = chart();
  const map = new kplus.ConfigMap(where, 'map', { data: { a: '1' } });
  const sidecar = make({ source: ConfigSource.configMap(map), path, notify: AppNotification.rollOut() });
  const before = sidecar.contribute(pod()).rollOn;
  map.addData('b', '2');
  const after = sidecar.contribute(pod());
  expect(before![0]).toContain('"a":"1"');
  expect(after.rollOn![0]).toContain('"b":"2"');
  expect(after.containers).toBeUndefined();
});

test('roll-out of generated files is left to the volume itself', () => {
  const source = ConfigSource.files({ 'app.yaml': 'a: 1\n' });
  const made = contribute({ source, path, notify: AppNotification.rollOut() });
  expect(made.rollOn).toBeUndefined();
  expect(volume(made.app!, 'config-files')).toMatchObject({ files: { 'app.yaml': 'a: 1\n' }, onChange: 'roll' });
  const live = contribute({ source, path, notify: reload });
  expect(volume(live.app!, 'config-files').onChange).toBe('reload');
});

test('two attachments of one Pod share no name', () => {
  const one = contribute({ source: named, path, notify: AppNotification.signal('HUP', { process: 'x' }) }, { attachment: 'a' });
  const two = contribute({ source: named, path, notify: AppNotification.signal('HUP', { process: 'x' }) }, { attachment: 'b' });
  const names = (c: typeof one) => [only(c.containers).name, ...only(c.containers).mounts!.map((m) => m.volume.name)];
  expect(names(one).filter((n) => names(two).includes(n))).toEqual([]);
});

test('a long attachment still gives names that Kubernetes takes', () => {
  const made = contribute({ source: named, path, notify: AppNotification.signal('HUP', { process: 'x' }) }, { attachment: `A_${'x'.repeat(80)}` });
  const sidecar = only(made.containers);
  for (const name of [sidecar.name, ...sidecar.mounts!.map((m) => m.volume.name)]) expect(name).toMatch(/^[a-z0-9][-a-z0-9]{0,61}[a-z0-9]$/);
  expect(new Set(sidecar.mounts!.map((m) => m.volume.name)).size).toBe(3);
});

test.each<[string, () => unknown, RegExp]>([
  ['a name that is none', () => ConfigSource.configMapNamed('App'), /name: "App" .*lower-case/],
  ['no files', () => ConfigSource.files({}), /files: \{\} is empty/],
  ['a file name that is none', () => ConfigSource.files({ 'a/b': '' }), /files\[a\/b\]: "a\/b" /],
  ['GET with prometheus-config-reloader', () => contribute({ source: named, path, notify: AppNotification.http({ port: 1, method: NotificationMethod.GET }) }), /method "GET".*CONFIGMAP_RELOAD/],
  ['204 with prometheus-config-reloader', () => contribute({ source: named, path, notify: AppNotification.http({ port: 1, successStatus: 204 }) }), /successStatus 204.*CONFIGMAP_RELOAD/],
  ['roll-out of foreign content', () => contribute({ source: named, path, notify: AppNotification.rollOut() }), /ConfigMap "app-config" is not made by this app/],
  ['a volume of one\'s own', () => contribute({ source: named, path, sizeLimit: '1Mi' }), /sizeLimit: has no meaning for ConfigMap "app-config"/],
])('refused: %s', (_name, act, message) => {
  expect(act).toThrow(message);
});

test('an imported ConfigMap has no content to roll on', () => {
  const map = kplus.ConfigMap.fromConfigMapName(chart(), 'imported', 'elsewhere');
  expect(() => contribute({ source: ConfigSource.configMap(map), path, notify: AppNotification.rollOut() })).toThrow(/ConfigMap "elsewhere" is not made by this app/);
});

import { contribute, env, health, mounts, only, volume } from './helpers';
import { AppNotification, ConfigKind, ConfigSource, NotificationMethod } from '../../../lib/catalogue/config-sync';
import { SidecarPhase, StartGate } from '../../../lib/sidecar';

const path = '/etc/app/dynamic';
const maps = ConfigSource.labelled({ label: 'app.example.com/config', value: 'yes' });
const secrets = ConfigSource.labelled({ label: 'cfg', kinds: [ConfigKind.SECRET, ConfigKind.CONFIG_MAP] });
const reload = AppNotification.http({ port: 8080, path: '/-/reload' });

test('a set-up container makes the first sync, and tells nobody', () => {
  const { setUp } = contribute({ source: maps, path, notify: reload });
  const first = only(setUp);
  expect(first.name).toBe('config-first-sync');
  expect(env(first)).toMatchObject({ METHOD: 'LIST', LABEL: 'app.example.com/config', LABEL_VALUE: 'yes', FOLDER: path, RESOURCE: 'configmap' });
  expect(Object.keys(env(first)).filter((k) => /^(REQ|SCRIPT)/.test(k))).toEqual([]);
  expect(first.health).toBeUndefined();
});

test('the sidecar watches on and calls the app', () => {
  const sidecar = only(contribute({ source: maps, path, notify: reload }).containers);
  expect(env(sidecar)).toMatchObject({ METHOD: 'WATCH', REQ_URL: 'http://127.0.0.1:8080/-/reload', REQ_METHOD: 'POST' });
  expect(env(sidecar)).not.toHaveProperty('REQ_SKIP_INIT');
  expect(sidecar.image).toBe('ghcr.io/kiwigrid/k8s-sidecar:2.10.1');
});

test('set-up and sidecar write where the app reads, and the app can not write', () => {
  const { setUp, containers, app, phase, purpose } = contribute({ source: maps, path, notify: reload });
  expect(mounts(only(setUp))).toEqual([`config-files@${path}`, 'config-tmp@/tmp']);
  expect(mounts(only(containers))).toEqual(mounts(only(setUp)));
  expect(mounts(app!)).toEqual([`config-files@${path}:ro`]);
  expect(phase).toBe(SidecarPhase.CONFIGURATION);
  expect(purpose).toBe('configuration sync');
});

test('only its own containers may ask the API, and only for lists', () => {
  const { setUp, containers, permissions, fsGroup, notes } = contribute({ source: maps, path });
  expect([only(setUp).apiAccess, only(containers).apiAccess]).toEqual([true, true]);
  expect(permissions).toEqual([{ apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'watch'] }]);
  expect(fsGroup).toBeUndefined();
  expect(notes).toEqual([]);
});

test('other namespaces get a Role each', () => {
  const source = ConfigSource.labelled({ label: 'cfg', fromNamespaces: ['team-a', 'team-b', 'team-a'] });
  const { permissions, containers } = contribute({ source, path });
  expect(permissions!.map((p) => p.inNamespace)).toEqual(['team-a', 'team-b']);
  expect(env(only(containers)).NAMESPACE).toBe('team-a,team-b');
});

test('secrets stay in memory, for the group of the Pod only, and the reach of the Role is said', () => {
  const { containers, permissions, fsGroup, notes } = contribute({ source: secrets, path });
  const sidecar = only(containers);
  expect(volume(sidecar, 'config-files').source).toEqual({ emptyDir: { medium: 'Memory', sizeLimit: '32Mi' } });
  expect(env(sidecar)).toMatchObject({ RESOURCE: 'both', DEFAULT_FILE_MODE: '640' });
  expect(fsGroup).toBe(65534);
  expect(permissions![0].resources).toEqual(['configmaps', 'secrets']);
  expect(notes!.map((n) => n.code)).toEqual(['config-sync-reads-all-secrets']);
});

test('an outage of the API server neither holds the app back nor takes it out of its Service', () => {
  const sidecar = only(contribute({ source: maps, path }).containers);
  expect(sidecar.gate).toBe(StartGate.STARTED);
  expect(health(sidecar).readiness).toBeNull();
  expect(health(sidecar).check.httpGet).toEqual({ path: '/healthz', port: 18281 });
});

test('its health port is not the port of the app, and can be chosen', () => {
  const source = ConfigSource.labelled({ label: 'cfg', healthPort: 19000 });
  const sidecar = only(contribute({ source, path }).containers);
  expect(env(sidecar).HEALTH_PORT).toBe('19000');
  expect(sidecar.ports).toEqual({ health: 19000 });
});

test('a signal needs the shared process namespace and the user of the app, from the Pod or by word', () => {
  const notify = AppNotification.signal('SIGHUP', { process: 'nginx' });
  const made = contribute({ source: maps, path, notify });
  const sidecar = only(made.containers);
  expect(made.shareProcessNamespace).toBe(true);
  expect(sidecar.user).toBe(1000);
  expect(only(made.setUp).user).toBe(1000);
  expect(env(sidecar)).toMatchObject({ SCRIPT: '/etc/config-sync/notify.sh', APP_SIGNAL: 'HUP', APP_PROCESS: 'nginx' });
  expect(volume(sidecar, 'config-hook').files!['notify.sh']).toContain('kill -s "$APP_SIGNAL"');
  const byWord = AppNotification.signal('hup', { process: 'nginx', user: 101 });
  const appContainers = [{ name: 'app', ports: [], chosen: true }];
  expect(only(contribute({ source: maps, path, notify: byWord }, { appContainers }).containers).user).toBe(101);
  expect(() => contribute({ source: maps, path, notify: byWord })).toThrow(/user 101 is not the user of the app.*runAsUser 1000/);
});

test.each([
  [undefined, /user is unknown.*runAsUser/],
  [0, /runs as root.*another user/],
])('a signal to an app with user %p is refused', (user, message) => {
  const notify = AppNotification.signal('SIGHUP', { process: 'nginx' });
  const appContainers = [{ name: 'app', ports: [], user, chosen: true }];
  expect(() => contribute({ source: maps, path, notify }, { appContainers })).toThrow(message);
});

test('without a signal no process namespace is shared', () => {
  expect(contribute({ source: maps, path, notify: reload }).shareProcessNamespace).toBeUndefined();
});

test('a command becomes a script whose words the shell takes as they are', () => {
  const notify = AppNotification.command(['/bin/echo', "it's $HOME", '`x`']);
  const sidecar = only(contribute({ source: maps, path, notify }).containers);
  expect(volume(sidecar, 'config-hook').files!['notify.sh']).toBe("#!/bin/sh\nexec '/bin/echo' 'it'\\''s $HOME' '`x`'\n");
});

test('once: the set-up container alone', () => {
  const made = contribute({ source: maps, path, once: true });
  expect(made.containers).toEqual([]);
  only(made.setUp);
});

test('what a sidecar contributes does not depend on how often it is asked', () => {
  const props = { source: secrets, path, notify: reload };
  expect(JSON.stringify(contribute(props))).toBe(JSON.stringify(contribute(props)));
});

test('a CPU limit of twice the request would make Python start for a minute', () => {
  expect(only(contribute({ source: maps, path }).containers).resources!._toPart().limits).toEqual({ cpu: '500m', memory: '192Mi' });
});

test('objects by name need no more than to be read', () => {
  const source = ConfigSource.named({ configMaps: ['a', 'b'], secrets: ['s'], fromNamespace: 'shared', everySeconds: 30 });
  const { containers, setUp, permissions, notes } = contribute({ source, path, notify: reload });
  expect(permissions).toEqual([
    { apiGroups: [''], resources: ['configmaps'], verbs: ['get'], resourceNames: ['a', 'b'], inNamespace: 'shared' },
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['s'], inNamespace: 'shared' },
  ]);
  expect(env(only(containers))).toMatchObject({
    METHOD: 'SLEEP', SLEEP_TIME: '30', RESOURCE: 'both', RESOURCE_NAME: 'configmap/a,configmap/b,secret/s', NAMESPACE: 'shared',
  });
  expect(env(only(containers)).LABEL).toBeTruthy();
  expect(env(only(setUp))).toMatchObject({ METHOD: 'LIST', RESOURCE_NAME: 'configmap/a,configmap/b,secret/s' });
  expect(notes).toEqual([]);
});

test('further variables of the product, checked', () => {
  const extra = (extraEnvironment: { [name: string]: string }) => () => ConfigSource.labelled({ label: 'a', extraEnvironment });
  expect(env(only(contribute({ source: extra({ LOG_LEVEL: 'DEBUG' })(), path }).containers)).LOG_LEVEL).toBe('DEBUG');
  expect(extra({ LOGLEVEL: 'DEBUG' })).toThrow(/extraEnvironment: "LOGLEVEL" is unknown to k8s-sidecar/);
  expect(extra({ REQ_PASSWORD: 'x' })).toThrow(/"REQ_PASSWORD" would stand in the Pod in plain text.*REQ_PASSWORD_FILE/);
  expect(extra({ REQ_URL: 'x' })).toThrow(/"REQ_URL" is written by this library/);
  expect(extra({ LOG_LEVEL: '' })).toThrow(/extraEnvironment.LOG_LEVEL: "" must be text/);
});

test.each<[string, () => unknown, RegExp]>([
  ['no names', () => ConfigSource.named({}), /configMaps: neither/],
  ['a ConfigMap that is none', () => ConfigSource.named({ configMaps: ['A'] }), /configMaps\[0\]: "A"/],
  ['a Secret that is none', () => ConfigSource.named({ secrets: ['a', '-'] }), /secrets\[1\]: "-"/],
  ['a namespace that is none', () => ConfigSource.named({ secrets: ['a'], fromNamespace: 'A' }), /fromNamespace: "A"/],
  ['no time', () => ConfigSource.named({ secrets: ['a'], everySeconds: 0 }), /everySeconds: 0/],
  ['no label', () => ConfigSource.labelled({ label: '' }), /label: "" .*empty/],
  ['a label that is none', () => ConfigSource.labelled({ label: 'a b' }), /label: "a b" /],
  ['an empty value', () => ConfigSource.labelled({ label: 'a', value: '' }), /value: "" would match any value/],
  ['a value that is none', () => ConfigSource.labelled({ label: 'a', value: 'x y' }), /value: "x y" /],
  ['no kinds', () => ConfigSource.labelled({ label: 'a', kinds: [] }), /kinds: \[\] is empty/],
  ['all namespaces', () => ConfigSource.labelled({ label: 'a', fromNamespaces: ['ALL'] }), /fromNamespaces\[0\]: "ALL" .*list those you mean/],
  ['files that can not be renewed', () => ConfigSource.labelled({ label: 'a', fileMode: '440' }), /fileMode: "440" .*640/],
  ['a port that is none', () => ConfigSource.labelled({ label: 'a', healthPort: 0 }), /healthPort: 0 is not a port/],
  ['roll-out', () => contribute({ source: maps, path, notify: AppNotification.rollOut() }), /notify: "AppNotification.rollOut\(\)" is not possible.*not known at synth.*AppNotification.http\(\)/],
  ['a status', () => contribute({ source: maps, path, notify: AppNotification.http({ port: 1, successStatus: 204 }) }), /successStatus: 204/],
  ['a relative path', () => contribute({ source: maps, path: 'etc/app' }), /path: "etc\/app" is not an absolute path/],
  ['the root', () => contribute({ source: maps, path: '/' }), /path: "\/" is not a directory/],
  ['a size that is none', () => contribute({ source: maps, path, sizeLimit: '1 GB' }), /sizeLimit.*1 GB/],
  ['once with a call', () => contribute({ source: maps, path, notify: reload, once: true }), /once: true brings no sidecar/],
])('refused: %s', (_name, act, message) => {
  expect(act).toThrow(message);
});

test('GET is possible', () => {
  const notify = AppNotification.http({ url: 'http://localhost:9000/reload', method: NotificationMethod.GET });
  expect(env(only(contribute({ source: maps, path, notify }).containers))).toMatchObject({ REQ_URL: 'http://localhost:9000/reload', REQ_METHOD: 'GET' });
});

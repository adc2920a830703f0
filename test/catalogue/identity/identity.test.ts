import { App, Chart } from 'cdk8s';
import { AppNotification, NotificationMethod } from '../../../lib/catalogue/config-sync';
import { IdentitySidecar, IdentitySidecarProps } from '../../../lib/catalogue/identity';
import { PodContext, SharedVolume, SidecarContainer, SidecarPhase, StartGate } from '../../../lib/sidecar';
import { env, health, mounts, only, pod, volume } from '../config-sync/helpers';

const make = (props?: IdentitySidecarProps) => new IdentitySidecar(new Chart(new App(), 'test'), 'identity', props);
const contribute = (props?: IdentitySidecarProps, over: Partial<PodContext> = {}) => make(props).contribute(pod({ attachment: 'identity', ...over }));
const config = (container: SidecarContainer, file = 'helper.conf') => volume(container, 'identity-config').files![file];

test('the first certificate is there before the app starts, and the sidecar renews it', () => {
  const { setUp, containers, phase, purpose } = contribute();
  expect(only(setUp).args).toEqual(['-config=/etc/spiffe-helper/first.conf']);
  expect(config(only(setUp), 'first.conf')).toContain('daemon_mode = false\n');
  expect(config(only(setUp), 'first.conf')).not.toContain('health_checks');
  expect(only(containers).args).toEqual(['-config=/etc/spiffe-helper/helper.conf']);
  expect(config(only(containers))).toContain('daemon_mode = true\n');
  expect([phase, purpose]).toEqual([SidecarPhase.CONFIGURATION, 'workload identity']);
});

test('the configuration in HCL, modes in octal', () => {
  expect(config(only(contribute({ path: '/etc/app/tls/', hint: 'a "b"' }).containers))).toBe(`agent_address = "/spiffe-workload-api/spire-agent.sock"
cert_dir = "/etc/app/tls"
svid_file_name = "tls.crt"
svid_key_file_name = "tls.key"
svid_bundle_file_name = "ca.crt"
cert_file_mode = 0644
key_file_mode = 0640
daemon_mode = true
omit_expired = true
include_federated_domains = false
add_intermediates_to_bundle = false
hint = "a \\"b\\""
health_checks = {
  listener_enabled = true
  bind_port = 18282
  liveness_path = "/live"
}
`);
});

test('key and certificate are in memory, and the app reads them by the group of the Pod', () => {
  const { app, containers, fsGroup } = contribute();
  expect(mounts(app!)).toEqual(['identity-files@/var/run/spiffe:ro']);
  expect(volume(app!, 'identity-files').source).toEqual({ emptyDir: { medium: 'Memory', sizeLimit: '4Mi' } });
  expect(fsGroup).toBe(65532);
  expect(only(containers).user).toBe(65532);
});

test('the program finds the files by properties', () => {
  const sidecar = make({ path: '/tls', certificateFile: 'a.pem', keyFile: 'b.pem', bundleFile: 'c.pem' });
  expect([sidecar.certificatePath, sidecar.keyPath, sidecar.bundlePath]).toEqual(['/tls/a.pem', '/tls/b.pem', '/tls/c.pem']);
});

test('the Workload API comes by the CSI driver, or by a volume of one\'s own', () => {
  expect(volume(only(contribute().setUp), 'spiffe-workload-api').source).toEqual({ csi: { driver: 'csi.spiffe.io', readOnly: true } });
  const own = contribute({ socketVolume: SharedVolume.existing('agent'), socketName: 'agent.sock' });
  expect(mounts(only(own.containers))).toContain('agent@/spiffe-workload-api:ro');
  expect(config(only(own.containers))).toContain('agent_address = "/spiffe-workload-api/agent.sock"');
});

test('an outage of the SPIFFE agent restarts nothing, holds nothing back and makes nothing unready', () => {
  const sidecar = only(contribute({ healthPort: 9000 }).containers);
  expect(health(sidecar)).toMatchObject({ check: { httpGet: { path: '/live', port: 9000 } }, readiness: null });
  expect(sidecar.gate).toBe(StartGate.STARTED);
  expect(sidecar.ports).toEqual({ health: 9000 });
});

test('JWT-SVIDs', () => {
  const made = contribute({
    jwtSvids: [{ audience: 'orders', fileName: 'orders.jwt' }, { audience: 'a', extraAudiences: ['b', 'c'], fileName: 'x.jwt' }], jwtBundleFile: 'jwks.json',
  });
  expect(config(only(made.containers))).toContain(`jwt_svids = [{
  jwt_audience = "orders"
  jwt_svid_file_name = "orders.jwt"
}, {
  jwt_audience = "a"
  jwt_extra_audiences = ["b", "c"]
  jwt_svid_file_name = "x.jwt"
}]
jwt_svid_file_mode = 0640
jwt_bundle_file_name = "jwks.json"
jwt_bundle_file_mode = 0644
`);
});

test('federation, intermediates, modes', () => {
  const text = config(only(contribute({
    includeFederatedDomains: true, intermediatesInBundle: true, keyMode: '600', extraConfiguration: { cert_file_mode: 0o664 },
  }).containers));
  for (const line of ['include_federated_domains = true', 'add_intermediates_to_bundle = true', 'key_file_mode = 0600', 'cert_file_mode = 0664']) {
    expect(text.split('\n')).toContain(line);
  }
});

test('a key for its owner alone is for an app of the same user', () => {
  const app = (user?: number, chosen = true) => ({ name: 'app', image: 'a:1', ports: [8080], chosen, user });
  const notes = (keyMode: string, ...appContainers: any[]) => (contribute({ keyMode }, { appContainers }).notes ?? []).map((n) => [n.code, n.severity]);
  expect(notes('600', app(65532))).toEqual([]);
  expect(notes('600', app(1000))).toEqual([['identity-key-unreadable', 'error']]);
  expect(notes('600', app())).toEqual([['identity-key-unreadable', 'warning']]);
  expect(notes('600', app(0))).toEqual([['identity-key-unreadable', 'warning']]);
  expect(notes('600', app(1000, false), app(65532))).toEqual([]);
  expect(notes('640', app(1000))).toEqual([]);
  expect(notes('604', app(1000))).toEqual([]);
  expect(contribute({ keyMode: '600' }).notes![0].message).toContain('the private key has mode 600, so that user 65532 alone reads it, and container "app" runs as user 1000');
});

test('http: prometheus-config-reloader watches the files and calls the app', () => {
  const { containers } = contribute({ notify: AppNotification.http({ port: 8080, path: '/-/reload' }) });
  expect(containers!.map((c) => c.name)).toEqual(['identity', 'identity-tell']);
  expect(containers![1].args).toEqual(expect.arrayContaining(['--watched-dir=/var/run/spiffe', '--reload-url=http://127.0.0.1:8080/-/reload']));
  expect(mounts(containers![1])).toEqual(['identity-files@/var/run/spiffe:ro']);
  // Beside configuration sync, whose own has 9534.
  expect(containers![1].ports).toEqual({ metrics: 9535 });
  expect(contribute({ notify: AppNotification.http({ port: 8080 }), reloaderPort: 9999 }).containers![1].ports).toEqual({ metrics: 9999 });
  expect(() => contribute({ reloaderPort: 0 })).toThrow(/^reloaderPort: /);
});

test('a signal: busybox compares contents, as the user of the app, while the helper stays its own', () => {
  const made = contribute({ notify: AppNotification.signal('SIGHUP', { process: 'nginx' }) });
  const [helper, tell] = made.containers!;
  expect([helper.user, tell.user, made.shareProcessNamespace]).toEqual([65532, 1000, true]);
  expect(env(tell)).toMatchObject({ BY: 'content', WATCHED: '/var/run/spiffe', APP_SIGNAL: 'HUP' });
});

test('nothing to tell: the helper alone', () => {
  expect(contribute().shareProcessNamespace).toBeUndefined();
  only(contribute().containers);
});

test('once: the set-up container alone', () => {
  const made = contribute({ once: true });
  expect(made.containers).toEqual([]);
  only(made.setUp);
});

test.each<[string, IdentitySidecarProps, RegExp]>([
  ['a relative path', { path: 'tls' }, /path: "tls"/],
  ['a file in a directory', { keyFile: 'a/b' }, /keyFile: "a\/b" is not the name of a file/],
  ['no file', { certificateFile: '' }, /certificateFile: ""/],
  ['one file for two', { keyFile: 'tls.crt' }, /keyFile: "tls.crt" is the file of certificateFile, too/],
  ['one file for a token and the bundle', { jwtSvids: [{ audience: 'a', fileName: 'ca.crt' }] }, /jwtSvids\[0\].fileName: "ca.crt" is the file of bundleFile, too/],
  ['a key that can not be renewed', { keyMode: '400' }, /keyMode: "400"/],
  ['no audience', { jwtSvids: [{ audience: '', fileName: 'a' }] }, /jwtSvids\[0\].audience: ""/],
  ['an expression', { hint: '${x}' }, /hint: ".*" must not contain "\$\{"/],
  ['an expression in an audience', { jwtSvids: [{ audience: 'a', extraAudiences: ['${x}'], fileName: 'a' }] }, /jwtSvids\[0\].audience: /],
  ['a socket elsewhere', { socketName: '../x' }, /socketName: "\.\.\/x"/],
  ['a port that is none', { healthPort: 0 }, /healthPort: 0/],
  ['a command of the helper', { extraConfiguration: { cmd: 'x' } }, /"cmd" would run or signal in the helper's own container.*use "notify"/],
  ['a key of ours', { extraConfiguration: { cert_dir: '/x' } }, /"cert_dir" is written by this library/],
  ['a key that is none', { extraConfiguration: { certdir: '/x' } }, /"certdir" is unknown to spiffe-helper 0.11.0/],
  ['a mode that is none', { extraConfiguration: { cert_file_mode: '0644' } }, /cert_file_mode: "0644" must be a mode as a number/],
  ['a mode without writing', { extraConfiguration: { cert_file_mode: 0o444 } }, /cert_file_mode: 292 must be a mode/],
  ['roll-out', { notify: AppNotification.rollOut() }, /rollOut\(\)" is not possible for an identity/],
  ['a call by who can\'t read the key', { keyMode: '600', notify: AppNotification.http({ port: 1 }) }, /keyMode: "600" lets user 65532 alone read the key.*give "640"/],
  ['a command of who can\'t read the key', { keyMode: '620', notify: AppNotification.command(['x']) }, /keyMode: "620" lets user 65532 alone/],
  ['once with a call', { once: true, notify: AppNotification.http({ port: 1 }) }, /once: true brings no sidecar/],
  ['GET', { notify: AppNotification.http({ port: 1, method: NotificationMethod.GET }) }, /method "GET" is not possible.*AppNotification.command\(\)/],
])('refused: %s', (_name, props, message) => {
  expect(() => make(props)).toThrow(message);
});

import { contribute, env, health, mounts, only, volume } from './helpers';
import {
  AppNotification, ConfigSource, VaultAuthentication, VaultDistribution, VaultFile, VaultSourceOptions,
} from '../../../lib/catalogue/config-sync';
import { SidecarContainer, SidecarForm, StartGate } from '../../../lib/sidecar';

const path = '/etc/app/secrets';
const auth = VaultAuthentication.kubernetes({ role: 'shop' });
const password = VaultFile.kvField('password', 'password', { path: 'shop/database' });
const vault = (over: Partial<VaultSourceOptions> = {}) =>
  ConfigSource.vault({ address: 'https://vault.vault.svc:8200', authentication: auth, files: [password], ...over });
const reload = AppNotification.http({ port: 8080, path: '/-/reload' });

const config = (container: SidecarContainer) => JSON.parse(volume(container, 'config-agent').files!['agent.json']);

test('one agent gets the secrets and keeps their leases, and the app waits for its files', () => {
  const made = contribute({ source: vault(), path });
  expect(made.setUp).toEqual([]);
  const agent = only(made.containers);
  expect(agent.gate).toBe(StartGate.HEALTHY);
  expect(health(agent)).toMatchObject({
    check: { exec: { command: ['/bin/sh', '/etc/vault-agent/ready.sh'] } }, readiness: null, liveness: null, startupSeconds: 120,
    classicWait: ['/bin/sh', '/etc/vault-agent/ready.sh', 'wait'],
  });
  expect(env(agent).FILES).toBe('/etc/app/secrets/password');
});

test('it authenticates by a token that is for Vault alone', () => {
  const agent = only(contribute({ source: vault({ authentication: VaultAuthentication.kubernetes({ role: 'shop', mountPath: 'k8s/prod', audience: 'bao', tokenSeconds: 600 }) }), path }).containers);
  expect(config(agent).auto_auth).toEqual({
    method: [{
      type: 'kubernetes', mount_path: 'auth/k8s/prod', exit_on_err: false, config: { role: 'shop', token_path: '/var/run/secrets/vault/token' },
    }],
  });
  expect(volume(agent, 'config-vault-token').source).toEqual({
    projected: { defaultMode: 0o440, sources: [{ serviceAccountToken: { path: 'token', audience: 'bao', expirationSeconds: 600 } }] },
  });
  expect(agent.apiAccess).toBeUndefined();
});

test('secrets are in memory, for the group of the Pod', () => {
  const made = contribute({ source: vault(), path });
  expect(volume(made.app!, 'config-files').source).toEqual({ emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } });
  expect(mounts(made.app!)).toEqual(['config-files@/etc/app/secrets:ro']);
  expect(made.fsGroup).toBe(1000);
  expect(config(only(made.containers)).template).toEqual([{
    destination: '/etc/app/secrets/password', perms: '0640', error_on_missing_key: true,
    contents: '{{ with secret "secret/data/shop/database" }}{{ .Data.data.password }}{{ end }}',
  }]);
});

test('an outage of the server ends no sidecar; once, every failure ends the set-up container', () => {
  const on = config(only(contribute({ source: vault({ renderSeconds: 60 }), path }).containers));
  expect(on.template_config).toEqual({ exit_on_retry_failure: false, static_secret_render_interval: '60s' });
  expect(on).not.toHaveProperty('exit_after_auth');
  const made = contribute({ source: vault(), path, once: true });
  expect(made.containers).toEqual([]);
  const once = config(only(made.setUp));
  expect(once).toMatchObject({
    exit_after_auth: true, template_config: { exit_on_retry_failure: true }, auto_auth: { method: [{ exit_on_err: true }] },
  });
  expect(once.vault.retry).toEqual({ num_retries: 5 });
  expect(on.vault).not.toHaveProperty('retry');
  expect(once).not.toHaveProperty('listener');
  expect(only(made.setUp).health).toBeUndefined();
});

test('the entry point of the image, which wants root first, is not used', () => {
  expect(only(contribute({ source: vault(), path }).containers)).toMatchObject({
    image: 'docker.io/hashicorp/vault:2.0.4', user: 100, group: 1000, command: ['vault', 'agent', '-config=/etc/vault-agent/agent.json'],
  });
  expect(only(contribute({ source: vault({ agent: VaultDistribution.OPENBAO }), path }).containers)).toMatchObject({
    image: 'quay.io/openbao/openbao:2.7.2', command: ['bao', 'agent', '-config=/etc/vault-agent/agent.json'],
  });
});

test('the metrics can be reached, and nothing else', () => {
  const agent = only(contribute({ source: vault({ metricsPort: 9999 }), path }).containers);
  expect(agent.ports).toEqual({ metrics: 9999 });
  expect(config(agent).listener).toEqual([{ type: 'tcp', address: ':9999', tls_disable: true, role: 'metrics_only' }]);
  expect(agent.quitUrl).toBeUndefined();
});

test('a classic sidecar of a Job can be told to quit, on loopback only', () => {
  const job = { workloadKind: 'Job', runsToCompletion: true };
  const agent = only(contribute({ source: vault(), path }, { ...job, form: SidecarForm.CLASSIC }).containers);
  expect(agent.quitUrl).toBe('http://127.0.0.1:8200/agent/v1/quit');
  expect(agent.loopbackPorts).toEqual([8200]);
  expect(config(agent).listener[1]).toEqual({ type: 'tcp', address: '127.0.0.1:8200', tls_disable: true, agent_api: { enable_quit: true } });
  expect(only(contribute({ source: vault(), path }, job).containers).quitUrl).toBeUndefined();
});

test.each([
  ['http', reload, ['timeout', '5', 'wget', '-q', '-O', '/dev/null', '--post-data=', 'http://127.0.0.1:8080/-/reload']],
  ['a signal', AppNotification.signal('SIGHUP', { process: 'nginx' }), ['/bin/sh', '/etc/vault-agent/signal.sh']],
  ['a command', AppNotification.command(['tell', 'a b']), ['tell', 'a b']],
])('%s is told by the agent after a change', (_name, notify, command) => {
  const agent = only(contribute({ source: vault(), path, notify }).containers);
  expect(config(agent).template[0].exec).toEqual({ command: ['/bin/sh', '/etc/vault-agent/tell.sh', ...command], timeout: '60s' });
  for (const script of [...config(agent).template[0].exec.command].filter((c: string) => c.startsWith('/etc/vault-agent/'))) {
    expect(Object.keys(volume(agent, 'config-agent').files!)).toContain(script.split('/').pop());
  }
});

test('a signal makes the agent run as the app', () => {
  const made = contribute({ source: vault(), path, notify: AppNotification.signal('SIGHUP', { process: 'nginx' }) });
  expect(only(made.containers).user).toBe(1000);
  expect(made.shareProcessNamespace).toBe(true);
  expect(env(only(made.containers))).toMatchObject({ APP_SIGNAL: 'HUP', HOME: '/home/vault' });
});

test('an AppRole from a Secret, whose file is not removed', () => {
  const agent = only(contribute({ source: vault({ authentication: VaultAuthentication.appRole({ secretName: 'shop-approle' }) }), path }).containers);
  expect(config(agent).auto_auth.method[0]).toMatchObject({
    type: 'approle', mount_path: 'auth/approle',
    config: { role_id_file_path: '/etc/vault-secret/role-id', secret_id_file_path: '/etc/vault-secret/secret-id', remove_secret_id_file_after_reading: false },
  });
  expect(volume(agent, 'config-vault-secret').source).toEqual({ secret: { secretName: 'shop-approle', defaultMode: 0o440 } });
});

test('namespace, authority and name of the server', () => {
  const source = vault({ vaultNamespace: 'team', caBundle: { configMapName: 'ca', key: 'vault.pem' }, tlsServerName: 'vault.example.com' });
  const agent = only(contribute({ source, path }).containers);
  expect(config(agent).vault).toEqual({ address: 'https://vault.vault.svc:8200', ca_cert: '/etc/vault-ca/vault.pem', tls_server_name: 'vault.example.com' });
  expect(config(agent).auto_auth.method[0].namespace).toBe('team');
});

test('a connection without TLS is pointed out', () => {
  expect(contribute({ source: vault({ address: 'http://vault:8200/' }), path }).notes!.map((n) => n.code)).toEqual(['vault-in-the-clear']);
  expect(contribute({ source: vault(), path }).notes).toEqual([]);
});

test('further configuration is laid over: maps merge, lists are joined', () => {
  const extra = { vault: { retry: { num_retries: 3 } }, template: [{ destination: '/etc/app/secrets/x', contents: 'x' }], log_level: 'debug' };
  const made = config(only(contribute({ source: vault({ extraConfiguration: extra }), path }).containers));
  expect(made.vault).toEqual({ address: 'https://vault.vault.svc:8200', retry: { num_retries: 3 } });
  expect(made.template.map((t: any) => t.destination)).toEqual(['/etc/app/secrets/password', '/etc/app/secrets/x']);
  expect(made.log_level).toBe('debug');
});

const contents = (file: VaultFile) => file._toPart().contents;

test('files of key/value engines', () => {
  expect(contents(VaultFile.kvField('a', 'pass-word"x', { mount: 'kv', path: 'p' }))).toBe(
    '{{ with secret "kv/data/p" }}{{ if sprig_hasKey .Data.data "pass-word\\"x" }}{{ index .Data.data "pass-word\\"x" }}'
    + '{{ else }}{{ sprig_fail "the secret has no field pass-word\\"x" }}{{ end }}{{ end }}');
  expect(contents(VaultFile.kvField('a', 'x', { mount: 'kv', path: 'p', version: 1 }))).toBe('{{ with secret "kv/p" }}{{ .Data.x }}{{ end }}');
  expect(contents(VaultFile.kvJson('a', { path: 'p' }))).toBe('{{ with secret "secret/data/p" }}{{ .Data.data | toJSON }}{{ end }}');
  expect(VaultFile.kvJson('a', { path: 'p', mode: '600' })._toPart().mode).toBe('0600');
});

test.each([
  'plain', '{{ .x }}', '{{- with secret "a" -}}{{ . }}{{- end -}}', '{{ if x }}{{ else if y }}{{ end }}', '{{ "}}" }}', '{{ `}}` }}', "{{ '}' }}",
  '{{/* {{ end }} }} */}}', '{{- /* x */ -}}', '{{ range $i, $x := y }}{{ if $x }}{{ end }}{{ end }}', '{{ "\\"}}" }}', 'a }} b',
])('the template %j is taken', (text) => {
  expect(() => VaultFile.template('a', text)).not.toThrow();
});

test.each<[string, RegExp]>([
  ['{{ with secret "a" }}x', /text: the template of "a" has a block without {{ end }}: {{ with/],
  ['{{ end }}', /has an {{ end }} without a beginning/],
  ['{{ else }}', /has an {{ else }} without a beginning/],
  ['{{ .x', /has an action that is never closed/],
  ['{{ "}}', /has an action that is never closed/],
  ['{{/* x }}', /has an action that is never closed/],
  ['', /text: "" must be text/],
])('the template %j is refused', (text, message) => {
  expect(() => VaultFile.template('a', text)).toThrow(message);
});

test.each<[string, () => unknown, RegExp]>([
  ['no address', () => vault({ address: '' }), /address: "" is not an address/],
  ['another scheme', () => vault({ address: 'tcp://vault:8200' }), /address: .*scheme "tcp:"/],
  ['a token in the address', () => vault({ address: 'https://s.token@vault' }), /address: "https:\/\/vault" carries user or password/],
  ['no files', () => vault({ files: [] }), /files: \[\] is empty/],
  ['a file twice', () => vault({ files: [password, password] }), /files: "password" is there twice/],
  ['a file elsewhere', () => VaultFile.template('../x', 'x'), /name: "\.\.\/x"/],
  ['an absolute file', () => VaultFile.template('/x', 'x'), /name: "\/x"/],
  ['a mode that is none', () => VaultFile.template('x', 'x', { mode: '999' }), /mode: "999"/],
  ['a mode without reading', () => VaultFile.template('x', 'x', { mode: '0200' }), /mode: "0200"/],
  ['a secret path with slash', () => VaultFile.kvJson('x', { path: '/a' }), /path: "\/a" is not a path of Vault/],
  ['data/ by hand', () => VaultFile.kvJson('x', { path: 'data/a' }), /path: "data\/a" begins with "data\/".*write "a"/],
  ['an engine that is none', () => VaultFile.kvJson('x', { path: 'a', version: 3 }), /version: 3/],
  ['no role', () => VaultAuthentication.kubernetes({ role: '' }), /role: ""/],
  ['auth/ by hand', () => VaultAuthentication.kubernetes({ role: 'a', mountPath: 'auth/kubernetes' }), /mountPath: "auth\/kubernetes"/],
  ['too short a token', () => VaultAuthentication.kubernetes({ role: 'a', tokenSeconds: 60 }), /tokenSeconds: 60.*at least 600/],
  ['no audience', () => VaultAuthentication.kubernetes({ role: 'a', audience: '' }), /audience: ""/],
  ['a Secret that is none', () => VaultAuthentication.appRole({ secretName: 'A' }), /secretName: "A"/],
  ['no time', () => vault({ renderSeconds: 0 }), /renderSeconds: 0/],
  ['the port to quit at', () => vault({ metricsPort: 8200 }), /metricsPort: 8200/],
  ['a misspelt block', () => vault({ extraConfiguration: { temlate_config: {} } }), /extraConfiguration: "temlate_config" is unknown/],
  ['a misspelt key', () => vault({ extraConfiguration: { template_config: { exit_on_failure: true } } }), /extraConfiguration.template_config: "exit_on_failure" is unknown/],
  ['a misspelt key of the server', () => vault({ extraConfiguration: { vault: { adress: 'x' } } }), /extraConfiguration.vault: "adress" is unknown/],
  ['a template without destination', () => vault({ extraConfiguration: { template: [{ contents: 'x' }] } }), /template\[0\]: has no "destination"/],
  ['supervising the app', () => vault({ extraConfiguration: { exec: {} } }), /"exec" makes the agent run the app/],
  ['ending the sidecar', () => vault({ extraConfiguration: { exit_after_auth: true } }), /use "once"/],
  ['roll-out', () => contribute({ source: vault(), path, notify: AppNotification.rollOut() }), /not possible.*secrets are not known at synth/],
  ['a status', () => contribute({ source: vault(), path, notify: AppNotification.http({ port: 1, successStatus: 201 }) }), /successStatus: 201/],
])('refused: %s', (_name, act, message) => {
  expect(act).toThrow(message);
});

import { generateKeyPairSync, sign } from 'crypto';
import { statSync } from 'fs';
import { describeWith, eventually, found, freePort, Recorder, request, Running, Sandbox, sleep } from './sandbox';
import { AppNotification, ConfigSource, VaultAuthentication, VaultFile, VaultSourceOptions } from '../../../lib/catalogue/config-sync';
import { SidecarForm } from '../../../lib/sidecar';
import { contribute, only } from '../../catalogue/config-sync/helpers';

const BAO = found(process.env.BAO_BIN ?? 'bao', 'version');
const BUSYBOX = found('busybox', '--help');
const PATH = '/etc/app/secrets';

jest.setTimeout(60000);

describeWith(BAO, 'no bao in $BAO_BIN or on the PATH')('the agent of OpenBao', () => {
  let server: Running;
  let serverBox: Sandbox;
  let cluster: Recorder;
  let address: string;
  let box: Sandbox;
  let app: Recorder | undefined;

  const bao = (method: string, path: string, body?: unknown) => request(method, `${address}/v1/${path}`, body, { 'X-Vault-Token': 'root' });
  async function done(method: string, path: string, body?: unknown): Promise<void> {
    const { status, text } = await bao(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  }
  const put = (data: Record<string, string>, at = 'shop') => done('POST', `secret/data/${at}`, { data });

  beforeAll(async () => {
    const port = await freePort();
    address = `http://127.0.0.1:${port}`;
    serverBox = new Sandbox();
    server = serverBox.spawn([BAO!, 'server', '-dev', '-dev-root-token-id=root', `-dev-listen-address=127.0.0.1:${port}`, '-dev-no-store-token'], { HOME: serverBox.root });
    await eventually('the server is up', async () => (await request('GET', `${address}/v1/sys/health`).catch(() => undefined))?.status === 200);
    // The cluster's TokenReview, which knows one ServiceAccount.
    cluster = await Recorder.start((_path, body) => ({
      status: 201,
      body: { ...body, status: { authenticated: true, audiences: ['vault'], user: { username: 'system:serviceaccount:team:shop', uid: '1', groups: ['system:serviceaccounts'] } } },
    }));
    await done('PUT', 'sys/policies/acl/shop', { policy: 'path "*" { capabilities = ["read", "create", "update"] }' });
    await done('POST', 'sys/auth/kubernetes', { type: 'kubernetes' });
    // The method wants a certificate, even where it then calls by http.
    await done('POST', 'sys/mounts/pki', { type: 'pki' });
    const root = JSON.parse((await bao('POST', 'pki/root/generate/internal', { common_name: 'a' })).text);
    await done('POST', 'auth/kubernetes/config', {
      kubernetes_ca_cert: root.data.certificate,
      kubernetes_host: `http://127.0.0.1:${cluster.port}`, disable_local_ca_jwt: true, token_reviewer_jwt: jwt(), disable_iss_validation: true,
    });
    await done('POST', 'auth/kubernetes/role/shop', {
      bound_service_account_names: 'shop', bound_service_account_namespaces: 'team', audience: 'vault', token_policies: 'shop',
    });
    await done('POST', 'sys/auth/approle', { type: 'approle' });
    await done('POST', 'auth/approle/role/shop', { token_policies: 'shop' });
  });

  afterAll(async () => {
    await serverBox?.remove();
    await cluster?.stop();
  });

  beforeEach(async () => {
    box = new Sandbox();
    box.write('/var/run/secrets/vault/token', jwt());
    // Its image has the wget of busybox.
    if (BUSYBOX) box.write('/bin/wget', `#!/bin/sh\nexec ${BUSYBOX} wget "$@"\n`, 0o755);
  });

  afterEach(async () => {
    await box?.remove();
    await app?.stop();
    app = undefined;
  });

  const tools = () => ({ PATH: `${box.path('/bin')}:${process.env.PATH}` });

  async function source(files: VaultFile[], over: Partial<VaultSourceOptions> = {}): Promise<ConfigSource> {
    const authentication = VaultAuthentication.kubernetes({ role: 'shop' });
    return ConfigSource.vault({ address, authentication, files, renderSeconds: 1, metricsPort: await freePort(), ...over });
  }

  async function start(files: VaultFile[], notify?: AppNotification, over: Partial<VaultSourceOptions> = {}): Promise<Running> {
    return box.start(only(contribute({ source: await source(files, over), path: PATH, notify }).containers), BAO, tools());
  }

  async function once(files: VaultFile[], over: Partial<VaultSourceOptions> = {}): Promise<Running> {
    return box.start(only(contribute({ source: await source(files, over), path: PATH, once: true }).setUp), BAO, tools());
  }

  const password = VaultFile.kvField('password', 'password', { path: 'shop' });
  const ready = async () => (await box.spawn(['/bin/sh', box.path('/etc/vault-agent/ready.sh')], { FILES: box.path(`${PATH}/password`), TRIES: '3' }).exit) === 0;

  test('authenticates by the ServiceAccount, renders, sees a change and tells the app: of changes, and not of the first files', async () => {
    await put({ password: 'first' });
    app = await Recorder.start();
    const agent = await start([password, VaultFile.kvJson('all/of.json', { path: 'shop', mode: '0600' })], AppNotification.http({ port: app.port, path: '/-/reload' }));
    await eventually('both files', () => box.read(`${PATH}/password`) === 'first' && box.read(`${PATH}/all/of.json`) === '{"password":"first"}');
    expect(statSync(box.path(`${PATH}/password`)).mode.toString(8)).toBe('100640');
    expect(statSync(box.path(`${PATH}/all/of.json`)).mode.toString(8)).toBe('100600');
    expect(await ready()).toBe(true);
    expect(cluster.calls.some((c) => c.startsWith('POST /apis/authentication.k8s.io/v1/tokenreviews'))).toBe(true);
    await sleep(1500);
    expect(app.calls).toEqual([]);
    await put({ password: 'second' });
    await eventually('the new file', () => box.read(`${PATH}/password`) === 'second');
    await eventually('the call', () => app!.calls.length > 0);
    expect([...new Set(app.calls)]).toEqual(['POST /-/reload']);
    expect(await agent.stop()).toBe(0);
    expect(box.read(`${PATH}/password`)).toBe('second');
  });

  test('tells the app, after its own restart, what changed meanwhile', async () => {
    await put({ password: 'first' });
    app = await Recorder.start();
    const notify = AppNotification.http({ port: app.port });
    const first = await start([password], notify);
    await eventually('the file', () => box.read(`${PATH}/password`) === 'first');
    await eventually('the mark', () => box.read('/home/vault/complete') !== undefined);
    await first.stop();
    await put({ password: 'second' });
    await start([password], notify);
    await eventually('the call', () => app!.calls.length > 0);
    expect(box.read(`${PATH}/password`)).toBe('second');
  });

  test('tries again while the app does not answer', async () => {
    await put({ password: 'first' });
    const port = await freePort();
    await start([password], AppNotification.http({ port }));
    await eventually('the mark', () => box.read('/home/vault/complete') !== undefined);
    await put({ password: 'second' });
    await eventually('the new file', () => box.read(`${PATH}/password`) === 'second');
    await sleep(1000);
    app = await Recorder.start(() => ({ status: 200 }), port);
    await eventually('the call', () => app!.calls.length > 0);
  });

  test('runs a command with its words as they are', async () => {
    await put({ password: 'first' });
    await start([password], AppNotification.command(['/bin/sh', '-c', 'echo "$1|$#" >> "$0"', box.path('/told'), 'a b "c" $HOME']));
    await eventually('the mark', () => box.read('/home/vault/complete') !== undefined);
    expect(box.read('/told')).toBeUndefined();
    await put({ password: 'second' });
    await eventually('the command', () => box.read('/told') === 'a b "c" $HOME|1\n');
  });

  test('holds the app back until the secret is there', async () => {
    await put({ other: 'x' });
    const agent = await start([password]);
    await sleep(2000);
    expect(agent.alive).toBe(true);
    expect(await ready()).toBe(false);
    await put({ password: 'late' });
    await eventually('the file', () => box.read(`${PATH}/password`) === 'late');
    expect(await ready()).toBe(true);
  });

  test('has metrics, and no way to quit but on loopback of a classic Job', async () => {
    await put({ password: 'x' });
    const metricsPort = await freePort();
    const from = await source([password], { metricsPort });
    const agent = box.start(only(contribute({ source: from, path: PATH }).containers), BAO);
    const metrics = await eventually('metrics', () => request('GET', `http://127.0.0.1:${metricsPort}/agent/v1/metrics?format=prometheus`).catch(() => undefined));
    expect(metrics.text).toContain('# TYPE');
    expect((await request('POST', `http://127.0.0.1:${metricsPort}/agent/v1/quit`)).status).toBe(404);
    await agent.stop();
    const classic = only(contribute({ source: from, path: PATH }, { workloadKind: 'Job', runsToCompletion: true, form: SidecarForm.CLASSIC }).containers);
    const running = box.start(classic, BAO);
    await eventually('quit', async () => (await request('POST', classic.quitUrl!).catch(() => undefined))?.status === 200);
    expect(await running.exit).toBe(0);
  });

  test('once: it ends well with the file, and badly with each thing that is missing', async () => {
    await put({ 'password': 'x', 'pass-word': 'a"b\n$c' });
    expect(await (await once([VaultFile.kvField('p', 'pass-word', { path: 'shop' })])).exit).toBe(0);
    expect(box.read(`${PATH}/p`)).toBe('a"b\n$c');
    const missing: Array<[string, VaultFile[], Partial<VaultSourceOptions>]> = [
      ['a field', [VaultFile.kvField('q', 'nope', { path: 'shop' })], {}],
      ['a field with a dash', [VaultFile.kvField('q', 'no-pe', { path: 'shop' })], {}],
      ['a secret', [VaultFile.kvField('q', 'x', { path: 'nowhere' })], {}],
      ['a role', [password], { authentication: VaultAuthentication.kubernetes({ role: 'nobody' }) }],
      ['a server', [password], { address: `http://127.0.0.1:${await freePort()}` }],
    ];
    for (const [what, files, over] of missing) {
      const run = await once(files, over);
      expect([what, await run.exit]).toEqual([what, 1]);
    }
    expect(box.read(`${PATH}/q`)).toBeUndefined();
  });

  test('an AppRole, whose files stay', async () => {
    await put({ password: 'x' });
    const roleId = JSON.parse((await bao('GET', 'auth/approle/role/shop/role-id')).text).data.role_id;
    const secretId = JSON.parse((await bao('POST', 'auth/approle/role/shop/secret-id')).text).data.secret_id;
    box.write('/etc/vault-secret/role-id', roleId);
    box.write('/etc/vault-secret/secret-id', secretId);
    const run = await once([password], { authentication: VaultAuthentication.appRole({ secretName: 'a' }) });
    expect(await run.exit).toBe(0);
    expect(box.read('/etc/vault-secret/secret-id')).toBe(secretId);
  });

  test('gets one lease, and gets the next in time', async () => {
    await done('POST', 'pki/roles/shop', { allow_any_name: true, max_ttl: '8s', generate_lease: true });
    const leases = async () => JSON.parse((await bao('LIST', 'sys/leases/lookup/pki/issue/shop')).text).data?.keys.length ?? 0;
    app = await Recorder.start();
    const cert = VaultFile.template('cert', '{{ with secret "pki/issue/shop" "common_name=a" "ttl=8s" }}{{ .Data.serial_number }}{{ end }}');
    await start([cert], AppNotification.http({ port: app.port }));
    const first = await eventually('the certificate', () => box.read(`${PATH}/cert`));
    await sleep(1000);
    expect(await leases()).toBe(1);
    await eventually('the next certificate', () => box.read(`${PATH}/cert`) !== first);
    await eventually('the call', () => app!.calls.length === 1);
  });

  test('takes further configuration', async () => {
    await put({ password: 'x' });
    const extraConfiguration = { vault: { retry: { num_retries: 1 } }, template: [{ destination: box.path(`${PATH}/extra`), contents: 'e' }], log_level: 'debug' };
    const run = await once([password], { extraConfiguration });
    expect(await run.exit).toBe(0);
    expect(box.read(`${PATH}/extra`)).toBe('e');
    expect(run.output).toContain('[DEBUG]');
  });

  // Last: it takes the server away.
  test('outlives its server, and keeps the files', async () => {
    await put({ password: 'kept' });
    const agent = await start([password]);
    await eventually('the file', () => box.read(`${PATH}/password`) === 'kept');
    await server.stop();
    await sleep(5000);
    expect(agent.alive).toBe(true);
    expect(box.read(`${PATH}/password`)).toBe('kept');
    expect(await agent.stop()).toBe(0);
  });
});

/** A ServiceAccount's token, as far as Vault reads it itself. */
function jwt(): string {
  const part = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const claims = {
    'iss': 'https://kubernetes.default.svc', 'sub': 'system:serviceaccount:team:shop', 'aud': ['vault'], 'exp': Math.floor(Date.now() / 1000) + 3600,
    'iat': Math.floor(Date.now() / 1000), 'nbf': Math.floor(Date.now() / 1000),
    'kubernetes.io': { namespace: 'team', serviceaccount: { name: 'shop', uid: '1' } },
  };
  const text = `${part({ alg: 'RS256', kid: 'a' })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`;
}

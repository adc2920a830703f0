import {
  CloudSqlInstance, CloudSqlNetwork, CloudSqlProxyProps, DatabaseProxy, DatabaseProxySidecar, DatabaseProxySidecarProps,
} from '../../../lib/catalogue/database-proxy';
import { EnvSource, PodContext, SidecarForm, SidecarPhase, SidecarResources } from '../../../lib/sidecar';
import { chart, only, pod as somePod, volumeAt } from '../tls-termination/pod';

type Some = Partial<CloudSqlProxyProps>;
const orders = CloudSqlInstance.postgres('shop-prod:europe-west1:orders');
const pod = (more: Partial<PodContext> = {}) => somePod({ attachment: 'cloud-sql', ...more });
const classicJob = pod({ form: SidecarForm.CLASSIC, targetVersion: '1.27', runsToCompletion: true, workloadKind: 'Job' });
const contribute = (props: Some = {}, context = pod(), more: Partial<DatabaseProxySidecarProps> = {}) => (
  new DatabaseProxySidecar(chart(), 'cloud-sql', { proxy: DatabaseProxy.cloudSql({ instances: [orders], ...props }), ...more }).contribute(context)
);
const args = (...a: Parameters<typeof contribute>) => only(contribute(...a)).args!;
const env = (variables: { [name: string]: EnvSource } = {}) => Object.fromEntries(Object.entries(variables).map(([n, s]) => [n, s._toEnv(n).value]));

/** Flags of `cloud-sql-proxy --help` of 2.27.0: true where one takes a value. */
const FLAGS: Record<string, boolean> = {
  'structured-logs': false, 'prometheus': false, 'health-check': false, 'http-address': true, 'http-port': true, 'max-sigterm-delay': true,
  'exit-zero-on-sigterm': false, 'quitquitquit': false, 'admin-port': true, 'credentials-file': true, 'impersonate-service-account': true, 'max-connections': true,
  'lazy-refresh': false,
};

test('the app finds the database on loopback', () => {
  const c = contribute();
  expect([c.phase, c.purpose]).toEqual([SidecarPhase.NETWORK, 'Cloud SQL connection']);
  expect(env(c.app!.env)).toEqual({ DB_HOST: '127.0.0.1', DB_PORT: '5432' });
  expect(args().slice(-1)).toEqual(['shop-prod:europe-west1:orders?port=5432']);
  expect(only(c).loopbackPorts).toEqual([5432]);
  expect(only(c).ports).toEqual({ 'db-metrics': 15051 });
});

test('several instances have ports and variables of their own', () => {
  const instances = [
    orders,
    CloudSqlInstance.postgres('shop-prod:europe-west1:carts', { network: CloudSqlNetwork.PRIVATE, iamLogin: true }),
    CloudSqlInstance.mySql('shop-prod:europe-west1:old-shop', { network: CloudSqlNetwork.PRIVATE_SERVICE_CONNECT }),
    CloudSqlInstance.sqlServer('example.com:shop:europe-west1:books', { port: 5433, envPrefix: 'BOOKS_DB' }),
  ];
  const c = contribute({ instances });
  expect(only(c).args!.filter((a) => !a.startsWith('--'))).toEqual([
    'shop-prod:europe-west1:orders?port=5432',
    'shop-prod:europe-west1:carts?port=5434&private-ip=true&auto-iam-authn=true',
    'shop-prod:europe-west1:old-shop?port=3306&psc=true',
    'example.com:shop:europe-west1:books?port=5433',
  ]);
  expect(env(c.app!.env)).toMatchObject({ ORDERS_PORT: '5432', CARTS_PORT: '5434', OLD_SHOP_PORT: '3306', BOOKS_DB_PORT: '5433', BOOKS_DB_HOST: '127.0.0.1' });
});

test('all that was asked for, by flags that there are', () => {
  const all = args({
    credentials: { secretName: 'cloud-sql', key: 'sa.json' }, impersonate: ['a@p.iam.gserviceaccount.com', 'b@p.iam.gserviceaccount.com'],
    maxConnections: 50, lazyRefresh: true, httpPort: 9801, extraArgs: ['--debug-logs'],
  }, classicJob, { drainSeconds: 30 });
  expect(all).toEqual(expect.arrayContaining([
    '--credentials-file=/etc/cloud-sql/key.json', '--impersonate-service-account=a@p.iam.gserviceaccount.com,b@p.iam.gserviceaccount.com',
    '--max-connections=50', '--lazy-refresh', '--http-port=9801', '--max-sigterm-delay=30s', '--exit-zero-on-sigterm', '--debug-logs',
  ]));
  for (const flag of all.filter((a) => a.startsWith('--') && a !== '--debug-logs')) {
    const [, name, value] = flag.match(/^--([a-z-]+)(?:=(.+))?$/)!;
    expect([flag, FLAGS[name]]).toEqual([flag, value !== undefined]);
  }
});

test('credentials are one key of a Secret as a file; without them there is nothing to mount', () => {
  const c = contribute({ credentials: { secretName: 'cloud-sql', key: 'sa.json' } });
  expect(volumeAt(c, '/etc/cloud-sql').projected.sources).toEqual([{ secret: { name: 'cloud-sql', items: [{ key: 'sa.json', path: 'key.json' }] } }]);
  expect(volumeAt(c, '/etc/cloud-sql').projected.defaultMode).toBe(0o440);
  expect(only(contribute()).mounts).toBeUndefined();
});

test('its health is that it listens: neither the database nor the number of connections takes the app out of its Service', () => {
  const health = only(contribute()).health!._toPart();
  expect(health.check.httpGet).toEqual({ path: '/startup', port: 15051 });
  expect(health.readiness).toBeUndefined();
  expect(health.liveness!.httpGet!.path).toBe('/liveness');
  expect(args()).toContain('--http-address=0.0.0.0');
});

test('drains when the app has left, and says how long', () => {
  expect([args().includes('--max-sigterm-delay=10s'), only(contribute()).drainSeconds]).toEqual([true, 11]);
  expect(only(contribute({}, pod(), { drainSeconds: 30 })).drainSeconds).toBe(31);
  expect(() => contribute({}, pod(), { drainSeconds: 1.5 })).toThrow('drainSeconds: 1.5 is not a time in seconds');
});

test('a Job in classic form can end it, and nobody else can', () => {
  const job = contribute({}, classicJob);
  expect(only(job).quitUrl).toBe('http://127.0.0.1:15052/quitquitquit');
  expect(only(job).args).toEqual(expect.arrayContaining(['--quitquitquit', '--admin-port=15052']));
  expect(only(job).loopbackPorts).toContain(15052);
  expect(env(job.app!.env).DB_PROXY_QUIT_URL).toBe('http://127.0.0.1:15052/quitquitquit');
  for (const context of [pod(), pod({ runsToCompletion: true }), pod({ form: SidecarForm.CLASSIC })]) {
    expect(only(contribute({}, context)).quitUrl).toBeUndefined();
    expect(args({}, context)).not.toContain('--quitquitquit');
  }
});

test('classic form waits with the program itself, and delays with a shell', () => {
  const c = only(contribute({}, pod({ form: SidecarForm.CLASSIC })));
  expect([c.image, c.hasShell]).toEqual([expect.stringMatching(/:\d+\.\d+\.\d+-alpine$/), true]);
  expect(c.health!._toPart().classicWait).toEqual(['/cloud-sql-proxy', 'wait', '--http-address=127.0.0.1', '--http-port=15051', '--max=60s']);
  const native = only(contribute());
  expect([native.image, native.hasShell, native.user, native.group]).toEqual([expect.stringMatching(/:\d+\.\d+\.\d+$/), false, 65532, 65532]);
  expect(native.health!._toPart().classicWait).toBeUndefined();
});

test('an image, sizes and raw fields of one\'s own', () => {
  const c = only(contribute({ image: 'example.com/p:1' }, pod(), { resources: SidecarResources.of({ cpu: '1', memory: '1Gi' }), fields: { tty: true } }));
  expect([c.image, c.fields, c.resources!._toPart().requests!.cpu]).toEqual(['example.com/p:1', { tty: true }, '1']);
});

describe('bad input', () => {
  test.each<[string, Some, string]>([
    ['no instances', { instances: [] }, 'instances: "[]" is empty'],
    ['one twice', { instances: [orders, orders] }, 'instances[1]: "shop-prod:europe-west1:orders" is instances[0] too'],
    ['one port twice', { instances: [CloudSqlInstance.postgres('p:eu-west1:a', { port: 6000 }), CloudSqlInstance.postgres('p:eu-west1:b', { port: 6000 })] },
      'instances[1].port: 6000 is taken by instances[0].port'],
    ['the health port', { instances: [CloudSqlInstance.postgres('p:eu-west1:a', { port: 15051 })] }, 'instances[0].port: 15051 is taken by httpPort'],
    ['one prefix twice', { instances: [CloudSqlInstance.postgres('p:eu-west1:a'), CloudSqlInstance.postgres('q:eu-west1:a')] }, 'instances[1].envPrefix: "A" is that of instances[0] too'],
    ['ports alike', { httpPort: 9000, adminPort: 9000 }, 'adminPort: 9000 is taken by httpPort'],
    ['no account', { impersonate: ['a'] }, 'impersonate[0]: "a" is not a service account'],
    ['no connections', { maxConnections: 0 }, 'maxConnections: 0 is not a whole number'],
    ['a key in the manifest', { credentials: { secretName: '{"type":"service_account"}', key: 'x' } }, 'credentials.secretName:'],
    ['a flag that is the library\'s', { extraArgs: ['--address=0.0.0.0'] }, 'extraArgs[0]: "--address=0.0.0.0" is the library\'s to say'],
    ['a check of the database', { extraArgs: ['--run-connection-test'] }, 'an outage of the database would keep the Pod from starting'],
    ['a secret in a flag', { extraArgs: ['--json-credentials={}'] }, 'a secret comes by reference'],
    ['an instance for a flag', { extraArgs: ['p:eu-west1:x'] }, 'instances have a property of their own'],
  ])('%s', (_, props, message) => expect(() => contribute(props)).toThrow(message));

  test.each([
    [() => CloudSqlInstance.postgres('orders'), 'connectionName: "orders" is not the connection name of an instance'],
    [() => CloudSqlInstance.postgres('p:europe-west1:a?port=1'), 'is not the connection name of an instance'],
    [() => CloudSqlInstance.sqlServer('p:europe-west1:a', { iamLogin: true }), 'iamLogin: true is not possible with SQL Server'],
    [() => CloudSqlInstance.postgres('p:europe-west1:a', { port: 80 }), 'port: 80 needs a capability'],
    [() => CloudSqlInstance.postgres('p:europe-west1:a', { envPrefix: 'my-db' }), 'envPrefix: "my-db" is not the beginning of a variable\'s name'],
  ])('%#', (call, message) => expect(call).toThrow(message));
});

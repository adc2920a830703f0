import { App, Chart, Duration, Testing } from 'cdk8s';
import {
  CloudSqlInstance, DatabaseProxy, DatabaseProxySidecar, DatabaseProxySidecarProps, PgBouncerAuthentication, PgBouncerPoolMode, PgBouncerProps,
  PgBouncerServerTls,
} from '../../../lib/catalogue/database-proxy';
import { TlsAuthority } from '../../../lib/catalogue/tls-termination';
import { EnvSource, PodContext, SidecarForm } from '../../../lib/sidecar';
import { PodSidecars, WorkloadWithSidecars } from '../../../lib/workload';
import { chart, file, only, pod as somePod, volumeAt } from '../tls-termination/pod';

type Some = Partial<PgBouncerProps>;
const base: PgBouncerProps = { databases: [{ name: 'orders', host: 'orders-db.shop' }], users: { secretName: 'orders-pool', key: 'users' } };
const pod = (more: Partial<PodContext> = {}) => somePod({ attachment: 'pool', ...more });
const contribute = (props: Some = {}, context = pod(), more: Partial<DatabaseProxySidecarProps> = {}) => (
  new DatabaseProxySidecar(chart(), 'pool', { proxy: DatabaseProxy.pgBouncer({ ...base, ...props }), ...more }).contribute(context)
);
const ini = (props: Some = {}) => file(contribute(props), 'pgbouncer.ini');
const setting = (name: string, props: Some = {}) => ini(props).match(new RegExp(`^${name} = ?(.*)$`, 'm'))?.[1];
const env = (variables: { [name: string]: EnvSource } = {}) => Object.fromEntries(Object.entries(variables).map(([n, s]) => [n, s._toEnv(n).value]));

test('the app gets host, port and the pool\'s settings', () => {
  const c = contribute();
  expect(c.purpose).toBe('connection pool');
  expect(env(c.app!.env)).toEqual({ DB_HOST: '127.0.0.1', DB_PORT: '6432', DB_NAME: 'orders', DB_POOL_MODE: 'session', DB_POOL_SIZE: '20', DB_MAX_CONNECTIONS: '500' });
  const other = contribute({
    databases: [{ name: 'a', host: 'h', poolSize: 5, poolMode: PgBouncerPoolMode.TRANSACTION }, { name: '*', host: 'h' }], port: 7000, envPrefix: 'PG', maxClientConnections: 9,
  });
  expect(env(other.app!.env)).toEqual({ PG_HOST: '127.0.0.1', PG_PORT: '7000', PG_POOL_MODE: 'transaction', PG_POOL_SIZE: '5', PG_MAX_CONNECTIONS: '9' });
});

test('it listens on loopback alone, and runs with a number, a shell and no place to write', () => {
  expect([setting('listen_addr'), setting('listen_port'), setting('unix_socket_dir')]).toEqual(['127.0.0.1', '6432', '']);
  const c = only(contribute());
  expect(c.ports).toBeUndefined();
  expect(c.loopbackPorts).toEqual([6432]);
  expect([c.user, c.group, c.hasShell]).toEqual([998, 996, true]);
  expect(c.image).toMatch(/^ghcr\.io\/cloudnative-pg\/pgbouncer:\d+\.\d+\.\d+$/);
  expect(c.mounts!.every((m) => m.readOnly)).toBe(true);
});

test('users are one key of a Secret, read again when it changes, and nowhere else', () => {
  const c = contribute();
  expect(volumeAt(c, '/etc/database-proxy-users').projected.sources).toEqual([{ secret: { name: 'orders-pool', items: [{ key: 'users', path: 'userlist.txt' }] } }]);
  expect(volumeAt(c, '/etc/database-proxy-users').projected.defaultMode).toBe(0o440);
  expect(env(only(c).env)).toMatchObject({ WATCHED_FILES: '/etc/database-proxy-users/userlist.txt', RELOAD_SIGNAL: 'HUP', WATCH_SECONDS: '10' });
  expect(setting('auth_file')).toBe('/etc/database-proxy-users/userlist.txt');
});

test('its health is a connection from within, and says nothing of the database', () => {
  const health = only(contribute({ port: 7000 })).health!._toPart();
  expect(health.check.exec!.command).toEqual(['bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/7000']);
  expect(health.classicWait).toBeUndefined();
  expect(only(contribute({}, pod({ form: SidecarForm.CLASSIC }))).health!._toPart().classicWait!.join(' ')).toContain('sleep 1');
});

test('waits for its clients when it is stopped, and no longer than it says', () => {
  expect(env(only(contribute()).env)).toMatchObject({ LAST_SIGNAL: 'QUIT', LAST_SECONDS: '10' });
  expect(only(contribute()).drainSeconds).toBe(11);
  const long = only(contribute({}, pod(), { drainSeconds: 60 }));
  expect([env(long.env).LAST_SECONDS, long.drainSeconds]).toEqual(['60', 61]);
});

test('a Job in classic form ends it by a file', () => {
  const c = contribute({}, pod({ form: SidecarForm.CLASSIC, runsToCompletion: true, workloadKind: 'Job' }));
  expect(only(c).quitsByItself).toContain('$DB_PROXY_QUIT_FILE');
  expect(env(only(c).env)).toMatchObject({ QUIT_FILE: '/var/run/database-proxy/quit', WATCH_SECONDS: '2' });
  expect(env(c.app!.env).DB_PROXY_QUIT_FILE).toBe('/var/run/database-proxy/quit');
  expect(c.app!.mounts!.map((m) => [m.path, m.readOnly ?? false])).toEqual([['/var/run/database-proxy', false]]);
  for (const context of [pod(), pod({ runsToCompletion: true }), pod({ form: SidecarForm.CLASSIC })]) {
    expect(only(contribute({}, context)).quitsByItself).toBeUndefined();
    expect(env(contribute({}, context).app!.env)).not.toHaveProperty('DB_PROXY_QUIT_FILE');
  }
});

test('all that was asked for', () => {
  const text = ini({
    databases: [
      { name: 'orders', host: 'db-1.shop', port: 5433, database: 'Orders 2', user: 'o\'brien', poolSize: 5, poolMode: PgBouncerPoolMode.STATEMENT },
      { name: 'with "quotes"', host: '2001:db8::1' },
      { name: '*', host: 'db-2' },
    ],
    authentication: PgBouncerAuthentication.MD5,
    lookup: { user: 'pgbouncer', query: 'SELECT * FROM lookup($1)', database: 'orders' },
    poolMode: PgBouncerPoolMode.TRANSACTION,
    poolSize: 30, minPoolSize: 2, reservePoolSize: 3, maxClientConnections: 1000, maxServerConnections: 40, preparedStatements: 0,
    queryWaitTimeout: Duration.seconds(15),
    serverTls: PgBouncerServerTls.verified(TlsAuthority.configMap('database-ca')),
    ignoredParameters: ['search_path'],
    statsUsers: ['stats'],
    extraSettings: { server_idle_timeout: '60' },
  });
  for (const line of [
    'orders = host=db-1.shop port=5433 dbname=\'Orders 2\' user=\'o\'\'brien\' pool_size=5 pool_mode=statement',
    '\'with "quotes"\' = host=2001:db8::1 port=5432', '* = host=db-2 port=5432',
    'auth_type = md5', 'auth_user = pgbouncer', 'auth_query = SELECT * FROM lookup($1)', 'auth_dbname = orders', 'pool_mode = transaction',
    'default_pool_size = 30', 'min_pool_size = 2', 'reserve_pool_size = 3', 'max_client_conn = 1000', 'max_db_connections = 40', 'max_prepared_statements = 0',
    'query_wait_timeout = 15', 'server_tls_sslmode = verify-full', 'server_tls_ca_file = /etc/database-proxy-authority/ca.crt',
    'ignore_startup_parameters = search_path', 'stats_users = stats', 'server_idle_timeout = 60',
  ]) expect(text.split('\n')).toContain(line);
});

test('never plain text to a server elsewhere unless it is said', () => {
  expect(setting('server_tls_sslmode')).toBe('require');
  expect(setting('server_tls_sslmode', { databases: [{ name: 'a', host: '127.0.0.1' }] })).toBe('disable');
  expect(setting('server_tls_sslmode', { databases: [{ name: 'a', host: '127.0.0.1' }, { name: 'b', host: 'db' }] })).toBe('require');
  expect(setting('server_tls_sslmode', { serverTls: PgBouncerServerTls.off() })).toBe('disable');
});

test('the server\'s authority is mounted, and read again when it is renewed', () => {
  const c = contribute({ serverTls: PgBouncerServerTls.verified(TlsAuthority.secret('database-ca', 'root.pem')) });
  expect(volumeAt(c, '/etc/database-proxy-authority').secret.secretName).toBe('database-ca');
  expect(env(only(c).env).WATCHED_FILES).toContain('/etc/database-proxy-authority/root.pem');
});

test('a pool in front of the Cloud SQL proxy on one Pod', () => {
  const c = new Chart(new App(), 'test');
  const cloudSql = new DatabaseProxySidecar(c, 'cloud-sql', {
    proxy: DatabaseProxy.cloudSql({ instances: [CloudSqlInstance.postgres('p:europe-west1:orders', { envPrefix: 'CLOUD_SQL' })] }),
  });
  const pool = new DatabaseProxySidecar(c, 'pool', { proxy: DatabaseProxy.pgBouncer({ ...base, databases: [{ name: 'orders', host: '127.0.0.1' }] }) });
  const shop = new WorkloadWithSidecars(c, 'shop', { containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080 }], sidecars: [cloudSql, pool] });
  const spec = Testing.synth(c).find((o) => o.kind === 'Deployment').spec.template.spec;
  expect(spec.initContainers.map((i: any) => i.name)).toEqual(['cloud-sql', 'pool']);
  expect(PodSidecars.of(shop).findings.filter((f) => f.severity !== 'info')).toEqual([]);
});

describe('bad input', () => {
  test.each<[string, Some, string]>([
    ['no databases', { databases: [] }, 'databases: "[]" is empty'],
    ['one name twice', { databases: [{ name: 'a', host: 'h' }, { name: 'a', host: 'g' }] }, 'databases: "a" is the name of two databases'],
    ['PgBouncer\'s own', { databases: [{ name: 'pgbouncer', host: 'h' }] }, 'databases[0].name: "pgbouncer" is PgBouncer\'s own database'],
    ['a quote', { databases: [{ name: 'o\'brien', host: 'h' }] }, 'databases[0].name: "o\'brien" has a single quote in it'],
    ['one for all', { databases: [{ name: '*', host: 'h', database: 'x' }] }, 'databases[0].database: "x" is one for all names'],
    ['a URL', { databases: [{ name: 'a', host: 'postgres://u:p@h/db' }] }, 'databases[0].host:'],
    ['two lines', { databases: [{ name: 'a\n[pgbouncer]', host: 'h' }] }, 'databases[0].name: "a\\n[pgbouncer]" is empty or has more than one line'],
    ['no Secret', { users: { secretName: '"app" "secret"', key: 'x' } }, 'users.secretName:'],
    ['more kept than there may be', { minPoolSize: 21 }, 'minPoolSize: 21 is more than the pool may have (poolSize: 20)'],
    ['less to the server than the pool', { maxServerConnections: 10 }, 'maxServerConnections: 10 is below poolSize (20), which could never be reached'],
    ['no pool', { poolSize: 0 }, 'poolSize: 0 is not a whole number'],
    ['a lookup without user', { lookup: { user: 'x', query: 'SELECT 1' } }, 'lookup.query: "SELECT 1" does not ask for the user $1'],
    ['a lookup elsewhere', { lookup: { user: 'x', database: 'b' } }, 'lookup.database: "b" is not one of databases: name one of orders'],
    ['a lookup for nobody', { lookup: { user: 'x' }, authentication: PgBouncerAuthentication.TRUST }, 'lookup: "given" has no meaning where nobody needs a password'],
    ['a setting that is the library\'s', { extraSettings: { listen_addr: '*' } }, 'extraSettings.listen_addr: "*" is the library\'s to say: leave it out: the app calls it on loopback'],
    ['a setting of two lines', { extraSettings: { stats_period: '60\nlisten_addr = *' } }, 'extraSettings.stats_period:'],
    ['a setting that is none', { extraSettings: { 'Stats Period': '60' } }, 'is not a setting'],
    ['no time', { queryWaitTimeout: Duration.millis(0) }, 'queryWaitTimeout: "0 ms" is not a time above 0'],
    ['a low port', { port: 100 }, 'port: 100 needs a capability'],
    ['a parameter that is two', { ignoredParameters: ['a, b'] }, 'ignoredParameters[0]: "a, b" is empty, or has white space or a comma'],
    ['a prefix that is none', { envPrefix: 'db' }, 'envPrefix: "db" is not the beginning of a variable\'s name'],
  ])('%s', (_, props, message) => expect(() => contribute(props)).toThrow(message));
});

describe('in the hands of users whom no compiler tells', () => {
  const any = (value: unknown): any => value;
  const sidecar = (props: unknown) => () => new DatabaseProxySidecar(chart(), 'x', any(props));
  const pool = (more: unknown) => () => DatabaseProxy.pgBouncer({ ...base, ...any(more) });
  test.each([
    [sidecar(undefined), 'props: is missing: give at least "proxy"'],
    [sidecar({ proxy: 'pgbouncer' }), 'proxy: is text, and must be a DatabaseProxy: use DatabaseProxy.cloudSql(...) or .pgBouncer(...)'],
    [() => DatabaseProxy.pgBouncer(any(undefined)), 'props: is missing: give at least "databases" and "users"'],
    [() => DatabaseProxy.cloudSql(any({ instances: ['p:eu-west1:a'] })), 'instances[0]: is text, and must be a CloudSqlInstance: use CloudSqlInstance.postgres(...)'],
    [() => CloudSqlInstance.postgres('p:eu-west1:a', any({ network: 'internal' })), 'network: is text, and must be one of "public", "private", "psc"'],
    [pool({ databases: { orders: 'db' } }), 'databases: is a map, and must be a list'],
    [pool({ databases: [{ name: 'orders' }] }), 'databases[0].host: is missing, and must be text'],
    [pool({ poolmode: 'transaction' }), 'poolmode: is not known here: did you mean "poolMode"?'],
    [pool({ poolMode: 'transactions' }), 'poolMode: is text, and must be one of "session", "transaction", "statement"'],
    [pool({ serverTls: 'require' }), 'serverTls: is text, and must be a PgBouncerServerTls'],
    [() => PgBouncerServerTls.verified(any('ca')), 'authority: is text, and must be a TlsAuthority'],
  ])('%#', (call, message) => expect(call).toThrow(message));
});

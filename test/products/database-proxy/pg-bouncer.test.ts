import { spawn, spawnSync } from 'child_process';
import { writeFileSync } from 'fs';
import * as net from 'net';
import { join } from 'path';
import { ask, forThisPgBouncer, PGBOUNCER_BIN, PGBOUNCER_WAITS, Postgres, POSTGRES_BIN_DIR, Running, Sandbox } from './programs';
import {
  DatabaseProxy, DatabaseProxySidecar, PgBouncerAuthentication, PgBouncerPoolMode, PgBouncerProps, PgBouncerServerTls,
} from '../../../lib/catalogue/database-proxy';
import { TlsAuthority } from '../../../lib/catalogue/tls-termination';
import { SidecarContribution, SidecarForm } from '../../../lib/sidecar';
import { chart, pod } from '../../catalogue/tls-termination/pod';
import { freePorts, until } from '../process';
import { Authority } from '../tls/pki';

const QUERY = 'SELECT usename, passwd FROM pg_shadow WHERE usename = $1';
const USERS = '/etc/database-proxy-users/userlist.txt';

(PGBOUNCER_BIN && POSTGRES_BIN_DIR ? describe : describe.skip)('the real PgBouncer', () => {
  let sandbox: Sandbox;
  let postgres: Postgres;
  const stops: Array<() => Promise<void> | void> = [];
  beforeAll(async () => {
    sandbox = new Sandbox();
    postgres = await Postgres.start(sandbox, (await freePorts(1))[0]);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });
  afterAll(async () => {
    await postgres.running.remove();
    sandbox.remove();
  });

  const server = () => ({ host: '127.0.0.1', port: postgres.port });
  const contribution = (props: PgBouncerProps, drainSeconds?: number, context = pod()): SidecarContribution => (
    new DatabaseProxySidecar(chart(), 'pool', { proxy: DatabaseProxy.pgBouncer(props), drainSeconds }).contribute(context)
  );

  async function run(more: Partial<PgBouncerProps> = {}, users = '"app" "first"\n', drainSeconds?: number, context = pod()) {
    const [port] = await freePorts(1);
    const c = contribution({ databases: [{ name: 'orders', ...server() }], users: { secretName: 'x', key: 'y' }, port, ...more }, drainSeconds, context);
    const place = new Sandbox();
    const { words, env } = place.layDown(c, forThisPgBouncer);
    place.write(USERS, users);
    const running = new Running(words.map((w) => w === '/usr/bin/pgbouncer' ? PGBOUNCER_BIN! : w), { ...env, WATCH_SECONDS: '1' });
    stops.push(() => place.remove(), () => running.remove());
    const [shell, ...check] = c.containers![0].health!._toPart().check.exec!.command;
    const healthy = () => spawnSync(shell, check).status === 0;
    await until('it listens', async () => {
      if (running.code !== undefined) throw new Error(running.output);
      return healthy();
    });
    return { port, running, place, healthy, c };
  }

  test('passes the app on to the database, and is silent about its own health', async () => {
    const { port, running, healthy } = await run();
    expect(await ask('app', 'first', 'orders', 'SELECT current_user || current_database()', port)).toBe('apporders');
    await expect(ask('app', 'wrong', 'orders', 'SELECT 1', port)).rejects.toThrow();
    running.output = '';
    for (let i = 0; i < 5; i++) expect(healthy()).toBe(true);
    await new Promise((r) => setTimeout(r, 300));
    expect(running.output).toBe('');
  });

  test('is healthy while the database is gone', async () => {
    const [nothing] = await freePorts(1);
    const { port, healthy } = await run({ databases: [{ name: 'orders', host: '127.0.0.1', port: nothing }] });
    await expect(ask('app', 'first', 'orders', 'SELECT 1', port)).rejects.toThrow();
    expect(healthy()).toBe(true);
  });

  test('takes every setting', async () => {
    const ca = new Authority();
    const [port] = await freePorts(1);
    for (const authentication of Object.values(PgBouncerAuthentication)) {
      const c = contribution({
        databases: [
          { name: 'orders', host: '127.0.0.1', port: 5999, database: 'Orders 2', user: 'o\'brien', poolSize: 5, poolMode: PgBouncerPoolMode.STATEMENT },
          // Older parsers have no way of quoting a name.
          ...(PGBOUNCER_WAITS ? [{ name: 'with "quotes"', host: '::1' }] : []), { name: '*', host: 'db-2' },
        ],
        users: { secretName: 'x', key: 'y' }, port, authentication,
        lookup: authentication === PgBouncerAuthentication.TRUST ? undefined : { user: 'pgbouncer', query: QUERY, database: 'orders' },
        poolMode: PgBouncerPoolMode.TRANSACTION, poolSize: 30, minPoolSize: 2, reservePoolSize: 3, maxClientConnections: 100, maxServerConnections: 40,
        preparedStatements: 0,
        serverTls: PgBouncerServerTls.verified(TlsAuthority.configMap('ca')), statsUsers: ['stats'], extraSettings: { server_idle_timeout: '60' },
      });
      const place = new Sandbox();
      const { words, env } = place.layDown(c, forThisPgBouncer);
      place.write(USERS, '"pgbouncer" "x"\n');
      place.write('/etc/database-proxy-authority/ca.crt', ca.cert);
      const running = new Running(words.map((w) => w === '/usr/bin/pgbouncer' ? PGBOUNCER_BIN! : w), env);
      await until('it is up', async () => {
        if (running.code !== undefined) throw new Error(running.output);
        return running.output.includes('process up');
      });
      expect(running.output).not.toMatch(/ERROR|WARNING|FATAL/);
      await running.remove();
      place.remove();
    }
    ca.remove();
  });

  test('lets drivers in that send parameters which it does not keep', async () => {
    const { port } = await run();
    const run1 = spawnSync(join(POSTGRES_BIN_DIR!, 'psql'), ['-XAtc', 'SELECT 1', `host=127.0.0.1 port=${port} user=app dbname=orders options='-c extra_float_digits=3'`], {
      env: { PGPASSWORD: 'first', PATH: process.env.PATH! }, encoding: 'utf8',
    });
    expect([run1.stdout.trim(), run1.stderr]).toEqual(['1', '']);
  });

  test('takes a renewed list of users without cutting anybody', async () => {
    const { port, place } = await run();
    const open = spawn(join(POSTGRES_BIN_DIR!, 'psql'), ['-XAt', '-h', '127.0.0.1', '-p', String(port), '-U', 'app', '-d', 'orders', '-c', 'SELECT pg_sleep(3), 42'], {
      env: { PGPASSWORD: 'first', PATH: process.env.PATH! },
    });
    let answer = '';
    open.stdout.on('data', (d) => answer += d);
    const ended = new Promise((r) => open.once('exit', r));
    await new Promise((r) => setTimeout(r, 500));
    writeFileSync(place.path(USERS), '"app" "first"\n"late" "second"\n');
    await postgres.ask('postgres', 'super', 'postgres', 'CREATE ROLE late LOGIN PASSWORD \'second\'', postgres.port);
    await until('the new user', async () => await ask('late', 'second', 'orders', 'SELECT 1', port) === '1', 5);
    await ended;
    expect(answer).toContain('42');
  });

  test('looks up users that are not in the list', async () => {
    await postgres.ask('postgres', 'super', 'postgres', 'CREATE ROLE found LOGIN PASSWORD \'pw\'', postgres.port);
    const { port } = await run({ lookup: { user: 'postgres' } }, '"postgres" "super"\n');
    expect(await ask('found', 'pw', 'orders', 'SELECT current_user', port)).toBe('found');
  });

  (PGBOUNCER_WAITS ? describe : describe.skip)('when it is stopped', () => {
    const query = (port: number, seconds: number) => ask('app', 'first', 'orders', `SELECT 'done' FROM pg_sleep(${seconds})`, port).catch(() => 'cut');

    test('ends at once where nobody is connected', async () => {
      const { running } = await run();
      running.signal('SIGTERM');
      const { code, after } = await running.end();
      expect(code).toBe(0);
      expect(after).toBeLessThan(1500);
    });

    test('waits for a client that is at work', async () => {
      const { port, running } = await run();
      const working = query(port, 2);
      await new Promise((r) => setTimeout(r, 700));
      running.signal('SIGTERM');
      expect((await running.end()).code).toBe(0);
      expect(await working).toBe('done');
    });

    test('and no longer than it said', async () => {
      const { port, running } = await run({}, undefined, 2);
      const working = query(port, 20);
      await new Promise((r) => setTimeout(r, 700));
      running.signal('SIGTERM');
      const { after } = await running.end();
      expect(await working).toBe('cut');
      expect(after).toBeGreaterThan(1500);
      expect(after).toBeLessThan(4000);
    });

    test('by the file of a Job in classic form', async () => {
      const { running, place } = await run({}, undefined, undefined, pod({ form: SidecarForm.CLASSIC, runsToCompletion: true }));
      place.write('/var/run/database-proxy/quit', '');
      const { code, after } = await running.end();
      expect(code).toBe(0);
      expect(after).toBeLessThan(4000);
    });
  });

  test('the command that classic form waits with returns when it listens, and not before', async () => {
    const [port] = await freePorts(1);
    const c = contribution({ databases: [{ name: 'orders', ...server() }], users: { secretName: 'x', key: 'y' }, port }, undefined, pod({ form: SidecarForm.CLASSIC }));
    const [shell, ...args] = c.containers![0].health!._toPart().classicWait!;
    const waiting = spawn(shell, args);
    const returned = new Promise<number | null>((r) => waiting.once('exit', r));
    await new Promise((r) => setTimeout(r, 1200));
    expect(waiting.exitCode).toBeNull();
    const listener = net.createServer().listen(port, '127.0.0.1');
    expect(await returned).toBe(0);
    listener.close();
  });
});

/**
 * The exporters as their containers are started, each beside what it asks: metrics that arrive, and health that does not
 * depend on it. Debian's packages carry older releases than the catalogue pins; the run says which.
 */
import { spawnSync } from 'child_process';
import * as http from 'http';
import { AddressInfo } from 'net';
import { BlackboxProbe, MetricsExporter } from '../../../lib/catalogue/metrics-exporter';
import { EnvSource } from '../../../lib/sidecar';
import { check, container } from '../../catalogue/metrics-exporter/helpers';
import { Sandbox, Postgres, POSTGRES_BIN_DIR } from '../database-proxy/programs';
import { Box, ofContribution } from '../plain';
import { describeIf, freePorts, get, programOf, Running, until } from '../process';

const stops: Array<() => unknown> = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Starts it on a free port of loopback, and waits for its health check. */
async function start(bin: string, exporter: MetricsExporter, secrets: Record<string, string> = {}) {
  const [port] = await freePorts(1);
  const box = new Box();
  const c = container(exporter);
  const { words, env } = box.layDown(ofContribution(c));
  const own = Object.values(c.ports!)[0];
  const here = (text: string) => text.replace(new RegExp(`(^|=):${own}$`), `$1127.0.0.1:${port}`);
  const running = new Running([bin, ...words.map(here)], { ...Object.fromEntries(Object.entries(env).map(([k, v]) => [k, here(v)])), ...secrets });
  stops.push(() => box.remove(), () => running.remove());
  const health = () => get(port, check(exporter).httpGet!.path!);
  await running.until('healthy', async () => (await health())?.status === 200);
  return { port, running, health, metrics: async () => (await get(port, '/metrics'))!.text };
}

async function serve(listener: http.RequestListener): Promise<number> {
  const server = http.createServer(listener);
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
  stops.push(() => new Promise((r) => {
    server.closeAllConnections();
    server.close(r);
  }));
  return (server.address() as AddressInfo).port;
}

const NGINX = programOf('NGINX_EXPORTER_BIN', 'nginx-prometheus-exporter', ['--version']);
describeIf(NGINX)('the real nginx exporter', () => {
  test('turns the status page into metrics, and is healthy without it', async () => {
    let up = true;
    const app = await serve((req, res) => {
      expect(req.url).toBe('/my/status');
      res.writeHead(up ? 200 : 500).end('Active connections: 3 \nserver accepts handled requests\n 11 12 13 \nReading: 0 Writing: 1 Waiting: 2 \n');
    });
    const { metrics, health } = await start(NGINX!, MetricsExporter.nginx({ statusUrl: `http://127.0.0.1:${app}/my/status` }));
    expect(await metrics()).toMatch(/nginx_connections_active 3\n[^]*nginx_http_requests_total 13\n[^]*nginx_up 1\n/);
    up = false;
    expect(await metrics()).toMatch(/nginx_up 0\n/);
    expect((await health())?.status).toBe(200);
  });
});

const REDIS = programOf('REDIS_EXPORTER_BIN', 'redis_exporter', ['--version']);
const REDIS_SERVER = programOf('REDIS_SERVER_BIN', 'redis-server', ['--version']);
describeIf(REDIS && REDIS_SERVER)('the real Redis exporter', () => {
  async function redis(...more: string[]): Promise<{ port: number; server: Running }> {
    const [port] = await freePorts(1);
    const server = new Running([REDIS_SERVER!, '--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...more]);
    stops.push(() => server.remove());
    await server.until('redis', () => server.output.includes('Ready to accept connections'));
    return { port, server };
  }

  const secret = 's€cret$1/@:';
  test.each<[string, string[], object]>([
    ['no password', [], {}],
    ['a password', ['--requirepass', secret], { password: EnvSource.secret('redis', 'password') }],
    ['a user and a password', ['--user', 'metrics', 'on', `>${secret}`, '+@all', '~*'], { user: EnvSource.text('metrics'), password: EnvSource.secret('redis', 'password') }],
  ])('asks with %s, and is healthy without its server', async (_, args, login) => {
    const { port, server } = await redis(...args);
    const exporter = await start(REDIS!, MetricsExporter.redis({ address: `redis://127.0.0.1:${port}`, ...login }), 'password' in login ? { REDIS_PASSWORD: secret } : {});
    expect(await exporter.metrics()).toMatch(/redis_up 1\n/);
    expect(await exporter.metrics()).toMatch(/redis_connected_clients \d/);
    await server.stop();
    expect(await exporter.metrics()).toMatch(/redis_up 0\n/);
    expect((await exporter.health())?.status).toBe(200);
  });
});

const POSTGRES = programOf('POSTGRES_EXPORTER_BIN', 'postgres_exporter', ['--version']);
describeIf(POSTGRES && POSTGRES_BIN_DIR)('the real Postgres exporter', () => {
  test('asks the database, and is healthy without it', async () => {
    const sandbox = new Sandbox();
    stops.push(() => sandbox.remove());
    const [port] = await freePorts(1);
    const server = await Postgres.start(sandbox, port);
    stops.push(() => server.running.remove());
    const wanted = MetricsExporter.postgres({ user: EnvSource.text('postgres'), password: EnvSource.secret('pg', 'password'), databasePort: port, database: 'orders' });
    const { metrics, health } = await start(POSTGRES!, wanted, { DATA_SOURCE_PASS: 'super' });
    await until('the database is up', async () => /pg_up 1\n/.test(await metrics()));
    expect(await metrics()).toMatch(/pg_stat_database_xact_commit\{[^}]*datname="orders"/);
    await server.running.remove();
    await until('the database is down', async () => /pg_up 0\n/.test(await metrics()));
    expect((await health())?.status).toBe(200);
  });
});

const BLACKBOX = programOf('BLACKBOX_EXPORTER_BIN', 'blackbox_exporter', ['--version']);
describeIf(BLACKBOX)('the real blackbox exporter', () => {
  test('takes every kind of probe', () => {
    for (const probe of Object.values(BlackboxProbe)) {
      const box = new Box();
      const exporter = MetricsExporter.blackbox({ targets: [{ name: 'a', address: probe === BlackboxProbe.HTTP ? 'http://a' : 'a:1', probe }] });
      const { words } = box.layDown(ofContribution(container(exporter)));
      const run = spawnSync(BLACKBOX!, ['--config.check', ...words], { encoding: 'utf8' });
      box.remove();
      expect({ status: run.status, errors: /level=(error|warn).*/.exec(run.stderr) }).toEqual({ status: 0, errors: null });
    }
  });

  test('probes as its PodMonitor asks', async () => {
    let status = 200;
    const app = await serve((_, res) => res.writeHead(status).end());
    const [closed] = await freePorts(1);
    const { port } = await start(BLACKBOX!, MetricsExporter.blackbox({
      targets: [{ name: 'web', address: `http://127.0.0.1:${app}/x` }, { name: 'open', address: `127.0.0.1:${app}`, probe: BlackboxProbe.TCP }],
    }));
    const probe = async (module: string, target: string) => /^probe_success (\d)$/m.exec((await get(port, `/probe?module=${module}&target=${encodeURIComponent(target)}`))!.text)?.[1];
    expect(await probe(BlackboxProbe.HTTP, `http://127.0.0.1:${app}/x`)).toBe('1');
    expect(await probe(BlackboxProbe.TCP, `127.0.0.1:${app}`)).toBe('1');
    expect(await probe(BlackboxProbe.TCP, `127.0.0.1:${closed}`)).toBe('0');
    status = 503;
    expect(await probe(BlackboxProbe.HTTP, `http://127.0.0.1:${app}/x`)).toBe('0');
  });
});

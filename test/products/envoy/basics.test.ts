import { execFile } from 'child_process';
import * as net from 'net';
import { promisify } from 'util';
import { Duration } from 'cdk8s';
import { Bench, Running } from './bench';
import { describeEnvoy, request } from './envoy-binary';
import { EnvoyProxySidecar, Upstream } from '../../../lib/catalogue/proxy';
import { SidecarForm } from '../../../lib/sidecar';
import { chart, pod } from '../../catalogue/proxy/pod';
import { freePorts } from '../process';

describeEnvoy('the real Envoy, in front of an app and of what it calls', () => {
  const bench = new Bench();
  const silent = (_: unknown, s: { end(): void }) => s.end();

  async function both(behind: Parameters<Bench['http']>[0], orders: Parameters<Bench['http']>[0]): Promise<Running & { localPort: number; gone: () => Promise<unknown> }> {
    const [a, o] = [await bench.http(behind), await bench.http(orders)];
    const [localPort] = await freePorts(1);
    const upstream = Upstream.endpoints('orders', [{ address: '127.0.0.1', port: o.port }], { localPort, retries: { statusCodes: [503], backOff: Duration.millis(1) } });
    const running = await bench.envoy({ appPort: a.port, upstreams: [upstream], inbound: {} });
    return { ...running, localPort, gone: () => Promise.all([a.close(), o.close()]) };
  }

  test('carries requests to both', async () => {
    const { port, localPort } = await both(
      (q, s) => s.end(`app ${q.url} ${q.headers['x-forwarded-proto']} ${q.headers.host}`), (q, s) => s.setHeader('server', 'own').end(`orders ${q.method}`));
    const front = await request({ port, path: '/a//b?c=d', headers: { 'host': 'shop.example', 'x-forwarded-proto': 'https' } });
    expect(front.body).toBe('app /a/b?c=d http shop.example');
    const out = await request({ port: localPort, method: 'POST', body: 'x' });
    expect([out.body, out.headers.server, Object.keys(out.headers).filter((h) => h.startsWith('x-envoy'))]).toEqual(['orders POST', 'own', []]);
    expect((await request({ port, headers: { bad_header: '1' } })).status).toBe(400);
  });

  test('keeps the ID of a request, and takes HTTP/1.0 where it is told to', async () => {
    const app = await bench.http((q, s) => s.end(q.headers['x-request-id']));
    const old = (port: number) => new Promise<string>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\nHost: a\r\nX-Request-Id: mine\r\n\r\n'));
      let text = '';
      socket.on('data', (d) => text += d).on('close', () => resolve(text));
    });
    const strict = await bench.envoy({ appPort: app.port, inbound: {} });
    expect((await request({ port: strict.port, headers: { 'x-request-id': 'from-ingress' } })).body).toBe('from-ingress');
    expect(await old(strict.port)).toMatch(/^HTTP\/1.1 426/);
    expect(await old((await bench.envoy({ appPort: app.port, inbound: { acceptHttp10: true } })).port)).toMatch(/^HTTP\/1.0 200[^]*mine$/);
  });

  test('retries a request with a large body', async () => {
    let calls = 0;
    const { localPort } = await both(silent, (q, s) => {
      let size = 0;
      q.on('data', (d: Buffer) => size += d.length).on('end', () => {
        s.statusCode = ++calls < 2 ? 503 : 200;
        s.end(String(size));
      });
    });
    expect(await request({ port: localPort, method: 'POST', body: 'x'.repeat(500_000) })).toMatchObject({ status: 200, body: '500000' });
    expect(calls).toBe(2);
  });

  test('shows readiness, life and metrics of the probe listener and nothing else', async () => {
    const { metricsPort } = await both(silent, silent);
    const get = async (path: string, method = 'GET') => (await request({ port: metricsPort, path, method })).status;
    expect(await Promise.all(['/ready', '/live', '/stats/prometheus', '/stats/prometheus?usedonly'].map((p) => get(p)))).toEqual([200, 200, 200, 200]);
    expect(await Promise.all(['/', '/stats', '/config_dump', '/quitquitquit', '/healthcheck/fail', '/ready/../quitquitquit', '/ready/'].map((p) => get(p)))).toEqual(Array(7).fill(404));
    expect(await get('/ready', 'POST')).toBe(404);
  });

  test('retries what an upstream turned down, and gives up after the last attempt', async () => {
    let calls = 0;
    const { localPort } = await both(silent, (q, s) => {
      calls++;
      s.statusCode = q.url === '/never' || calls < 3 ? 503 : 200;
      s.end();
    });
    expect((await request({ port: localPort })).status).toBe(200);
    expect(calls).toBe(3);
    expect((await request({ port: localPort, path: '/never' })).status).toBe(503);
    expect(calls).toBe(6);
  });

  test('stays ready while app and upstream are gone', async () => {
    const { port, metricsPort, localPort, gone } = await both(silent, silent);
    await gone();
    expect([(await request({ port })).status, (await request({ port: localPort })).status]).toEqual([503, 503]);
    expect((await request({ port: metricsPort, path: '/ready' })).status).toBe(200);
  });

  test('is ready for the command with which classic form holds the app back', async () => {
    const [metricsPort] = await freePorts(1);
    const props = { upstreams: [Upstream.dns('orders', 'orders.shop', 8080)], metricsPort };
    const [command, ...args] = new EnvoyProxySidecar(chart(), 'proxy', props).contribute(pod({ form: SidecarForm.CLASSIC }))
      .containers![0].health!._toPart().classicWait!;
    const began = Date.now();
    const waiting = promisify(execFile)(command, args);
    await new Promise((r) => setTimeout(r, 300));
    await bench.envoy({ ...props, upstreams: [Upstream.dns('orders', 'orders.shop', 8080, { localPort: (await freePorts(1))[0] })] });
    await waiting;
    expect(Date.now() - began).toBeGreaterThan(300);
  });

  test('ends within its drain time of TERM, and when a Job\'s app tells it to quit', async () => {
    const first = await both(silent, silent);
    const drain = new EnvoyProxySidecar(chart(), 'proxy', { port: 15001 }).contribute(pod()).containers![0].drainSeconds!;
    expect(await first.envoy.stop()).toBeLessThan(drain * 1000);
    const second = await both(silent, silent);
    const quitUrl = new EnvoyProxySidecar(chart(), 'proxy', { port: 15001, adminPort: second.adminPort }).contribute(pod()).containers![0].quitUrl!;
    expect((await request({ port: Number(new URL(quitUrl).port), path: new URL(quitUrl).pathname, method: 'POST' })).status).toBe(200);
    await second.envoy.ended;
  });

  test('answers a request that is under way while its Pod is told to drain', async () => {
    const { port, adminPort } = await both((_, s) => setTimeout(() => s.end('late'), 600), silent);
    const slow = request({ port, agent: undefined });
    await new Promise((r) => setTimeout(r, 200));
    await request({ port: adminPort, path: '/healthcheck/fail', method: 'POST' });
    expect((await slow).body).toBe('late');
    expect((await request({ port })).headers.connection).toBe('close');
  });
});

import { execFile } from 'child_process';
import { promisify } from 'util';
import { Duration } from 'cdk8s';
import { app, describeEnvoy, freePorts, pod, request, RunningEnvoy } from './envoy-binary';
import { EnvoyProxySidecar, EnvoyProxySidecarProps, Upstream } from '../../../lib/catalogue/proxy';
import { SidecarForm } from '../../../lib/sidecar';
import { chart } from '../../catalogue/proxy/pod';

const contribute = (props: EnvoyProxySidecarProps) => new EnvoyProxySidecar(chart(), 'proxy', props).contribute(pod());

describeEnvoy('the real Envoy does', () => {
  let stops: Array<() => Promise<unknown>> = [];
  afterEach(async () => {
    for (const stop of stops.reverse()) await stop();
    stops = [];
  });

  /** A proxy in front of an app and of one upstream `orders`, all on free ports. */
  async function run(behind: Parameters<typeof app>[0], orders: Parameters<typeof app>[0], more: Partial<EnvoyProxySidecarProps> = {}) {
    const [port, adminPort, metricsPort, localPort] = await freePorts(4);
    const [a, o] = [await app(behind), await app(orders)];
    stops.push(a.close, o.close);
    const upstream = Upstream.endpoints('orders', [{ address: '127.0.0.1', port: o.port }], { localPort, retries: { statusCodes: [503], backOff: Duration.millis(1) } });
    const envoy = await RunningEnvoy.start(contribute({ port, adminPort, metricsPort, appPort: a.port, upstreams: [upstream], ...more }), adminPort);
    stops.push(() => envoy.stop());
    return { port, adminPort, metricsPort, localPort, envoy, a, o };
  }

  test('stand in front of the app and carry its calls', async () => {
    const { port, localPort } = await run(
      (q, s) => s.end(`app ${q.url} ${q.headers['x-forwarded-proto']} ${q.headers.host}`), (q, s) => s.setHeader('server', 'own').end(`orders ${q.method}`));
    const front = await request({ port, path: '/a//b?c=d', headers: { 'host': 'shop.example', 'x-forwarded-proto': 'https' } });
    expect(front.body).toBe('app /a/b?c=d http shop.example');
    const out = await request({ port: localPort, method: 'POST', body: 'x' });
    expect([out.body, out.headers.server, Object.keys(out.headers).filter((h) => h.startsWith('x-envoy'))]).toEqual(['orders POST', 'own', []]);
    expect((await request({ port, headers: { bad_header: '1' } })).status).toBe(400);
  });

  test('show readiness, life and metrics of the probe listener and nothing else', async () => {
    const { metricsPort } = await run((_, s) => s.end(), (_, s) => s.end());
    const get = async (path: string, method = 'GET') => (await request({ port: metricsPort, path, method })).status;
    expect(await Promise.all(['/ready', '/live', '/stats/prometheus'].map((p) => get(p)))).toEqual([200, 200, 200]);
    expect(await Promise.all(['/', '/stats', '/config_dump', '/quitquitquit', '/healthcheck/fail', '/ready/../quitquitquit'].map((p) => get(p)))).toEqual(Array(6).fill(404));
    expect(await get('/ready', 'POST')).toBe(404);
  });

  test('retry what an upstream turned down, and give up after the last attempt', async () => {
    let calls = 0;
    const { localPort } = await run((_, s) => s.end(), (q, s) => {
      calls++;
      s.statusCode = q.url === '/never' || calls < 3 ? 503 : 200;
      s.end();
    });
    expect((await request({ port: localPort })).status).toBe(200);
    expect(calls).toBe(3);
    expect((await request({ port: localPort, path: '/never' })).status).toBe(503);
    expect(calls).toBe(6);
  });

  test('stay ready while the app and the upstream are gone', async () => {
    const { port, metricsPort, localPort, a, o } = await run((_, s) => s.end(), (_, s) => s.end());
    await Promise.all([a.close(), o.close()]);
    expect([(await request({ port })).status, (await request({ port: localPort })).status]).toEqual([503, 503]);
    expect((await request({ port: metricsPort, path: '/ready' })).status).toBe(200);
  });

  test('become ready for the command with which classic form holds the app back', async () => {
    const [metricsPort, adminPort] = await freePorts(2);
    const props = { upstreams: [Upstream.dns('orders', 'orders.shop', 8080)], metricsPort, adminPort };
    const [command, ...args] = new EnvoyProxySidecar(chart(), 'proxy', props).contribute(pod({ form: SidecarForm.CLASSIC }))
      .containers![0].health!._toPart().classicWait!;
    const began = Date.now();
    const waiting = promisify(execFile)(command, args);
    await new Promise((r) => setTimeout(r, 300));
    const envoy = await RunningEnvoy.start(contribute(props), adminPort);
    stops.push(() => envoy.stop());
    await waiting;
    expect(Date.now() - began).toBeGreaterThan(300);
  });

  test('end within two seconds of TERM', async () => {
    const { envoy } = await run((_, s) => s.end(), (_, s) => s.end());
    expect(await envoy.stop()).toBeLessThan(2000);
  });
});

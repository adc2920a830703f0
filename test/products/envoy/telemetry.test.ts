import { Bench } from './bench';
import { describeEnvoy, request, until } from './envoy-binary';
import { ProxyCertificate, ProxyProtocol, ProxyTracing, Upstream } from '../../../lib/catalogue/proxy';

describeEnvoy('the real Envoy tells', () => {
  const bench = new Bench();

  /** Bodies that a collector got, and the trace headers that the app saw. */
  async function traced(make: (collector: Upstream) => ProxyTracing) {
    const bodies: Buffer[] = [];
    const paths: string[] = [];
    const collector = await bench.http((q, s) => {
      paths.push(q.url!);
      q.on('data', (d) => bodies.push(d)).on('end', () => s.end());
    });
    const app = await bench.http((q, s) => s.end(q.headers.traceparent as string ?? ''));
    const upstream = Upstream.endpoints('collector', [{ address: '127.0.0.1', port: collector.port }]);
    const { port } = await bench.envoy({ appPort: app.port, inbound: {}, tracing: make(upstream) });
    const traceparent = (await request({ port })).body;
    await until(async () => bodies.length > 0, 10);
    return { text: Buffer.concat(bodies).toString('latin1'), paths, traceparent };
  }

  test('spans by OTLP, under the name of the workload', async () => {
    const { text, paths, traceparent } = await traced((c) => ProxyTracing.openTelemetryHttp(c, { samplingPercent: 100 }));
    expect(paths[0]).toBe('/v1/traces');
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(text).toContain('service.name');
    expect(text).toMatch(/shop/);
    expect(text).toContain('pod-1');
  }, 20_000);

  test('spans to Zipkin, under the name of the workload', async () => {
    const { text, paths, traceparent } = await traced((c) => ProxyTracing.zipkin(c, { samplingPercent: 100 }));
    expect(paths[0]).toBe('/api/v2/spans');
    expect(traceparent).toMatch(/^00-/);
    expect(JSON.parse(text)[0]).toMatchObject({ kind: 'SERVER', localEndpoint: { serviceName: 'shop' } });
  }, 20_000);

  test('a line of JSON for each request, without the query', async () => {
    const app = await bench.http((q, s) => {
      s.statusCode = q.url!.startsWith('/bad') ? 500 : 200;
      s.end();
    });
    const { port, envoy } = await bench.envoy({ appPort: app.port, inbound: {}, accessLog: { fields: { extra: '%REQ(X-EXTRA)% 100%%' } } });
    await request({ port, path: '/good?token=secret', headers: { 'x-extra': 'yes "quoted"' } });
    await until(async () => envoy.output.includes('\n'));
    expect(JSON.parse(envoy.output.trim())).toMatchObject({ direction: 'inbound', method: 'GET', path: '/good', status: 200, client: '127.0.0.1', cluster: 'local_app', extra: 'yes "quoted" 100%' });
    const errorsOnly = await bench.envoy({ appPort: app.port, inbound: {}, accessLog: { minStatus: 500 } });
    await request({ port: errorsOnly.port, path: '/good' });
    await request({ port: errorsOnly.port, path: '/bad' });
    await until(async () => errorsOnly.envoy.output.includes('\n'));
    expect(errorsOnly.envoy.output.trim().split('\n').map((l) => JSON.parse(l).path)).toEqual(['/bad']);
  });

  test('a line of JSON for each TCP connection', async () => {
    const app = await bench.http((_, s) => s.end());
    const { port, envoy } = await bench.envoy({ appPort: app.port, inbound: { protocol: ProxyProtocol.TCP }, accessLog: {} });
    await request({ port });
    await until(async () => envoy.output.includes('\n'));
    expect(JSON.parse(envoy.output.trim())).toMatchObject({ direction: 'inbound', cluster: 'local_app' });
  });

  test('of itself in JSON, and not much', async () => {
    const app = await bench.http((_, s) => s.end());
    const { envoy, port } = await bench.envoy({ appPort: app.port, inbound: { tls: { certificate: ProxyCertificate.secret('not-there') } } });
    await request({ port }).catch(() => {});
    const lines = envoy.errors.trim().split('\n').filter((l) => l);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(10);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), message: expect.any(String) });
  });
});

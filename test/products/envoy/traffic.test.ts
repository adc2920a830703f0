import * as http from 'http';
import * as http2 from 'http2';
import * as net from 'net';
import { Duration } from 'cdk8s';
import { Bench } from './bench';
import { describeEnvoy, request, until } from './envoy-binary';
import { HashKey, LoadBalancing, ProxyProtocol, Upstream, UpstreamEndpoint, UpstreamHealthCheck, UpstreamOptions } from '../../../lib/catalogue/proxy';
import { freePorts } from '../process';

interface Http2Answer {
  status: number;
  body: string;
  trailers: http2.IncomingHttpHeaders;
}

describeEnvoy('the real Envoy, carrying', () => {
  const bench = new Bench();

  /** The loopback port of an upstream with these endpoints. */
  async function through(endpoints: number[] | UpstreamEndpoint[], options: UpstreamOptions = {}) {
    const [localPort] = await freePorts(1);
    const list = endpoints.map((e) => typeof e === 'number' ? { address: '127.0.0.1', port: e } : e);
    return { localPort, ...await bench.envoy({ upstreams: [Upstream.endpoints('orders', list, { localPort, ...options })] }) };
  }
  const echo = () => bench.tcp((s) => s.pipe(s));

  /** Bytes there and back through a TCP port. */
  const roundTrip = (port: number, text: string) => new Promise<string>((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (d) => {
      resolve(String(d));
      socket.destroy();
    }).on('error', reject);
  });

  /** One HTTP/2 request without TLS; gRPC brings its deadline in a header. */
  const h2 = (port: number, headers: http2.OutgoingHttpHeaders = {}) => new Promise<Http2Answer>((resolve, reject) => {
    const client = http2.connect(`http://127.0.0.1:${port}`).on('error', reject);
    const answer: Http2Answer = { status: 0, body: '', trailers: {} };
    const stream = client.request({ ':method': 'POST', ':path': '/', ...headers });
    stream.on('response', (h) => answer.status = Number(h[':status'])).on('trailers', (t) => answer.trailers = t);
    stream.on('data', (d) => answer.body += d).on('error', reject).on('close', () => {
      client.destroy();
      resolve(answer);
    }).end();
  });

  const grpcApp = (delay: number = 0) => bench.http2((stream, headers) => setTimeout(() => {
    if (stream.destroyed) return;
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(`${headers[':authority'] ? 'h2' : ''} ${headers['grpc-timeout'] ?? ''}`);
  }, delay));

  test('TCP both ways', async () => {
    const app = await echo();
    const { port } = await bench.envoy({ appPort: app.port, inbound: { protocol: ProxyProtocol.TCP } });
    const { localPort } = await through([app.port], { protocol: ProxyProtocol.TCP });
    expect([await roundTrip(port, 'in'), await roundTrip(localPort, 'out')]).toEqual(['in', 'out']);
  });

  test('HTTP/2 to an app that speaks HTTP/1.1', async () => {
    const app = await bench.http((q, s) => s.end(q.httpVersion));
    const { port } = await bench.envoy({ appPort: app.port, inbound: {} });
    expect(await h2(port)).toMatchObject({ status: 200, body: '1.1' });
  });

  test('gRPC both ways, with trailers and the caller\'s deadline', async () => {
    const app = await grpcApp();
    const { port } = await bench.envoy({ appPort: app.port, inbound: { protocol: ProxyProtocol.GRPC } });
    expect(await h2(port, { 'te': 'trailers', 'grpc-timeout': '5S' })).toMatchObject({ status: 200, body: 'h2 5S', trailers: { 'grpc-status': '0' } });
    const { localPort } = await through([(await grpcApp(2000)).port], { protocol: ProxyProtocol.GRPC });
    const began = Date.now();
    expect((await h2(localPort, { 'te': 'trailers', 'content-type': 'application/grpc', 'grpc-timeout': '200m' })).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(1500);
  });

  test.each([[true, 'chat'], [false, 'refused']])('WebSockets: %s', async (webSockets, expected) => {
    const app = await bench.http((_, s) => s.end(), (socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      socket.on('data', (d) => socket.write(d)).on('error', () => {});
    });
    // Nothing of a request is sent any more after the upgrade: neither its own limit nor that of the answer ends the socket.
    const limit = Duration.millis(300);
    const { port } = await bench.envoy({ appPort: app.port, inbound: { webSockets, timeout: limit, requestTimeout: limit } });
    const answer = await new Promise<string>((resolve, reject) => {
      http.get({ host: '127.0.0.1', port, agent: false, headers: { 'Connection': 'Upgrade', 'Upgrade': 'websocket', 'Sec-WebSocket-Key': 'x', 'Sec-WebSocket-Version': '13' } })
        .on('upgrade', (_, socket) => {
          socket.on('data', (d: Buffer) => resolve(String(d))).on('close', () => resolve('closed'));
          setTimeout(() => socket.write('chat'), 800);
          bench.onEnd(async () => socket.destroy());
        }).on('response', () => resolve('refused')).on('error', reject);
    });
    expect(answer).toBe(expected);
  });

  test('what takes long: to the app as long as it takes, from an upstream as long as was said', async () => {
    const slow = await bench.http((_, s) => setTimeout(() => s.end('late'), 700));
    const { port } = await bench.envoy({ appPort: slow.port, inbound: {} });
    expect((await request({ port })).body).toBe('late');
    const { localPort } = await through([slow.port], { timeout: Duration.millis(200), retries: { attempts: 0 } });
    expect((await request({ port: localPort })).status).toBe(504);
    const limited = await bench.envoy({ appPort: slow.port, inbound: { timeout: Duration.millis(200) } });
    expect((await request({ port: limited.port })).status).toBe(504);
  });

  describe('to several endpoints', () => {
    const named = (name: string) => bench.http((_, s) => s.end(name));
    const bodies = async (port: number, count: number, headers: object = {}) => {
      const list: string[] = [];
      for (let i = 0; i < count; i++) list.push((await request({ port, headers: headers as any })).body);
      return list;
    };

    test('one after the other, by weight, and the same one for the same key', async () => {
      const ports = [(await named('a')).port, (await named('b')).port];
      const even = await through(ports, { loadBalancing: LoadBalancing.roundRobin() });
      expect((await bodies(even.localPort, 10)).filter((b) => b === 'a')).toHaveLength(5);
      const weighted = await through(ports.map((port, i) => ({ address: '127.0.0.1', port, weight: i ? 9 : 1 })), { loadBalancing: LoadBalancing.roundRobin() });
      expect((await bodies(weighted.localPort, 20)).filter((b) => b === 'b').length).toBeGreaterThan(14);
      for (const loadBalancing of [LoadBalancing.ringHash(HashKey.header('x-user')), LoadBalancing.maglev(HashKey.header('x-user'))]) {
        const sticky = await through(ports, { loadBalancing });
        expect(new Set(await bodies(sticky.localPort, 10, { 'x-user': 'alice' })).size).toBe(1);
      }
    });

    test('a retry goes to another endpoint', async () => {
      const bad = await bench.http((_, s) => {
        s.statusCode = 503;
        s.end();
      });
      const { localPort } = await through([bad.port, (await named('good')).port], { loadBalancing: LoadBalancing.roundRobin(), retries: { attempts: 1, statusCodes: [503] } });
      expect(new Set(await bodies(localPort, 6))).toEqual(new Set(['good']));
    });

    test('one that keeps failing is left out', async () => {
      const bad = await bench.http((_, s) => {
        s.statusCode = 500;
        s.end('bad');
      });
      const { localPort } = await through([bad.port, (await named('good')).port], {
        loadBalancing: LoadBalancing.roundRobin(), retries: { attempts: 0 }, outlierDetection: { errors: 2, interval: Duration.millis(100) },
      });
      const seen = await bodies(localPort, 20);
      expect(seen.filter((b) => b === 'bad').length).toBeGreaterThanOrEqual(2);
      expect(new Set(seen.slice(10))).toEqual(new Set(['good']));
    });

    test('one that fails its health check is left out, but not at its first failure', async () => {
      let checks = 0;
      const flaky = await bench.http((q, s) => {
        if (q.url === '/healthz') checks++;
        s.statusCode = q.url === '/healthz' && checks > 2 ? 500 : 200;
        s.end('flaky');
      });
      const { localPort, adminPort } = await through([flaky.port, (await named('good')).port], {
        loadBalancing: LoadBalancing.roundRobin(),
        healthCheck: UpstreamHealthCheck.http('/healthz', { interval: Duration.millis(100), unhealthyAfter: 3 }),
      });
      // Until it has had a request, Envoy checks a cluster once a minute.
      await bodies(localPort, 2);
      await until(async () => (await request({ port: adminPort, path: '/clusters' })).body.includes('failed_active_hc'), 10);
      expect(checks).toBeGreaterThanOrEqual(5);
      expect(new Set(await bodies(localPort, 6))).toEqual(new Set(['good']));
    }, 90_000);
  });

  test('no more at a time than was said', async () => {
    const slow = await bench.http((_, s) => setTimeout(() => s.end(), 500));
    const { localPort } = await through([slow.port], { limits: { connections: 1, pendingRequests: 1, requests: 1 }, retries: { attempts: 0 } });
    const all = await Promise.all(Array.from({ length: 5 }, () => request({ port: localPort })));
    expect(all.map((a) => a.status).filter((s) => s === 503).length).toBeGreaterThanOrEqual(3);
    expect(all.map((a) => a.status)).toContain(200);
  });

  test('IPv6 too, where it is asked for', async () => {
    const app = await bench.http((_, s) => s.end('six'));
    const { port } = await bench.envoy({ appPort: app.port, inbound: {}, dualStack: true });
    expect((await request({ port, host: '127.0.0.1' })).body).toBe('six');
    expect((await request({ port, host: '::1' })).body).toBe('six');
  });
});

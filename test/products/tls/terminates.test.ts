import { readFileSync } from 'fs';
import * as http2 from 'http2';
import * as https from 'https';
import * as net from 'net';
import { Bench, Front, plain } from './bench';
import { until } from '../process';
import { Authority } from './pki';
import { describeWith, Program } from './servers';
import { ProxyProtocol } from '../../../lib/catalogue/proxy';
import { TlsClientName, TlsClients, TlsProfile } from '../../../lib/catalogue/tls-termination';
import { pod } from '../../catalogue/tls-termination/pod';

const FRONTEND = 'spiffe://example.org/ns/shop/sa/frontend';

/** How each product stops in grace, and what it looks at in a client's certificate. */
const PRODUCTS: Record<Program, { stop: NodeJS.Signals; graceful: boolean; allowed: TlsClientName; right: [string, ...string[]]; wrong: [string, ...string[]]; refusal: 'status' | 'connection' }> = {
  nginx: { stop: 'SIGQUIT', graceful: true, allowed: TlsClientName.commonName('frontend'), right: ['/O=shop/CN=frontend'], wrong: ['/O=shop,CN=frontend/CN=other'], refusal: 'status' },
  haproxy: { stop: 'SIGUSR1', graceful: true, allowed: TlsClientName.commonName('frontend'), right: ['/O=shop/CN=frontend'], wrong: ['/O=shop,CN=frontend/CN=other'], refusal: 'status' },
  envoy: { stop: 'SIGTERM', graceful: false, allowed: TlsClientName.uri(FRONTEND), right: ['/CN=x', `URI:${FRONTEND}`], wrong: ['/CN=x', `URI:${FRONTEND}2`], refusal: 'connection' },
};

describe.each(Object.keys(PRODUCTS) as Program[])('%s', (program) => {
  const product = PRODUCTS[program];
  describeWith(program)('in front of an app', () => {
    let bench: Bench;
    beforeAll(() => bench = new Bench(program));
    afterEach(() => bench.clear());
    afterAll(() => bench.end());

    const slow = (milliseconds: number) => bench.app((_, s) => setTimeout(() => s.end('done'), milliseconds));
    const echo = () => bench.app((q, s) => s.end(JSON.stringify({ url: q.url, ...q.headers })));

    test('ends TLS, speaks HTTP/1.1 and HTTP/2, and hands on what was asked', async () => {
      const { port } = await bench.front(await echo());
      const answer = await bench.get(port, '/a%2Fb//c?d=e', undefined, { headers: { 'host': 'shop.example:8443', 'x-ssl-client-s-dn': 'CN=forged', 'x-forwarded-proto': 'http' } });
      const told = JSON.parse(answer.body);
      expect(told).toMatchObject({ 'url': '/a%2Fb//c?d=e', 'host': 'shop.example:8443', 'x-forwarded-proto': 'https', 'x-forwarded-for': expect.any(String) });
      if (program !== 'envoy') expect(told['x-ssl-client-s-dn']).toBeUndefined();
      const h2 = http2.connect(`https://localhost:${port}`, { ca: bench.ca.cert, lookup: (_, __, done) => done(null, [{ address: '127.0.0.1', family: 4 }] as any, 4) });
      const status = await new Promise((resolve, reject) => {
        h2.on('error', reject);
        h2.request({ ':path': '/' }).on('response', (headers) => resolve(headers[':status'])).on('error', reject).end();
      });
      h2.close();
      expect(status).toBe(200);
      await expect(plain(port)).resolves.toMatchObject({ status: 400 }).catch(() => expect(plain(port)).rejects.toThrow());
    });

    test('tells the app who its client is, whatever the client says of itself', async () => {
      const app = await bench.app((q, s) => s.end(JSON.stringify(q.rawHeaders.map((h, i) => i % 2 ? h : h.toLowerCase()))));
      const told = async (port: number, headers: Record<string, string | string[]>) => {
        const raw: string[] = JSON.parse((await bench.get(port, '/', undefined, { headers })).body);
        return (name: string) => raw.flatMap((h, i) => i % 2 === 0 && h.replace(/_/g, '-') === name ? [raw[i + 1]] : []);
      };
      const forged = { 'X-Forwarded-For': '6.6.6.6, 7.7.7.7', 'X-Real-IP': '6.6.6.6', 'Forwarded': 'for=6.6.6.6', 'X_Forwarded_For': '6.6.6.6', 'X-Forwarded-Proto': 'http' };
      const direct = await told((await bench.front(app)).port, forged);
      expect([direct('x-forwarded-for'), direct('x-real-ip'), direct('forwarded'), direct('x-forwarded-proto')]).toEqual([['127.0.0.1'], [], [], ['https']]);
      const one = (await bench.front(app, { trustedHops: 1 })).port;
      const behind = await told(one, forged);
      expect([behind('x-forwarded-for'), behind('x-forwarded-proto'), behind('x-real-ip')]).toEqual([['7.7.7.7'], ['http'], ['6.6.6.6']]);
      expect((await told(one, {}))('x-forwarded-for')).toEqual(['127.0.0.1']);
      const two = (await bench.front(app, { trustedHops: 2 })).port;
      // A client may send the header twice; the proxies' words stand behind.
      expect((await told(two, { 'X-Forwarded-For': ['6.6.6.6', '1.1.1.1, 2.2.2.2'] }))('x-forwarded-for')).toEqual(['1.1.1.1']);
      expect((await told(two, { 'X-Forwarded-For': '6.6.6.6' }))('x-forwarded-for')).toEqual(['127.0.0.1']);
      expect((await told(two, { 'X-Forwarded-For': '2001:db8::1 , 2.2.2.2' }))('x-forwarded-for')).toEqual(['2001:db8::1']);
    });

    test('passes WebSockets and large bodies', async () => {
      const server = net.createServer((socket) => socket.once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n')
        && socket.on('data', (d) => socket.write(d))));
      await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
      const { port } = await bench.front((server.address() as net.AddressInfo).port);
      const socket = await bench.connect(port, { ALPNProtocols: ['http/1.1'] });
      socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
      const next = () => new Promise<string>((r) => socket.once('data', (d) => r(String(d))));
      expect(await next()).toContain('101');
      socket.write('ping');
      expect(await next()).toBe('ping');
      socket.destroy();
      server.close();
      let length = 0;
      const upload = await bench.front(await bench.app((q, s) => q.on('data', (d) => length += d.length).on('end', () => s.end('ok'))));
      const status = await new Promise((resolve, reject) => {
        const request = https.request({ host: '127.0.0.1', port: upload.port, method: 'POST', servername: 'localhost', ca: bench.ca.cert, agent: false }, (r) => resolve(r.statusCode));
        request.on('error', reject);
        request.end(Buffer.alloc(5_000_000));
      });
      expect([status, length]).toEqual([200, 5_000_000]);
    });

    test('carries gRPC, whose health the kubelet asks for in plain HTTP/2', async () => {
      const server = http2.createServer();
      server.on('stream', (stream, headers) => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'x-path': String(headers[':path']) }));
        stream.end('answer');
      });
      await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
      const front = await bench.front((server.address() as net.AddressInfo).port, { protocol: ProxyProtocol.GRPC });
      const call = (url: string, path: string, options: object = {}) => new Promise<any>((resolve, reject) => {
        const session = http2.connect(url, { lookup: (_: any, __: any, done: any) => done(null, [{ address: '127.0.0.1', family: 4 }], 4), ...options });
        const told: any = {};
        session.on('error', reject);
        const stream = session.request({ ':path': path, ':method': 'POST', 'content-type': 'application/grpc', 'te': 'trailers' });
        stream.on('response', (h) => told.status = h[':status']).on('trailers', (t) => Object.assign(told, t)).on('error', reject);
        stream.on('data', () => {}).on('end', () => { session.close(); resolve(told); });
        stream.end('ask');
      });
      const secure = { ca: bench.ca.cert, ...bench.ca.issue(...product.right) };
      expect(await call(`https://localhost:${front.port}`, '/shop.Orders/Get', secure)).toMatchObject({ 'status': 200, 'grpc-status': '0', 'x-path': '/shop.Orders/Get' });
      const health = '/grpc.health.v1.Health/Check';
      expect(await call(`http://localhost:${front.probePort}`, health)).toMatchObject({ 'status': 200, 'x-path': health });
      expect(await call(`http://localhost:${front.probePort}`, '/shop.Orders/Get')).not.toHaveProperty('x-path');
      const mutual = await bench.front((server.address() as net.AddressInfo).port, { protocol: ProxyProtocol.HTTP2, clients: {} });
      expect(await call(`http://localhost:${mutual.probePort}`, health)).toMatchObject({ 'status': 200, 'x-path': health });
      server.close();
    });

    test('speaks the versions and ciphers of the profile', async () => {
      const app = await echo();
      const { port } = await bench.front(app);
      const version = async (p: number, more: object) => (bench.connect(p, more).then((s) => {
        const spoken = `${s.getProtocol()} ${s.getCipher().name}`;
        s.destroy();
        return spoken;
      }, () => 'refused'));
      expect(await version(port, {})).toMatch('TLSv1.3');
      expect(await version(port, { maxVersion: 'TLSv1.2' })).toMatch(/^TLSv1\.2 ECDHE-.*(GCM|POLY1305)/);
      expect(await version(port, { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES128-SHA' })).toBe('refused');
      expect(await version(port, { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })).toBe('refused');
      const modern = await bench.front(app, { profile: TlsProfile.MODERN });
      expect(await version(modern.port, {})).toMatch('TLSv1.3');
      expect(await version(modern.port, { maxVersion: 'TLSv1.2' })).toBe('refused');
    });

    describe('asking clients for certificates', () => {
      const clients: TlsClients = { allowed: [product.allowed] };
      const refused = async (front: Front, ...names: [string, ...string[]]) => {
        const answer = bench.get(front.port, '/', bench.ca.issue(...names));
        if (product.refusal === 'status') expect((await answer).status).toBe(403);
        else await expect(answer).rejects.toThrow();
      };

      test('lets the allowed name in; turns down none, another name and another authority', async () => {
        const front = await bench.front(await echo(), { clients });
        const right = await bench.get(front.port, '/', bench.ca.issue(...product.right), { headers: { 'x-ssl-client-s-dn': 'CN=forged' } });
        expect(right.status).toBe(200);
        if (program !== 'envoy') expect(JSON.parse(right.body)['x-ssl-client-s-dn']).toMatch(/^CN=frontend,\s?O=shop$/);
        await refused(front, ...product.wrong);
        const other = new Authority('other');
        const without = [bench.get(front.port), bench.get(front.port, '/', other.issue(...product.right))];
        // nginx ends the handshake and answers 400; the others refuse it.
        if (program === 'nginx') expect((await Promise.all(without)).map((a) => a.status)).toEqual([400, 400]);
        else expect((await Promise.allSettled(without)).map((w) => w.status)).toEqual(['rejected', 'rejected']);
        other.remove();
      });

      test('looks at the name of a resumed session too', async () => {
        const front = await bench.front(await echo(), { clients });
        const client = bench.ca.issue(...product.right);
        for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
          let session: Buffer | undefined;
          for (let i = 0; i < 3; i++) {
            const socket = await bench.connect(front.port, { ...client, maxVersion, session, ALPNProtocols: ['http/1.1'] });
            socket.on('session', (s) => session = s);
            const status = await new Promise<string>((resolve) => {
              socket.once('data', (d) => resolve(String(d).slice(0, 12)));
              socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
            });
            socket.destroy();
            expect(status).toBe('HTTP/1.1 200');
          }
        }
      });

      test('optional: who has none is let in, who has a wrong one is not', async () => {
        // Envoy turns down who has none as soon as it has a list of names, so that both together are an error of ours.
        const front = await bench.front(await echo(), { clients: { ...(program === 'envoy' ? {} : clients), optional: true } });
        expect((await bench.get(front.port)).status).toBe(200);
        expect((await bench.get(front.port, '/', bench.ca.issue(...product.right))).status).toBe(200);
        if (program !== 'envoy') await refused(front, ...product.wrong);
      });

      test('the kubelet reaches the probe paths, and nothing else, without one', async () => {
        const front = await bench.front(await echo(), { clients }, pod({}, { probePaths: ['/healthz', '/ready?deep=1'] }));
        const status = async (path: string, method = 'GET') => (await plain(front.probePort, path, { method })).status;
        expect([await status('/healthz'), await status('/ready?deep=1')]).toEqual([200, 200]);
        expect([await status('/'), await status('/healthz/'), await status('/healthz?a=b'), await status('/ready'), await status('/HEALTHZ')]).toEqual(Array(5).fill(404));
        expect(await status('/healthz', 'POST')).toBe(404);
      });

      test('in front of TCP', async () => {
        const server = net.createServer((socket) => socket.on('error', () => {}).pipe(socket));
        await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
        const front = await bench.front((server.address() as net.AddressInfo).port, { protocol: ProxyProtocol.TCP, clients });
        const talk = (client?: object) => bench.connect(front.port, client).then((socket) => new Promise<string>((resolve, reject) => {
          socket.on('data', (d) => resolve(String(d))).on('end', () => reject(new Error('closed'))).on('error', reject).on('close', () => reject(new Error('closed')));
          socket.write('hello');
        }).finally(() => socket.destroy()));
        expect(await talk(bench.ca.issue(...product.right))).toBe('hello');
        await expect(talk()).rejects.toThrow();
        await expect(talk(bench.ca.issue(...product.wrong))).rejects.toThrow();
        server.close();
      });
    });

    test('sends plain HTTP to HTTPS, whatever port it was asked on', async () => {
      const app = await echo();
      const front = await bench.front(app, { redirect: {} });
      const location = async (f: Front, host: string) => {
        const { status, headers } = await plain(f.redirectPort, '/a?b=c', { method: 'POST', headers: { host } });
        return [status, headers.location];
      };
      expect(await location(front, 'shop.example')).toEqual([308, 'https://shop.example/a?b=c']);
      expect(await location(front, 'shop.example:80')).toEqual([308, 'https://shop.example/a?b=c']);
      const other = await bench.front(app, { redirect: { publicPort: 8443 } });
      expect(await location(other, 'shop.example')).toEqual([308, 'https://shop.example:8443/a?b=c']);
    });

    test('shows a renewed certificate soon, and cuts neither a request nor a connection for it', async () => {
      const front = await bench.front(await slow(1500));
      expect(await bench.shown(front.port)).toBe('first');
      const socket = await bench.connect(front.port, { ALPNProtocols: ['http/1.1'] });
      const inFlight = bench.get(front.port);
      front.secret.replace({ ...pairFiles(bench.ca.issue('/CN=second', 'DNS:localhost')), 'ca.crt': bench.ca.cert });
      await until('the new certificate', async () => await bench.shown(front.port) === 'second', 10);
      expect((await inFlight).body).toBe('done');
      // Asked while the certificate was renewed again and again: nobody is turned down.
      let failed = 0;
      let asked = 0;
      const hammer = (async () => {
        const end = Date.now() + 3000;
        while (Date.now() < end) {
          asked++;
          await bench.shown(front.port).catch(() => failed++);
        }
      })();
      front.secret.replace({ ...pairFiles(bench.ca.issue('/CN=third', 'DNS:localhost')), 'ca.crt': bench.ca.cert });
      await hammer;
      expect(asked).toBeGreaterThan(20);
      expect(failed).toBe(0);
      expect(await bench.shown(front.port)).toBe('third');
      socket.destroy();
    });

    test('keeps what it has when certificate and key do not fit, and takes the next that do', async () => {
      const front = await bench.front(await echo());
      const [a, b] = [bench.ca.issue('/CN=second', 'DNS:localhost'), bench.ca.issue('/CN=third', 'DNS:localhost')];
      front.secret.replace({ 'tls.crt': a.cert, 'tls.key': b.key, 'ca.crt': bench.ca.cert });
      await new Promise((r) => setTimeout(r, 2500));
      expect(await bench.shown(front.port)).toBe('first');
      front.secret.replace({ ...pairFiles(b), 'ca.crt': bench.ca.cert });
      await until('the good pair', async () => await bench.shown(front.port) === 'third', 10);
    });

    test('believes a renewed authority of clients', async () => {
      const front = await bench.front(await echo(), { clients: {} });
      const other = new Authority('other');
      const client = other.issue(...product.right);
      const letIn = () => bench.get(front.port, '/', client).then((a) => a.status === 200, () => false);
      expect(await letIn()).toBe(false);
      front.secret.replace({ ...pairFiles(bench.ca.issue('/CN=second', 'DNS:localhost')), 'ca.crt': bench.ca.cert + other.cert });
      await until('the new authority', letIn, 10);
      other.remove();
    });

    test(product.graceful ? 'ends requests in flight before it ends' : 'ends at once, so that it must be the last', async () => {
      const front = await bench.front(await slow(1500));
      const inFlight = bench.get(front.port).then((a) => a.body, () => 'cut');
      const idle = await bench.connect(front.port, { ALPNProtocols: ['http/1.1'] });
      idle.on('error', () => {});
      await new Promise((r) => setTimeout(r, 300));
      const { code, after } = await front.server.stop(product.stop);
      expect(code).toBe(0);
      if (product.graceful) {
        expect(await inFlight).toBe('done');
        expect(after).toBeGreaterThan(800);
        // The connection without a request holds it up for the time that a client has for one.
        expect(after).toBeLessThan(6000);
      } else {
        expect(await inFlight).toBe('cut');
        expect(after).toBeLessThan(1000);
      }
    });

    test('logs requests in a line each when asked to', async () => {
      const front = await bench.front(await echo(), { accessLog: true });
      await bench.get(front.port, '/logged?secret=1');
      const line = () => (program === 'nginx' ? readFileSync(front.server.sandbox.path('stdout'), 'utf8') : front.server.output).split('\n').find((l) => l.includes('/logged'));
      await until('a line', async () => line() !== undefined, 5);
      if (program === 'nginx') expect(JSON.parse(line()!)).toMatchObject({ method: 'GET', path: '/logged', status: 200, tls: 'TLSv1.3', client: '127.0.0.1' });
      const silent = await bench.front(await echo());
      await bench.get(silent.port, '/logged');
      expect(silent.server.output).not.toContain('/logged');
    });

    test('shows health and metrics of its own, also while the app is gone', async () => {
      const front = await bench.front(1);
      const paths = { nginx: ['/healthz'], haproxy: ['/healthz', '/metrics'], envoy: ['/ready', '/live', '/stats/prometheus'] }[program];
      for (const path of paths) expect((await plain(front.metricsPort, path)).status).toBe(200);
      expect((await plain(front.metricsPort, '/')).status).toBe(404);
      expect((await bench.get(front.port)).status).toBeGreaterThanOrEqual(502);
    });
  });
});

function pairFiles(pair: { cert: string; key: string }): Record<string, string> {
  return { 'tls.crt': pair.cert, 'tls.key': pair.key };
}

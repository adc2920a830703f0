import { createSign, generateKeyPairSync, KeyObject } from 'crypto';
import * as http2 from 'http2';
import * as net from 'net';
import { Duration } from 'cdk8s';
import { Bench } from './bench';
import { describeEnvoy, request } from './envoy-binary';
import { ExternalAuthorization, ExternalAuthorizationOptions, JwtKeys, ProxyInbound, ProxyJwtProvider, ProxyProtocol, Upstream } from '../../../lib/catalogue/proxy';
import { freePorts } from '../process';

describeEnvoy('the real Envoy, with something to protect', () => {
  const bench = new Bench();

  /** An app that shows what it got, behind this. */
  async function front(inbound: ProxyInbound) {
    const app = await bench.http((q, s) => s.end(JSON.stringify({ url: q.url, ...q.headers })));
    return bench.envoy({ appPort: app.port, inbound });
  }
  const statuses = async (port: number, count: number, more: object = {}) => {
    const list: number[] = [];
    for (let i = 0; i < count; i++) list.push((await request({ port, ...more })).status);
    return list;
  };

  describe('a rate limit', () => {
    test('really limits, and tells how much is left', async () => {
      const { port } = await front({ rateLimit: { requests: 3, per: Duration.minutes(10) } });
      expect(await statuses(port, 6)).toEqual([200, 200, 200, 429, 429, 429]);
      expect((await request({ port })).headers['x-ratelimit-limit']).toMatch(/^3/);
    });

    test('lets a burst through, and refills', async () => {
      const { port } = await front({ rateLimit: { requests: 1, burst: 3, per: Duration.millis(200) } });
      expect(await statuses(port, 4)).toEqual([200, 200, 200, 429]);
      await new Promise((r) => setTimeout(r, 400));
      expect((await request({ port })).status).toBe(200);
    });

    test('counts connections of TCP', async () => {
      const app = await bench.tcp((s) => s.pipe(s));
      const rateLimit = { requests: 2, per: Duration.minutes(10) };
      const { port } = await bench.envoy({ appPort: app.port, inbound: { protocol: ProxyProtocol.TCP, rateLimit } });
      const echo = () => new Promise<string>((resolve) => {
        const socket = net.connect(port, '127.0.0.1', () => socket.write('x'));
        socket.on('data', (d) => resolve(String(d))).on('error', () => resolve('reset')).on('close', () => resolve('closed'));
        bench.onEnd(async () => socket.destroy());
      });
      expect([await echo(), await echo(), await echo()]).toEqual(['x', 'x', expect.stringMatching('closed|reset')]);
    });
  });

  describe('a connection limit', () => {
    test('closes what is too much', async () => {
      const app = await bench.tcp((s) => s.pipe(s));
      const { port } = await bench.envoy({ appPort: app.port, inbound: { protocol: ProxyProtocol.TCP, maxConnections: 1 } });
      const open = () => new Promise<string>((resolve) => {
        const socket = net.connect(port, '127.0.0.1', () => socket.write('x'));
        socket.on('data', () => resolve('open')).on('error', () => resolve('closed')).on('close', () => resolve('closed'));
        bench.onEnd(async () => socket.destroy());
      });
      expect([await open(), await open()]).toEqual(['open', 'closed']);
    });
  });

  describe('tokens', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwks = JSON.stringify({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256' }] });
    const claims = { iss: 'https://login.example', aud: 'shop', sub: 'alice', exp: Math.floor(Date.now() / 1000) + 600 };
    const token = (more: object = {}, key: KeyObject = privateKey) => {
      const part = (o: object) => Buffer.from(JSON.stringify(o)).toString('base64url');
      const signed = `${part({ alg: 'ES256', kid: 'k' })}.${part({ ...claims, ...more })}`;
      return `${signed}.${createSign('sha256').update(signed).sign({ key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    };
    const provider = (more: Partial<ProxyJwtProvider> = {}): ProxyJwtProvider => ({ issuer: claims.iss, audiences: ['shop'], keys: JwtKeys.inline(jwks), ...more });
    const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
    const status = async (port: number, text?: string, path = '/') => (await request({ port, path, headers: text ? bearer(text) : {} })).status;

    test('are asked for: without one, or with a forged, expired or endless one, 401; for another service, 403', async () => {
      const { port } = await front({ jwt: { providers: [provider()] } });
      expect(await status(port, token())).toBe(200);
      expect(await status(port)).toBe(401);
      expect(await status(port, token({}, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey))).toBe(401);
      expect(await status(port, token({ exp: 1 }))).toBe(401);
      expect(await status(port, token({ exp: undefined }))).toBe(401);
      expect(await status(port, token({ iss: 'https://evil.example' }))).toBe(401);
      expect(await status(port, token({ aud: 'other' }))).toBe(403);
    });

    test('are not asked for on public paths, and no spelling of another path is one', async () => {
      const { port } = await front({ jwt: { providers: [provider()], publicPaths: ['/healthz', '/public/*'] } });
      expect(await Promise.all(['/healthz', '/public/a', '/public', '/public/a/../b'].map((p) => status(port, undefined, p)))).toEqual([200, 200, 200, 200]);
      expect(await Promise.all(['/', '/healthz/x', '/publicity', '/public/../admin', '/public/%2e%2e/admin', '//healthz/../admin'].map((p) => status(port, undefined, p))))
        .toEqual(Array(6).fill(401));
      // Redirected to the path as Envoy reads it, where it is asked for a token.
      expect(await status(port, undefined, '/public/..%2fadmin')).toBe(307);
    });

    test('reach the app only if it is said; claims as headers, which no client can write', async () => {
      const { port } = await front({ jwt: { providers: [provider({ claimHeaders: { 'x-user': 'sub' } })], publicPaths: ['/open'] } });
      const seen = async (path: string, headers: Record<string, string>) => JSON.parse((await request({ port, path, headers: { 'x-user': 'mallory', ...headers } })).body);
      expect(await seen('/', bearer(token()))).toMatchObject({ 'x-user': 'alice' });
      expect(await seen('/', bearer(token()))).not.toHaveProperty('authorization');
      expect(await seen('/open', {})).not.toHaveProperty('x-user');
      const forwarding = await front({ jwt: { providers: [provider({ forwardToken: true })] } });
      expect(JSON.parse((await request({ port: forwarding.port, headers: bearer(token()) })).body)).toHaveProperty('authorization');
    });

    test('are verified with keys from a server, whose outage does not keep the proxy from getting ready', async () => {
      const keys = await bench.http((_, s) => s.end(jwks));
      const good = await front({ jwt: { providers: [provider({ keys: JwtKeys.remote(`http://127.0.0.1:${keys.port}/jwks`) })] } });
      expect([await status(good.port, token()), await status(good.port)]).toEqual([200, 401]);
      const bad = await front({ jwt: { providers: [provider({ keys: JwtKeys.remote('http://127.0.0.1:1/jwks') })] } });
      expect(await status(bad.port, token())).toBe(401);
      expect((await request({ port: bad.metricsPort, path: '/ready' })).status).toBe(200);
    });

    test('of any of several issuers', async () => {
      const { port } = await front({ jwt: { providers: [provider({ issuer: 'https://first.example' }), provider()] } });
      expect([await status(port, token()), await status(port, token({ iss: 'https://first.example' })), await status(port)]).toEqual([200, 200, 401]);
    });
  });

  describe('an authorizer', () => {
    const gone = () => Upstream.endpoints('authz', [{ address: '127.0.0.1', port: 1 }], { protocol: ProxyProtocol.GRPC });

    test('decides by HTTP, sees the path, and gives the app headers', async () => {
      const authz = await bench.http((q, s) => {
        s.setHeader('x-user', 'alice');
        s.statusCode = q.url === '/check/open' && q.headers['x-seen'] === 'yes' && !q.headers['x-unseen'] ? 200 : 401;
        s.end();
      });
      const upstream = Upstream.endpoints('authz', [{ address: '127.0.0.1', port: authz.port }]);
      const { port } = await front({ authorization: ExternalAuthorization.http(upstream, { pathPrefix: '/check', upstreamHeaders: ['X-User'], requestHeaders: ['x-seen'] }) });
      const headers = { 'x-seen': 'yes', 'x-unseen': 'yes' };
      expect(JSON.parse((await request({ port, path: '/open', headers })).body)).toMatchObject({ 'url': '/open', 'x-user': 'alice' });
      expect((await request({ port, path: '/closed', headers })).status).toBe(401);
    });

    /** An authorizer that lets in who has the path /open: CheckResponse { status { code: 0 or 7 } }. */
    const grpc = () => bench.http2((stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (d: Buffer) => chunks.push(d)).on('end', () => {
        const answer = Buffer.concat(chunks).includes('/open') ? [0x0a, 0x00] : [0x0a, 0x02, 0x08, 0x07];
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
        stream.end(Buffer.from([0, 0, 0, 0, answer.length, ...answer]));
      });
    });

    test('decides by gRPC', async () => {
      const upstream = Upstream.endpoints('authz', [{ address: '127.0.0.1', port: (await grpc()).port }], { protocol: ProxyProtocol.GRPC });
      const { port } = await front({ authorization: ExternalAuthorization.grpc(upstream) });
      expect([(await request({ port, path: '/open' })).status, (await request({ port, path: '/closed' })).status]).toEqual([200, 403]);
    });

    test.each<[string, ExternalAuthorizationOptions, number]>([
      ['nobody is let in', {}, 403], ['with a status of your choice', { statusOnError: 503 }, 503], ['unless it is said', { failOpen: true }, 200],
    ])('that cannot be asked: %s', async (_, options, expected) => {
      const { port } = await front({ authorization: ExternalAuthorization.grpc(gone(), options) });
      expect((await request({ port })).status).toBe(expected);
    });
  });

  test('probes of the app get through whatever the front asks for', async () => {
    const app = await bench.http2((stream) => {
      stream.respond({ ':status': 200 });
      stream.end('serving');
    });
    const [probePort] = await freePorts(1);
    const inbound = { protocol: ProxyProtocol.GRPC, authorization: ExternalAuthorization.grpc(Upstream.endpoints('authz', [{ address: '127.0.0.1', port: 1 }], { protocol: ProxyProtocol.GRPC })), probePort };
    await bench.envoy({ appPort: app.port, inbound });
    const client = http2.connect(`http://127.0.0.1:${probePort}`);
    bench.onEnd(async () => client.destroy());
    const call = (path: string) => new Promise<number>((resolve) => {
      const stream = client.request({ ':method': 'POST', ':path': path });
      stream.on('response', (h) => resolve(Number(h[':status']))).end();
    });
    expect([await call('/grpc.health.v1.Health/Check'), await call('/shop.Orders/Delete')]).toEqual([200, 404]);
  });
});

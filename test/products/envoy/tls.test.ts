import * as https from 'https';
import { join } from 'path';
import * as tls from 'tls';
import { Bench } from './bench';
import { Authority, KeyPair, SecretVolume, tlsSecret } from './certificates';
import { Answer, describeEnvoy, request, until } from './envoy-binary';
import { PeerName, ProxyAuthority, ProxyCertificate, ProxyClientCertificates, ProxyProtocol, Upstream, UpstreamTls } from '../../../lib/catalogue/proxy';
import { freePorts } from '../process';

const FRONTEND = 'spiffe://example.org/ns/shop/sa/frontend';
const MOUNTS = 'etc/envoy-certificates';

describeEnvoy('the real Envoy, with certificates', () => {
  const bench = new Bench();
  let ca: Authority;
  beforeAll(() => ca = new Authority());
  afterAll(() => ca.remove());

  /** A proxy with a certificate from a Secret, in front of an app that tells what it was told of its client. */
  async function front(clients?: ProxyClientCertificates, protocol?: ProxyProtocol, change: (bootstrap: string) => string = (b) => b) {
    const app = await bench.http((q, s) => s.end(String(q.headers['x-forwarded-client-cert'])));
    let secret: SecretVolume | undefined;
    const running = await bench.envoy({ appPort: app.port, inbound: { protocol, tls: { certificate: ProxyCertificate.secret('shop-tls'), clients } } }, (sandbox) => {
      secret = new SecretVolume(join(sandbox.root, MOUNTS, 'secret-shop-tls'), tlsSecret(ca.issue('DNS:localhost'), ca.cert));
      const write = sandbox.write.bind(sandbox);
      sandbox.write = (path, text) => write(path, path.endsWith('envoy.yaml') ? change(text) : text);
    });
    return { ...running, secret: secret! };
  }

  const get = (port: number, client?: KeyPair, headers?: Record<string, string>): Promise<Answer> => new Promise((resolve, reject) => {
    https.get({ host: '127.0.0.1', port, servername: 'localhost', ca: ca.cert, cert: client?.cert, key: client?.key, headers, agent: false }, (r) => {
      let body = '';
      r.on('data', (d) => body += d).on('end', () => resolve({ status: r.statusCode!, headers: r.headers, body }));
    }).on('error', reject);
  });

  test('TLS is ended in front of the app; what a client says of certificates is not believed', async () => {
    const { port } = await front();
    expect(await get(port, undefined, { 'x-forwarded-client-cert': 'forged' })).toMatchObject({ status: 200, body: 'undefined' });
    await expect(request({ port })).rejects.toThrow();
  });

  test('mTLS lets in the allowed names of the authority and nobody else', async () => {
    const { port } = await front({ allowed: [PeerName.uri(FRONTEND), PeerName.uriMatching('spiffe://example\\.org/ns/[a-z]+/sa/admin')] });
    expect((await get(port, ca.issue(`URI:${FRONTEND}`), { 'x-forwarded-client-cert': 'forged' })).body).toMatch(new RegExp(`URI=${FRONTEND}`));
    expect((await get(port, ca.issue('URI:spiffe://example.org/ns/x/sa/admin'))).status).toBe(200);
    await expect(get(port)).rejects.toThrow();
    await expect(get(port, ca.issue('URI:spiffe://example.org/ns/shop/sa/other'))).rejects.toThrow();
    const other = new Authority('other');
    await expect(get(port, other.issue(`URI:${FRONTEND}`))).rejects.toThrow();
    other.remove();
  });

  test('an optional client certificate is verified where there is one', async () => {
    const { port } = await front({ optional: true });
    expect((await get(port)).status).toBe(200);
    const other = new Authority('other');
    await expect(get(port, other.issue(`URI:${FRONTEND}`))).rejects.toThrow();
    other.remove();
  });

  test('with a list of names a certificate is asked for although it is said to be optional: why that is refused', async () => {
    const { port } = await front({ allowed: [PeerName.uri(FRONTEND)] }, undefined, (bootstrap) => {
      expect(bootstrap).toContain('require_client_certificate: true');
      return bootstrap.replace('require_client_certificate: true', 'require_client_certificate: false');
    });
    expect((await get(port, ca.issue(`URI:${FRONTEND}`))).status).toBe(200);
    await expect(get(port)).rejects.toThrow();
  });

  test('mTLS in front of TCP', async () => {
    const { port } = await front({}, ProxyProtocol.TCP);
    expect((await get(port, ca.issue(`URI:${FRONTEND}`))).status).toBe(200);
    await expect(get(port)).rejects.toThrow();
  });

  test('the probes of the app reach it without certificate, by GET of their own path alone', async () => {
    const app = await bench.http((q, s) => s.end(q.url));
    const [probePort] = await freePorts(1);
    const inbound = { tls: { certificate: ProxyCertificate.secret('shop-tls'), clients: {} }, probePort, probePaths: ['/healthz', '/ready?full=1'] };
    await bench.envoy({ appPort: app.port, inbound }, (sandbox) => {
      new SecretVolume(join(sandbox.root, MOUNTS, 'secret-shop-tls'), tlsSecret(ca.issue('DNS:localhost'), ca.cert));
    });
    const probe = async (path: string, method?: string) => (await request({ port: probePort, path, method })).status;
    expect(await Promise.all(['/healthz', '/ready?full=1'].map((p) => probe(p)))).toEqual([200, 200]);
    expect(await Promise.all(['/', '/healthz?a=b', '/ready', '/healthz/../admin', '/healthz/x', '/healthz/'].map((p) => probe(p)))).toEqual(Array(6).fill(404));
    expect(await probe('/healthz', 'POST')).toBe(404);
  });

  test('a renewed certificate is taken without dropping a connection, and a broken one is not', async () => {
    const { port, secret } = await front();
    const serial = () => new Promise<string>((resolve, reject) => {
      const socket = tls.connect({ host: '127.0.0.1', port, servername: 'localhost', ca: ca.cert }, () => {
        resolve(socket.getPeerCertificate().serialNumber);
        socket.destroy();
      }).on('error', reject);
    });
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: ca.cert, servername: 'localhost' });
    const sockets = new Set<unknown>();
    const keptAlive = () => new Promise<number>((resolve, reject) => https.get({ host: '127.0.0.1', port, agent }, (r) => {
      sockets.add(r.socket);
      r.resume().on('end', () => resolve(r.statusCode!));
    }).on('error', reject));
    expect(await keptAlive()).toBe(200);
    const before = await serial();
    secret.replace(tlsSecret(ca.issue('DNS:localhost'), ca.cert));
    await until(async () => await serial() !== before, 5);
    expect(await keptAlive()).toBe(200);
    expect(sockets.size).toBe(1);
    agent.destroy();
    const renewed = await serial();
    secret.replace(tlsSecret({ cert: ca.issue('DNS:localhost').cert, key: ca.issue('DNS:localhost').key }, ca.cert));
    await new Promise((r) => setTimeout(r, 1000));
    expect(await serial()).toBe(renewed);
  });

  describe('of an upstream', () => {
    /** What the app gets through the proxy from an upstream that asks for client certificates. */
    async function call(options: UpstreamTls, server: KeyPair = ca.issue('DNS:orders.internal'), files: Record<string, string> = {}): Promise<Answer & { seen?: string }> {
      let seen: string | undefined;
      const upstream = https.createServer({ ...server, ca: ca.cert, requestCert: true, rejectUnauthorized: false }, (q, s) => {
        seen = `${(q.socket as tls.TLSSocket).getPeerCertificate()?.subjectaltname} ${(q.socket as tls.TLSSocket).getProtocol()} ${(q.socket as any).servername}`;
        s.end('secure');
      });
      await new Promise<void>((r) => upstream.listen(0, '127.0.0.1', r));
      bench.onEnd(() => new Promise((r) => {
        upstream.close(r);
        upstream.closeAllConnections();
      }));
      const [localPort] = await freePorts(1);
      const { port } = upstream.address() as { port: number };
      await bench.envoy({ upstreams: [Upstream.endpoints('orders', [{ address: '127.0.0.1', port }], { localPort, tls: options })] }, (sandbox) => {
        new SecretVolume(join(sandbox.root, MOUNTS, 'secret-client'), { 'ca.crt': ca.cert, ...files });
      });
      return { ...await request({ port: localPort }), seen };
    }
    const authority = ProxyAuthority.secret('client');

    test('its certificate is verified by authority and name, and the proxy shows its own', async () => {
      const answer = await call({ authority, serverName: 'orders.internal', certificate: ProxyCertificate.secret('client') }, undefined, tlsSecret(ca.issue(`URI:${FRONTEND}`)));
      expect(answer).toMatchObject({ status: 200, body: 'secure', seen: `URI:${FRONTEND} TLSv1.3 orders.internal` });
    });

    test('a certificate for another name, or of an authority that is not believed, is refused', async () => {
      expect((await call({ authority, serverName: 'payments.internal' })).status).toBe(503);
      expect((await call({ authority: ProxyAuthority.system(), serverName: 'orders.internal' })).status).toBe(503);
      expect((await call({ authority, serverName: 'orders.internal', allowed: [PeerName.dns('other.internal')] })).status).toBe(503);
    });
  });
});

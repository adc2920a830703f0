/** What the suites of one product share: an app, certificates, a server in front, clients. */
import * as http from 'http';
import * as https from 'https';
import * as net from 'net';
import { join } from 'path';
import * as tls from 'tls';
import { Authority, KeyPair } from './pki';
import { Program, Sandbox, Server } from './servers';
import { TlsCertificate, TlsEngine, TlsTerminationSidecar, TlsTerminationSidecarProps } from '../../../lib/catalogue/tls-termination';
import { PodContext, SidecarContribution } from '../../../lib/sidecar';
import { chart, pod } from '../../catalogue/tls-termination/pod';
import { SecretVolume, tlsSecret } from '../envoy/certificates';
import { freePorts, until } from '../process';

export const ENGINES: Record<Program, () => TlsEngine> = {
  nginx: () => TlsEngine.nginx(), haproxy: () => TlsEngine.haproxy(), envoy: () => TlsEngine.envoy(),
};

const CERTIFICATE_PATH: Record<Program, string> = {
  nginx: '/etc/tls-certificate', haproxy: '/etc/tls-certificate', envoy: '/etc/envoy-certificates/volume-tls-certificate',
};

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
  protocol?: string;
}

export interface Front {
  port: number;
  metricsPort: number;
  probePort: number;
  redirectPort: number;
  server: Server;
  secret: SecretVolume;
}

type Wanted = Omit<TlsTerminationSidecarProps, 'certificate'> & Partial<Pick<TlsTerminationSidecarProps, 'certificate'>>;

export class Bench {
  public readonly ca = new Authority();
  private readonly stops: Array<() => Promise<unknown> | unknown> = [];

  constructor(private readonly program: Program) {}

  public contribution(props: Wanted, context: PodContext = pod()): SidecarContribution {
    const engine = props.engine ?? ENGINES[this.program]();
    return new TlsTerminationSidecar(chart(), 'tls', { certificate: TlsCertificate.secret('shop-tls'), ...props, engine }).contribute(context);
  }

  /** Files of the certificate as the kubelet lays them. */
  public secretIn(sandbox: Sandbox, pair: KeyPair = this.ca.issue('/CN=first', 'DNS:localhost')): SecretVolume {
    return new SecretVolume(join(sandbox.root, CERTIFICATE_PATH[this.program]), tlsSecret(pair, this.ca.cert));
  }

  /** An HTTP app on loopback. */
  public async app(handler: http.RequestListener): Promise<number> {
    const server = http.createServer(handler);
    await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
    this.stops.push(() => new Promise((r) => {
      server.closeAllConnections();
      server.close(r);
    }));
    return (server.address() as net.AddressInfo).port;
  }

  /** The sidecar in front of it. */
  public async front(appPort: number, props: Partial<Wanted> = {}, context: PodContext = pod()): Promise<Front> {
    const [port, metricsPort, probePort, redirectPort, adminPort] = await freePorts(5);
    const engine = this.program === 'envoy' ? TlsEngine.envoy({ adminPort }) : undefined;
    const redirect = props.redirect && { ...props.redirect, port: redirectPort };
    const contribution = this.contribution({ ...props, engine: props.engine ?? engine, port, metricsPort, probePort, redirect, appPort }, context);
    const sandbox = new Sandbox();
    const secret = this.secretIn(sandbox);
    const server = new Server(contribution, this.program, sandbox);
    this.stops.push(() => server.remove());
    await until(`${this.program} serves`, async () => {
      if (server.exit) throw new Error(`${this.program} ended: ${server.output}`);
      return (await plain(metricsPort, this.program === 'envoy' ? '/ready' : '/healthz')).status === 200;
    }, 15, () => server.exit !== undefined);
    return { port, metricsPort, probePort, redirectPort, server, secret };
  }

  public async clear(): Promise<void> {
    for (const stop of this.stops.splice(0).reverse()) await stop();
  }

  public async end(): Promise<void> {
    await this.clear();
    this.ca.remove();
  }

  public get(port: number, path: string = '/', client?: KeyPair, more: https.RequestOptions = {}): Promise<Answer> {
    return answer(https, { port, path, servername: 'localhost', ca: this.ca.cert, cert: client?.cert, key: client?.key, agent: false, ...more });
  }

  /** Common name of the certificate that is shown. */
  public async shown(port: number): Promise<string> {
    const socket = await this.connect(port);
    const name = socket.getPeerCertificate().subject.CN;
    socket.destroy();
    return String(name);
  }

  public connect(port: number, more: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
    return new Promise((resolve, reject) => {
      const socket: tls.TLSSocket = tls.connect({ host: '127.0.0.1', port, servername: 'localhost', ca: this.ca.cert, ...more }, () => resolve(socket));
      socket.on('error', reject);
    });
  }
}

export function plain(port: number, path: string = '/', more: http.RequestOptions = {}): Promise<Answer> {
  return answer(http, { port, path, agent: false, ...more });
}

function answer(module: typeof http | typeof https, options: https.RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = module.request({ host: '127.0.0.1', ...options }, (r) => {
      let body = '';
      r.on('data', (d) => body += d);
      r.on('end', () => resolve({ status: r.statusCode!, headers: r.headers, body }));
      r.on('error', reject);
    });
    request.on('error', reject);
    request.end();
  });
}

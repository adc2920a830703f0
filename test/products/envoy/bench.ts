/** Apps and proxies of one test, on free ports of 127.0.0.1; all end with it. */
import * as http from 'http';
import * as http2 from 'http2';
import * as net from 'net';
import { RunningEnvoy, Sandbox } from './envoy-binary';
import { EnvoyProxySidecar, EnvoyProxySidecarProps } from '../../../lib/catalogue/proxy';
import { chart, pod } from '../../catalogue/proxy/pod';
import { freePorts } from '../process';

/** A server that is part of a test. */
export interface TestServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface Running {
  readonly port: number;
  readonly adminPort: number;
  readonly metricsPort: number;
  readonly envoy: RunningEnvoy;
}

export class Bench {
  private stops: Array<() => Promise<unknown>> = [];

  /** Calls itself after each test of the suite that makes it. */
  constructor() {
    afterEach(async () => {
      for (const stop of this.stops.reverse()) await stop();
      this.stops = [];
    });
  }

  public async http(handler: http.RequestListener, onUpgrade?: (socket: net.Socket) => void): Promise<TestServer> {
    const sockets = new Set<net.Socket>();
    const server = http.createServer(handler).on('connection', (s) => sockets.add(s));
    if (onUpgrade) server.on('upgrade', (_, socket) => onUpgrade(socket as net.Socket));
    return this.serve(server, () => sockets.forEach((s) => s.destroy()));
  }

  public async http2(handler: (stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders) => void): Promise<TestServer> {
    const sessions = new Set<http2.ServerHttp2Session>();
    const server = http2.createServer().on('session', (s) => sessions.add(s)).on('stream', (stream, headers) => handler(stream.on('error', () => {}), headers));
    return this.serve(server, () => sessions.forEach((s) => s.destroy()));
  }

  public async tcp(onConnection: (socket: net.Socket) => void): Promise<TestServer> {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      onConnection(socket);
    });
    return this.serve(server, () => sockets.forEach((s) => s.destroy()));
  }

  /** A proxy with the properties given, on free ports, once its `/ready` has this status. `prepare` may lay files into its sandbox. */
  public async envoy(props: EnvoyProxySidecarProps, prepare: (sandbox: Sandbox) => void = () => {}, ready: number = 200): Promise<Running> {
    const [port, adminPort, metricsPort] = await freePorts(3);
    const sandbox = new Sandbox();
    prepare(sandbox);
    const front = props.inbound ?? props.appPort ? { port } : {};
    const contribution = new EnvoyProxySidecar(chart(), 'proxy', { adminPort, metricsPort, ...front, ...props }).contribute(pod());
    const envoy = await RunningEnvoy.start(contribution, adminPort, sandbox, ready);
    this.stops.push(() => envoy.stop());
    return { port, adminPort, metricsPort, envoy };
  }

  public onEnd(stop: () => Promise<unknown>): void {
    this.stops.push(stop);
  }

  private async serve(server: net.Server, drop: () => void): Promise<TestServer> {
    await new Promise<void>((r) => server.listen(0, '127.0.0.1', r));
    let open = true;
    const close = () => new Promise<void>((resolve) => {
      if (!open) return resolve();
      open = false;
      server.close(() => resolve());
      drop();
    });
    this.stops.push(close);
    return { port: (server.address() as net.AddressInfo).port, close };
  }
}

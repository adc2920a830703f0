import { Duration } from 'cdk8s';
import { millis, millisOrNone, refuse, requireWhole } from '../common/arguments';
import { InboundModel, RateLimitModel } from './config/model';
import { ExternalAuthorization } from './external-authorization';
import { FileSources } from './file-sources';
import { jwtModel, ProxyJwt } from './jwt';
import { ProxyProtocol } from './protocol';
import { ProxyRetries, retryModel } from './retries';
import { ProxyTls, serverTlsModel } from './tls';

/** Most requests that one Pod takes; what is more gets 429. For TCP it is new connections that are counted, and closed. */
export interface ProxyRateLimit {
  /** Requests that are let in per interval. */
  readonly requests: number;
  /**
   * The interval, of at least 50 milliseconds.
   *
   * @default Duration.seconds(1)
   */
  readonly per?: Duration;
  /**
   * Requests that may come at once after a quiet time.
   *
   * @default - as many as are let in per interval
   */
  readonly burst?: number;
}

/** How the proxy stands in front of the app's port. */
export interface ProxyInbound {
  /**
   * What the app speaks. Clients of an HTTP app may speak HTTP/1.1 or HTTP/2.
   *
   * @default ProxyProtocol.HTTP
   */
  readonly protocol?: ProxyProtocol;

  /**
   * Longest time from the end of the request to the end of the app's answer. `Duration.millis(0)` is no limit.
   *
   * @default - none: the proxy does not cut short what the app takes long for
   */
  readonly timeout?: Duration;

  /**
   * A request or connection on which nothing moves is ended after this time. `Duration.millis(0)` is no limit.
   *
   * @default - 5 minutes; 1 hour for TCP
   */
  readonly idleTimeout?: Duration;

  /**
   * Longest time in which a client must have sent its request whole. `Duration.millis(0)` is no limit.
   *
   * @default - 5 minutes; no limit for gRPC
   */
  readonly requestTimeout?: Duration;

  /**
   * Longest time to connect to the app.
   *
   * @default Duration.seconds(1)
   */
  readonly connectTimeout?: Duration;

  /**
   * What is tried again at the app.
   *
   * @default - nothing
   */
  readonly retries?: ProxyRetries;

  /**
   * Most connections at a time; further ones are closed at once.
   *
   * @default 5000
   */
  readonly maxConnections?: number;

  /**
   * Proxies in front of this one (an ingress, a load balancer, another sidecar of the Pod) whose `X-Forwarded-For` and
   * `X-Forwarded-Proto` are believed. With 0 these headers are set from the connection itself: behind an ingress that
   * ends TLS, the app would see `http`. In `X-Forwarded-For` the app finds one address, that of the client: what the
   * client wrote itself never gets through.
   *
   * @default 0
   */
  readonly trustedHops?: number;

  /**
   * Pass WebSockets on.
   *
   * @default false
   */
  readonly webSockets?: boolean;

  /**
   * Paths and headers reach the app as they were sent. Otherwise `//` and `/../` are resolved, a path with `%2F` is
   * redirected to the one with `/`, and headers with an underscore are refused, so that app and proxy agree on what was
   * asked.
   *
   * @default false
   */
  readonly verbatim?: boolean;

  /**
   * Take requests of HTTP/1.0 too, which old load balancers send. Otherwise they get 426.
   *
   * @default false
   */
  readonly acceptHttp10?: boolean;

  /**
   * TLS, and client certificates.
   *
   * @default - plain text
   */
  readonly tls?: ProxyTls;

  /**
   * Most requests.
   *
   * @default - no limit
   */
  readonly rateLimit?: ProxyRateLimit;

  /**
   * Tokens that requests must bring.
   *
   * @default - none
   */
  readonly jwt?: ProxyJwt;

  /**
   * A service that decides on each request.
   *
   * @default - none
   */
  readonly authorization?: ExternalAuthorization;

  /**
   * Paths of the app's HTTP probes, with their query. Where the front asks for a certificate or a token, or limits
   * requests, or ends TLS in front of gRPC, the kubelet's probes reach the app by a port of their own, which lets through
   * GET of these paths, and calls of gRPC's health service, alone.
   *
   * @default - those of the app container's own probes
   */
  readonly probePaths?: string[];

  /**
   * The port for them.
   *
   * @default 15022
   */
  readonly probePort?: number;
}

/** Checks and defaults; the app's port is known only with the workload. */
export function inboundModel(port: number, options: ProxyInbound, sources: FileSources): Omit<InboundModel, 'appPort'> {
  const protocol = options.protocol ?? ProxyProtocol.HTTP;
  const tcp = protocol === ProxyProtocol.TCP;
  if (tcp) refuseForTcp(options);
  if (options.webSockets && protocol !== ProxyProtocol.HTTP) {
    refuse('inbound.webSockets', true, `is an upgrade of HTTP/1.1, but the app speaks ${protocol}`, 'leave protocol at ProxyProtocol.HTTP');
  }
  if (options.verbatim && options.jwt?.publicPaths?.length) {
    refuse('inbound.verbatim', true, 'lets through paths that app and proxy may read differently, while publicPaths decides by path', 'leave one of them out');
  }
  return {
    port,
    protocol,
    timeout: millisOrNone('inbound.timeout', options.timeout, 0),
    streamIdleTimeout: millisOrNone('inbound.idleTimeout', options.idleTimeout, tcp ? 3_600_000 : 300_000),
    requestTimeout: millisOrNone('inbound.requestTimeout', options.requestTimeout, protocol === ProxyProtocol.GRPC ? 0 : 300_000),
    connectTimeout: millis('inbound.connectTimeout', options.connectTimeout, 1_000),
    retries: options.retries && retryModel('inbound.retries', options.retries),
    maxConnections: requireWhole('inbound.maxConnections', options.maxConnections ?? 5000, 1),
    trustedHops: requireWhole('inbound.trustedHops', options.trustedHops ?? 0, 0, 100),
    webSockets: options.webSockets ?? false,
    verbatim: options.verbatim ?? false,
    http10: options.acceptHttp10 ?? false,
    tls: options.tls && serverTlsModel('inbound.tls', options.tls, sources),
    rateLimit: options.rateLimit && rateLimitModel('inbound.rateLimit', options.rateLimit),
    jwt: options.jwt && jwtModel('inbound.jwt', options.jwt, sources),
    authorization: options.authorization?._model(sources),
  };
}

/**
 * The front asks of its clients what a kubelet has not, or may turn it down: its probes need a way of their own. So does
 * a gRPC probe where TLS is ended, for the kubelet's speaks none.
 */
export function refusesProbes(inbound: Omit<InboundModel, 'appPort'>): boolean {
  return !!(inbound.tls?.clients?.required || inbound.rateLimit || inbound.jwt || inbound.authorization || (inbound.tls && inbound.protocol === 'grpc'));
}

export function checkProbePath(path: string, i: number): string {
  if (typeof path !== 'string' || !/^\/[^\s#]*$/.test(path)) refuse(`inbound.probePaths[${i}]`, path, 'is not a path', 'begin it with "/"');
  return path;
}

function rateLimitModel(path: string, limit: ProxyRateLimit): RateLimitModel {
  const interval = millis(`${path}.per`, limit.per, 1_000);
  if (interval < 50) refuse(`${path}.per`, `${interval} ms`, 'is shorter than Envoy fills a bucket', 'give at least 50 milliseconds, and as many more requests');
  const tokens = requireWhole(`${path}.requests`, limit.requests, 1);
  const burst = requireWhole(`${path}.burst`, limit.burst ?? tokens, 1);
  if (burst < tokens) refuse(`${path}.burst`, burst, `is below the ${tokens} requests per interval, which could never be used`, 'give at least as many');
  return { tokens, burst, interval };
}

function refuseForTcp(options: ProxyInbound): void {
  for (const option of ['timeout', 'requestTimeout', 'retries', 'trustedHops', 'webSockets', 'verbatim', 'acceptHttp10', 'jwt', 'authorization'] as const) {
    if (options[option] !== undefined) refuse(`inbound.${option}`, 'given', 'has no meaning for TCP', 'leave it out, or say what the app speaks in protocol');
  }
}

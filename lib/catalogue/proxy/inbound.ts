import { Duration } from 'cdk8s';
import { millis, millisOrNone, requireWhole } from './arguments';
import { InboundModel } from './config/model';
import { ProxyProtocol } from './protocol';
import { ProxyRetries, retryModel } from './retries';

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
   * Proxies in front of this one (an ingress, a load balancer) whose `X-Forwarded-For` and `X-Forwarded-Proto` are
   * believed. With 0 these headers are set from the connection itself: behind an ingress that ends TLS, the app would
   * see `http`.
   *
   * @default 0
   */
  readonly trustedHops?: number;
}

/** Checks and defaults; the app's port is known only with the workload. */
export function inboundModel(port: number, options: ProxyInbound): Omit<InboundModel, 'appPort'> {
  const protocol = options.protocol ?? ProxyProtocol.HTTP;
  const tcp = protocol === ProxyProtocol.TCP;
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
  };
}

import { Duration } from 'cdk8s';
import { LoadBalancing } from './load-balancing';
import { ProxyProtocol } from './protocol';
import { ProxyRetries } from './retries';
import { UpstreamTls } from './tls';
import { UpstreamHealthCheck } from './upstream-health';

/** Most that the proxy asks of an upstream at a time (circuit breaking). What is more fails at once, with 503. */
export interface UpstreamLimits {
  /**
   * Connections.
   *
   * @default 1024
   */
  readonly connections?: number;
  /**
   * Requests that wait for a connection.
   *
   * @default 1024
   */
  readonly pendingRequests?: number;
  /**
   * Requests under way.
   *
   * @default 1024
   */
  readonly requests?: number;
}

/** Endpoints that keep failing are left out for a while (outlier detection). */
export interface UpstreamOutlierDetection {
  /**
   * Errors in a row: 5xx answers, broken and refused connections.
   *
   * @default 5
   */
  readonly errors?: number;
  /**
   * Only 502, 503, 504 and broken connections count, not what the upstream's own program answers.
   *
   * @default false
   */
  readonly gatewayErrorsOnly?: boolean;
  /**
   * How often endpoints are looked at, to let them back in.
   *
   * @default Duration.seconds(10)
   */
  readonly interval?: Duration;
  /**
   * Time for which an endpoint is left out, the first time; each further time is longer.
   *
   * @default Duration.seconds(30)
   */
  readonly ejectionTime?: Duration;
  /**
   * Longest time for which it is left out.
   *
   * @default Duration.minutes(5)
   */
  readonly maxEjectionTime?: Duration;
  /**
   * Most of the endpoints that may be left out, in percent. One always may.
   *
   * @default 50
   */
  readonly maxEjectedPercent?: number;
}

/** How an upstream is reached. */
export interface UpstreamOptions {
  /**
   * What the upstream speaks.
   *
   * @default ProxyProtocol.HTTP
   */
  readonly protocol?: ProxyProtocol;

  /**
   * Port on loopback at which the app reaches it.
   *
   * @default - the next free one from 15101 on, in the order of the upstreams
   */
  readonly localPort?: number;

  /**
   * Name of the environment variable that tells the app where it is.
   *
   * @default - from the name: `ORDERS_URL` for HTTP ("http://127.0.0.1:15101"), `ORDERS_ADDRESS` for gRPC and TCP ("127.0.0.1:15101")
   */
  readonly envName?: string;

  /**
   * Longest time from the end of the request to the end of the answer. `Duration.millis(0)` is no limit.
   *
   * @default - 15 seconds for HTTP; for gRPC the deadline that the call brings
   */
  readonly timeout?: Duration;

  /**
   * Longest time to make a connection.
   *
   * @default Duration.seconds(2)
   */
  readonly connectTimeout?: Duration;

  /**
   * An unused connection is closed after this time.
   *
   * @default - 1 minute; 1 hour for TCP
   */
  readonly idleTimeout?: Duration;

  /**
   * What is tried again.
   *
   * @default - twice, and only what cannot have reached the upstream's program
   */
  readonly retries?: ProxyRetries;

  /**
   * Host header that the upstream sees.
   *
   * @default - the host and port of `dns`, as if the app had called it by itself; for `endpoints` the app's own
   */
  readonly hostHeader?: string;

  /**
   * Pass WebSockets on.
   *
   * @default false
   */
  readonly webSockets?: boolean;

  /**
   * Which endpoint gets a request.
   *
   * @default LoadBalancing.leastRequest()
   */
  readonly loadBalancing?: LoadBalancing;

  /**
   * Most that is asked of it at a time.
   *
   * @default - 1024 of each
   */
  readonly limits?: UpstreamLimits;

  /**
   * Leave out endpoints that keep failing.
   *
   * @default - no
   */
  readonly outlierDetection?: UpstreamOutlierDetection;

  /**
   * Ask each endpoint for its health, and leave out those that fail.
   *
   * @default - no: Kubernetes itself takes Pods that are not ready out of DNS
   */
  readonly healthCheck?: UpstreamHealthCheck;

  /**
   * Speak TLS to it.
   *
   * @default - plain text
   */
  readonly tls?: UpstreamTls;
}

/**
 * What the configuration writer is told: plain values, times in milliseconds. The public classes and structs are turned
 * into these.
 */

/** What is spoken behind a listener. */
export type WireProtocol = 'http1' | 'http2' | 'grpc' | 'tcp';

export interface RetryModel {
  attempts: number;
  on: string[];
  statusCodes?: number[];
  perTryTimeout?: number;
  backOffBase?: number;
  backOffMax?: number;
}

export interface EndpointModel {
  host: string;
  port: number;
  weight?: number;
}

export interface UpstreamModel {
  name: string;
  discovery: 'dns' | 'static';
  endpoints: EndpointModel[];
  protocol: WireProtocol;
  connectTimeout: number;
  /** 0: no limit. */
  timeout: number;
  idleTimeout: number;
  retries?: RetryModel;
  /** Host header that the upstream sees; undefined: the app's. */
  hostHeader?: string;
}

/** An upstream with a listener on loopback. */
export interface OutboundModel {
  upstream: UpstreamModel;
  port: number;
}

export interface InboundModel {
  port: number;
  appPort: number;
  protocol: WireProtocol;
  /** 0: no limit. */
  timeout: number;
  streamIdleTimeout: number;
  requestTimeout: number;
  connectTimeout: number;
  retries?: RetryModel;
  maxConnections: number;
  trustedHops: number;
}

export interface ProxyModel {
  adminPort: number;
  probePort: number;
  maxConnections: number;
  inbound?: InboundModel;
  outbound: OutboundModel[];
}

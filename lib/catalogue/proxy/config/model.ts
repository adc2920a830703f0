/**
 * What the configuration writer is told: plain values, times in milliseconds, paths as the container sees them. The
 * public classes and structs are turned into these.
 */
import { Json } from './json';

/** What is spoken behind a listener. */
export type WireProtocol = 'http1' | 'http2' | 'grpc' | 'tcp';

export interface RetryModel {
  attempts: number;
  on: string[];
  statusCodes?: number[];
  perTryTimeout?: number;
  backOffBase?: number;
  backOffMax?: number;
  /** Share of the active requests that may be retries, and how many may be in any case. */
  budgetPercent: number;
  budgetMinimum: number;
}

/** A certificate and its key in a mounted directory that is replaced by a rename. */
export interface CertificateModel {
  directory: string;
  certificate: string;
  key: string;
}

/** Authorities that are believed. Without a directory the file never changes. */
export interface AuthorityModel {
  directory?: string;
  file: string;
}

export interface PeerNameModel {
  type: 'URI' | 'DNS' | 'EMAIL' | 'IP_ADDRESS';
  /** Envoy's StringMatcher: `{ exact }`, `{ prefix }`, `{ suffix }` or `{ safe_regex }`. */
  match: Json;
}

export type TlsMinimum = 'TLSv1_2' | 'TLSv1_3';

export interface ServerTlsModel {
  minimum: TlsMinimum;
  certificate: CertificateModel;
  clients?: { authority: AuthorityModel; names: PeerNameModel[]; required: boolean };
}

export interface ClientTlsModel {
  minimum: TlsMinimum;
  authority: AuthorityModel;
  names: PeerNameModel[];
  serverName?: string;
  certificate?: CertificateModel;
}

export interface EndpointModel {
  host: string;
  port: number;
  weight?: number;
}

/** Which of the endpoints gets a request. */
export interface BalancingModel {
  policy: 'round_robin' | 'least_request' | 'random' | 'ring_hash' | 'maglev';
  choices?: number;
  /** Time over which a new endpoint's share grows to the full one. */
  slowStart?: number;
  /** Envoy's HashPolicy of the route. */
  hashPolicy?: Json[];
}

export interface LimitsModel {
  connections: number;
  pendingRequests: number;
  requests: number;
}

export interface OutlierModel {
  errors: number;
  gatewayErrorsOnly: boolean;
  interval: number;
  ejection: number;
  maxEjection: number;
  maxPercent: number;
}

export interface HealthCheckModel {
  kind: 'http' | 'tcp' | 'grpc';
  path?: string;
  service?: string;
  interval: number;
  timeout: number;
  unhealthyAfter: number;
  healthyAfter: number;
}

export interface UpstreamModel {
  name: string;
  /** All addresses of a name, one of them at a time, or fixed ones. */
  discovery: 'dns' | 'external' | 'static';
  endpoints: EndpointModel[];
  protocol: WireProtocol;
  connectTimeout: number;
  /** 0: no limit. */
  timeout: number;
  idleTimeout: number;
  webSockets: boolean;
  retries?: RetryModel;
  /** Host header that the upstream sees; undefined: the app's. */
  hostHeader?: string;
  balancing: BalancingModel;
  limits: LimitsModel;
  outliers?: OutlierModel;
  healthCheck?: HealthCheckModel;
  tls?: ClientTlsModel;
}

/** An upstream with a listener on loopback. */
export interface OutboundModel {
  upstream: UpstreamModel;
  port: number;
}

export interface RateLimitModel {
  tokens: number;
  burst: number;
  interval: number;
}

export interface JwtProviderModel {
  name: string;
  issuer: string;
  audiences: string[];
  /** One of both. */
  inlineKeys?: string;
  remoteKeys?: { uri: string; cluster: UpstreamModel; cacheMillis: number };
  forwardToken: boolean;
  claimHeaders: Array<{ claim: string; header: string }>;
}

export interface JwtModel {
  providers: JwtProviderModel[];
  publicPaths: string[];
}

export interface AuthorizationModel {
  kind: 'grpc' | 'http';
  upstream: UpstreamModel;
  timeout: number;
  failOpen: boolean;
  statusOnError: number;
  maxBodyBytes?: number;
  pathPrefix?: string;
  requestHeaders: string[];
  upstreamHeaders: string[];
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
  webSockets: boolean;
  /** Paths and header names go to the app as they came. */
  verbatim: boolean;
  http10: boolean;
  tls?: ServerTlsModel;
  rateLimit?: RateLimitModel;
  jwt?: JwtModel;
  authorization?: AuthorizationModel;
}

export interface TracingModel {
  kind: 'otlp-grpc' | 'otlp-http' | 'zipkin';
  collector: UpstreamModel;
  path?: string;
  samplingPercent: number;
}

export interface AccessLogModel {
  /** Operators by field name; they replace or join the default ones. */
  fields: Record<string, string>;
  minStatus?: number;
  inbound: boolean;
  outbound: boolean;
}

/** Redirected traffic: what comes to the Pod, and what its containers call. */
export interface InterceptionModel {
  inboundPort: number;
  outboundPort: number;
}

export interface ControlPlaneModel {
  server: UpstreamModel;
  incremental: boolean;
}

export interface AppProbesModel {
  port: number;
  /** Exact paths, with their query. */
  paths: string[];
}

export interface ProxyModel {
  adminPort: number;
  probePort: number;
  dualStack: boolean;
  maxConnections: number;
  inbound?: InboundModel;
  appProbes?: AppProbesModel;
  outbound: OutboundModel[];
  tracing?: TracingModel;
  accessLog?: AccessLogModel;
  interception?: InterceptionModel;
  controlPlane?: ControlPlaneModel;
}

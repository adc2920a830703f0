/** What the options in this folder hold, for users whom no compiler tells. */
import { ProxyControlPlane } from './control-plane';
import { ExternalAuthorizationOptions, HttpExternalAuthorizationOptions } from './external-authorization';
import { ProxyInbound, ProxyRateLimit } from './inbound';
import { ProxyInterception } from './interception';
import { ProxyJwt, ProxyJwtProvider, RemoteJwtKeysOptions } from './jwt';
import { LeastRequestOptions, RoundRobinOptions } from './load-balancing';
import { ProxyRetries } from './retries';
import { ProxyAccessLog, ProxyTracingOptions } from './telemetry';
import { ProxyCertificateFiles, ProxyClientCertificates, ProxyTls, UpstreamTls } from './tls';
import { UpstreamEndpoint } from './upstream';
import { UpstreamHealthCheckOptions } from './upstream-health';
import { UpstreamLimits, UpstreamOptions, UpstreamOutlierDetection } from './upstream-options';
import { DURATION, FieldsOf, ValueShape } from '../../sidecar/value-shape';

export const UPSTREAM: ValueShape = { instance: 'Upstream', method: '_appValue', make: 'use Upstream.dns(...)' };

export const EXTERNAL_AUTHORIZATION_OPTIONS: FieldsOf<ExternalAuthorizationOptions> = {
  timeout: DURATION, failOpen: 'boolean', statusOnError: 'number', maxBodyBytes: 'number', requestHeaders: { list: 'text' },
};

export const HTTP_EXTERNAL_AUTHORIZATION_OPTIONS: FieldsOf<HttpExternalAuthorizationOptions> = {
  pathPrefix: 'text', upstreamHeaders: { list: 'text' }, timeout: DURATION, failOpen: 'boolean', statusOnError: 'number',
  maxBodyBytes: 'number', requestHeaders: { list: 'text' },
};

export const REMOTE_JWT_KEYS_OPTIONS: FieldsOf<RemoteJwtKeysOptions> = {
  authority: { instance: 'ProxyAuthority', method: '_model', make: 'use ProxyAuthority.system(...)' }, cacheDuration: DURATION,
};

export const LEAST_REQUEST_OPTIONS: FieldsOf<LeastRequestOptions> = {
  choices: 'number', slowStart: DURATION,
};

export const ROUND_ROBIN_OPTIONS: FieldsOf<RoundRobinOptions> = {
  slowStart: DURATION,
};

export const PROXY_TRACING_OPTIONS: FieldsOf<ProxyTracingOptions> = {
  samplingPercent: 'number', path: 'text',
};

export const PROXY_CERTIFICATE_FILES: FieldsOf<ProxyCertificateFiles> = {
  certificate: 'text', key: 'text',
};

export const UPSTREAM_HEALTH_CHECK_OPTIONS: FieldsOf<UpstreamHealthCheckOptions> = {
  interval: DURATION, timeout: DURATION, unhealthyAfter: 'number', healthyAfter: 'number',
};

export const PROXY_RETRIES: FieldsOf<ProxyRetries> = {
  attempts: 'number',
  on: { list: { oneOf: ['5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'envoy-ratelimited', 'retriable-4xx', 'refused-stream', 'retriable-status-codes', 'cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'] } },
  statusCodes: { list: 'number' }, perTryTimeout: DURATION, backOff: DURATION, maxBackOff: DURATION, budgetPercent: 'number',
  budgetMinimum: 'number',
};

export const UPSTREAM_LIMITS: FieldsOf<UpstreamLimits> = {
  connections: 'number', pendingRequests: 'number', requests: 'number',
};

export const UPSTREAM_OUTLIER_DETECTION: FieldsOf<UpstreamOutlierDetection> = {
  errors: 'number', gatewayErrorsOnly: 'boolean', interval: DURATION, ejectionTime: DURATION, maxEjectionTime: DURATION,
  maxEjectedPercent: 'number',
};

export const UPSTREAM_TLS: FieldsOf<UpstreamTls> = {
  authority: { instance: 'ProxyAuthority', method: '_model', make: 'use ProxyAuthority.system(...)' }, serverName: 'text',
  allowed: { list: { instance: 'PeerName', method: '_model', make: 'use PeerName.uri(...)' } },
  certificate: { instance: 'ProxyCertificate', method: '_model', make: 'use ProxyCertificate.secret(...)' },
  minimumVersion: { oneOf: ['TLSv1_2', 'TLSv1_3'] },
};

export const UPSTREAM_OPTIONS: FieldsOf<UpstreamOptions> = {
  protocol: { oneOf: ['http1', 'http2', 'grpc', 'tcp'] }, localPort: 'number', envName: 'text', timeout: DURATION, connectTimeout: DURATION,
  idleTimeout: DURATION, retries: { fields: PROXY_RETRIES }, hostHeader: 'text', webSockets: 'boolean',
  loadBalancing: { instance: 'LoadBalancing', method: '_model', make: 'use LoadBalancing.leastRequest(...)' },
  limits: { fields: UPSTREAM_LIMITS }, outlierDetection: { fields: UPSTREAM_OUTLIER_DETECTION },
  healthCheck: { instance: 'UpstreamHealthCheck', method: '_model', make: 'use UpstreamHealthCheck.http(...)' }, tls: { fields: UPSTREAM_TLS },
};

export const UPSTREAM_ENDPOINT: FieldsOf<UpstreamEndpoint> = { address: 'text', port: 'number', weight: 'number' };

export const PROXY_CLIENT_CERTIFICATES: FieldsOf<ProxyClientCertificates> = {
  authority: { instance: 'ProxyAuthority', method: '_model', make: 'use ProxyAuthority.system(...)' },
  allowed: { list: { instance: 'PeerName', method: '_model', make: 'use PeerName.uri(...)' } }, optional: 'boolean',
};

export const PROXY_TLS: FieldsOf<ProxyTls> = {
  certificate: { instance: 'ProxyCertificate', method: '_model', make: 'use ProxyCertificate.secret(...)' },
  clients: { fields: PROXY_CLIENT_CERTIFICATES }, minimumVersion: { oneOf: ['TLSv1_2', 'TLSv1_3'] },
};

export const PROXY_RATE_LIMIT: FieldsOf<ProxyRateLimit> = {
  requests: 'number', per: DURATION, burst: 'number',
};

export const PROXY_JWT_PROVIDER: FieldsOf<ProxyJwtProvider> = {
  issuer: 'text', audiences: { list: 'text' }, keys: { instance: 'JwtKeys', method: '_model', make: 'use JwtKeys.remote(...)' },
  forwardToken: 'boolean', claimHeaders: { map: 'text' },
};

export const PROXY_JWT: FieldsOf<ProxyJwt> = {
  providers: { list: { fields: PROXY_JWT_PROVIDER, required: ['issuer', 'audiences', 'keys'] } }, publicPaths: { list: 'text' },
};

export const PROXY_INBOUND: FieldsOf<ProxyInbound> = {
  protocol: { oneOf: ['http1', 'http2', 'grpc', 'tcp'] }, timeout: DURATION, idleTimeout: DURATION, requestTimeout: DURATION,
  connectTimeout: DURATION, retries: { fields: PROXY_RETRIES }, maxConnections: 'number', trustedHops: 'number', webSockets: 'boolean',
  verbatim: 'boolean', acceptHttp10: 'boolean', tls: { fields: PROXY_TLS, required: ['certificate'] },
  rateLimit: { fields: PROXY_RATE_LIMIT, required: ['requests'] }, jwt: { fields: PROXY_JWT, required: ['providers'] },
  authorization: { instance: 'ExternalAuthorization', method: '_model', make: 'use ExternalAuthorization.grpc(...)' },
  probePaths: { list: 'text' }, probePort: 'number',
};

export const PROXY_ACCESS_LOG: FieldsOf<ProxyAccessLog> = {
  fields: { map: 'text' }, minStatus: 'number', inbound: 'boolean', outbound: 'boolean',
};

export const PROXY_INTERCEPTION: FieldsOf<ProxyInterception> = {
  excludeInboundPorts: { list: 'number' }, excludeOutboundPorts: { list: 'number' }, excludeOutboundRanges: { list: 'text' },
  inboundPort: 'number', outboundPort: 'number', image: 'text',
};

export const PROXY_CONTROL_PLANE: FieldsOf<ProxyControlPlane> = {
  server: UPSTREAM, incremental: 'boolean',
};

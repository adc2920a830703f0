import { duration, Json, message, socketAddress, typed } from './json';
import { BalancingModel, EndpointModel, HealthCheckModel, InboundModel, LimitsModel, OutlierModel, RetryModel, UpstreamModel, WireProtocol } from './model';
import { clientTls } from './tls';

export const ADMIN_CLUSTER = 'envoy_admin';
export const APP_CLUSTER = 'local_app';
/** Smaller than Envoy's 1 MiB: what a slow peer can make it hold (edge guide). */
export const BUFFER_BYTES = 32768;
/**
 * Connections to the app are closed before the app closes them, so that no request is written into a closing
 * connection. Node.js closes after 5 s, uvicorn too; a new connection on loopback costs next to nothing.
 * https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts
 */
const APP_IDLE_MILLIS = 4000;
/** Seconds after which a silent HTTP/2 connection is asked whether its peer still lives. */
const KEEPALIVE = { interval: '30s', timeout: '5s' };

function assignment(name: string, endpoints: EndpointModel[]): Json {
  return {
    cluster_name: name,
    endpoints: [{
      lb_endpoints: endpoints.map((e) => ({ endpoint: { address: socketAddress(e.host, e.port) }, load_balancing_weight: e.weight })),
    }],
  };
}

function httpOptions(protocol: WireProtocol, idleTimeout: number, keepalive: boolean = false): Json | undefined {
  if (protocol === 'tcp') return undefined;
  const http2 = { http2_protocol_options: keepalive ? { connection_keepalive: KEEPALIVE } : {} };
  return {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': message('envoy.extensions.upstreams.http.v3.HttpProtocolOptions', {
      common_http_protocol_options: { idle_timeout: duration(idleTimeout) },
      explicit_http_config: protocol === 'http1' ? { http_protocol_options: {} } : http2,
    }),
  };
}

function breakers(limits: LimitsModel, retries: RetryModel | undefined): Json {
  return {
    thresholds: [{
      max_connections: limits.connections,
      max_pending_requests: limits.pendingRequests,
      max_requests: limits.requests,
      retry_budget: retries && { budget_percent: { value: retries.budgetPercent }, min_retry_concurrency: retries.budgetMinimum },
      track_remaining: true,
    }],
  };
}

/** The administration interface on loopback, of which the probe listener shows two paths. */
export function adminCluster(adminPort: number): Json {
  return {
    name: ADMIN_CLUSTER,
    type: 'STATIC',
    connect_timeout: '0.25s',
    load_assignment: assignment(ADMIN_CLUSTER, [{ host: '127.0.0.1', port: adminPort }]),
  };
}

/** The app. By address and not by `localhost`, which Envoy resolves to ::1 alone. */
export function appCluster(inbound: InboundModel, source?: Json): Json {
  const most = inbound.maxConnections;
  return {
    name: APP_CLUSTER,
    type: 'STATIC',
    connect_timeout: duration(inbound.connectTimeout),
    per_connection_buffer_limit_bytes: BUFFER_BYTES,
    upstream_bind_config: source,
    typed_extension_protocol_options: httpOptions(inbound.protocol, APP_IDLE_MILLIS),
    // Envoy's own limits (1024) would turn down what the app could take: the connection limit of the listener counts.
    circuit_breakers: breakers({ connections: most, pendingRequests: most, requests: most }, inbound.retries),
    load_assignment: assignment(APP_CLUSTER, [{ host: '127.0.0.1', port: inbound.appPort }]),
  };
}

export function upstreamCluster(upstream: UpstreamModel): Json {
  const { name, protocol } = upstream;
  return {
    name,
    type: DISCOVERY[upstream.discovery],
    // AUTO takes IPv6 alone wherever there is an AAAA record; ALL tries both (RFC 8305).
    dns_lookup_family: upstream.discovery === 'static' ? undefined : 'ALL',
    connect_timeout: duration(upstream.connectTimeout),
    per_connection_buffer_limit_bytes: BUFFER_BYTES,
    load_balancing_policy: { policies: [{ typed_extension_config: balancing(upstream.balancing) }] },
    circuit_breakers: breakers(upstream.limits, upstream.retries),
    outlier_detection: upstream.outliers && outlierDetection(upstream.outliers),
    health_checks: upstream.healthCheck && [healthCheck(upstream.healthCheck, upstream)],
    typed_extension_protocol_options: httpOptions(protocol, upstream.idleTimeout, protocol !== 'http1'),
    transport_socket: upstream.tls && clientTls(name, upstream.tls, protocol === 'tcp' ? undefined : [protocol === 'http1' ? 'http/1.1' : 'h2']),
    load_assignment: assignment(name, upstream.endpoints),
  };
}

const DISCOVERY = { dns: 'STRICT_DNS', external: 'LOGICAL_DNS', static: 'STATIC' } as const;

const POLICIES = {
  round_robin: 'RoundRobin', least_request: 'LeastRequest', random: 'Random', ring_hash: 'RingHash', maglev: 'Maglev',
} as const;

function balancing({ policy, choices, slowStart }: BalancingModel): Json {
  return typed(`envoy.load_balancing_policies.${policy}`, `envoy.extensions.load_balancing_policies.${policy}.v3.${POLICIES[policy]}`, {
    choice_count: choices,
    slow_start_config: slowStart === undefined ? undefined : { slow_start_window: duration(slowStart) },
  });
}

function outlierDetection(o: OutlierModel): Json {
  return {
    consecutive_5xx: o.errors,
    enforcing_consecutive_5xx: o.gatewayErrorsOnly ? 0 : 100,
    consecutive_gateway_failure: o.errors,
    enforcing_consecutive_gateway_failure: o.gatewayErrorsOnly ? 100 : 0,
    enforcing_success_rate: o.gatewayErrorsOnly ? 0 : 100,
    interval: duration(o.interval),
    base_ejection_time: duration(o.ejection),
    max_ejection_time: duration(o.maxEjection),
    max_ejection_percent: o.maxPercent,
  };
}

function healthCheck(check: HealthCheckModel, upstream: UpstreamModel): Json {
  return {
    timeout: duration(check.timeout),
    interval: duration(check.interval),
    // Otherwise a minute, which also passes before the second check of an endpoint that has just got its first request.
    no_traffic_interval: duration(check.interval),
    // Not all proxies of a Deployment in one moment.
    interval_jitter_percent: 10,
    unhealthy_threshold: check.unhealthyAfter,
    healthy_threshold: check.healthyAfter,
    ...checker(check, upstream),
  };
}

function checker(check: HealthCheckModel, { protocol, hostHeader }: UpstreamModel): Json {
  if (check.kind === 'tcp') return { tcp_health_check: {} };
  if (check.kind === 'grpc') return { grpc_health_check: { service_name: check.service, authority: hostHeader } };
  return {
    http_health_check: {
      path: check.path,
      host: hostHeader,
      codec_client_type: protocol === 'http1' ? 'HTTP1' : 'HTTP2',
      expected_statuses: [{ start: 200, end: 300 }],
      // Without this one bad answer takes an endpoint out at once, whatever the threshold says.
      retriable_statuses: [{ start: 300, end: 600 }],
    },
  };
}

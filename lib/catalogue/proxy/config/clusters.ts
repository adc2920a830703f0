import { duration, Json, message, socketAddress } from './json';
import { EndpointModel, InboundModel, UpstreamModel, WireProtocol } from './model';

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

function assignment(name: string, endpoints: EndpointModel[]): Json {
  return {
    cluster_name: name,
    endpoints: [{
      lb_endpoints: endpoints.map((e) => ({ endpoint: { address: socketAddress(e.host, e.port) }, load_balancing_weight: e.weight })),
    }],
  };
}

function httpOptions(protocol: WireProtocol, idleTimeout: number): Json | undefined {
  if (protocol === 'tcp') return undefined;
  return {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': message('envoy.extensions.upstreams.http.v3.HttpProtocolOptions', {
      common_http_protocol_options: { idle_timeout: duration(idleTimeout) },
      explicit_http_config: protocol === 'http1' ? { http_protocol_options: {} } : { http2_protocol_options: {} },
    }),
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
export function appCluster(inbound: InboundModel): Json {
  return {
    name: APP_CLUSTER,
    type: 'STATIC',
    connect_timeout: duration(inbound.connectTimeout),
    per_connection_buffer_limit_bytes: BUFFER_BYTES,
    typed_extension_protocol_options: httpOptions(inbound.protocol, APP_IDLE_MILLIS),
    // Envoy's own limits (1024) would turn down what the app could take: the connection limit of the listener counts.
    circuit_breakers: {
      thresholds: [{
        max_connections: inbound.maxConnections,
        max_pending_requests: inbound.maxConnections,
        max_requests: inbound.maxConnections,
        max_retries: 3,
      }],
    },
    load_assignment: assignment(APP_CLUSTER, [{ host: '127.0.0.1', port: inbound.appPort }]),
  };
}

export function upstreamCluster(upstream: UpstreamModel): Json {
  return {
    name: upstream.name,
    type: upstream.discovery === 'dns' ? 'STRICT_DNS' : 'STATIC',
    // AUTO takes IPv6 alone wherever there is an AAAA record; ALL tries both (RFC 8305).
    dns_lookup_family: upstream.discovery === 'dns' ? 'ALL' : undefined,
    connect_timeout: duration(upstream.connectTimeout),
    per_connection_buffer_limit_bytes: BUFFER_BYTES,
    typed_extension_protocol_options: httpOptions(upstream.protocol, upstream.idleTimeout),
    load_assignment: assignment(upstream.name, upstream.endpoints),
  };
}

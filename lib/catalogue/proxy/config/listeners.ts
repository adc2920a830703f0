import { APP_CLUSTER, BUFFER_BYTES } from './clusters';
import { connectionManager, router, routes, routeTo, tcpProxy, upgrades } from './http';
import { connectionRateLimit, inboundFilters } from './http-filters';
import { duration, Json, socketAddress } from './json';
import { InboundModel, OutboundModel, ProxyModel } from './model';
import { accessLog, tracing } from './telemetry';
import { serverTls } from './tls';

export const INBOUND = 'inbound';

/** An address that other Pods reach. `::` takes IPv4 too, and needs a kernel with IPv6. */
export function podAddress(model: ProxyModel, port: number): Json {
  if (!model.dualStack) return socketAddress('0.0.0.0', port);
  return { socket_address: { address: '::', port_value: port, ipv4_compat: true } };
}

/** The listener in front of the app's port, hardened as the edge guide says. */
export function inboundListener(model: ProxyModel, inbound: InboundModel): Json {
  return {
    name: INBOUND,
    address: podAddress(model, inbound.port),
    traffic_direction: 'INBOUND',
    per_connection_buffer_limit_bytes: BUFFER_BYTES,
    filter_chains: [inboundChain(model, inbound)],
  };
}

/** What stands between a client and the app, also where the traffic is redirected. */
export function inboundChain(model: ProxyModel, inbound: InboundModel): Json {
  const tcp = inbound.protocol === 'tcp';
  return {
    filters: [
      ...(tcp && inbound.rateLimit ? [connectionRateLimit(inbound.rateLimit)] : []),
      tcp ? tcpProxy(INBOUND, APP_CLUSTER, inbound.streamIdleTimeout, { access_log: accessLog(model.accessLog, 'inbound', false) })
        : inboundHttp(model, inbound),
    ],
    ...(inbound.tls ? { transport_socket_connect_timeout: '10s', transport_socket: serverTls(inbound.tls, !tcp) } : {}),
  };
}

/** https://www.envoyproxy.io/docs/envoy/latest/configuration/best_practices/edge */
function inboundHttp(model: ProxyModel, inbound: InboundModel): Json {
  return connectionManager({
    stat_prefix: INBOUND,
    codec_type: 'AUTO',
    use_remote_address: true,
    xff_num_trusted_hops: inbound.trustedHops || undefined,
    // The ID that an ingress gave a request stays, so that both logs tell of the same one.
    preserve_external_request_id: true,
    server_header_transformation: 'PASS_THROUGH',
    http_protocol_options: inbound.http10 ? { accept_http_10: true } : undefined,
    ...(inbound.verbatim ? {} : { normalize_path: true, merge_slashes: true, path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT' }),
    common_http_protocol_options: {
      idle_timeout: '3600s', headers_with_underscores_action: inbound.verbatim ? undefined : 'REJECT_REQUEST',
    },
    http2_protocol_options: { max_concurrent_streams: 100, initial_stream_window_size: 65536, initial_connection_window_size: 1048576 },
    stream_idle_timeout: duration(inbound.streamIdleTimeout),
    request_timeout: duration(inbound.requestTimeout),
    request_headers_timeout: '10s',
    // What a client says of itself in x-forwarded-client-cert is never believed.
    ...(inbound.tls?.clients ? {
      forward_client_cert_details: 'SANITIZE_SET', set_current_client_cert_details: { subject: true, uri: true, dns: true },
    } : { forward_client_cert_details: 'SANITIZE' }),
    ...upgrades(inbound.webSockets),
    tracing: tracing(model.tracing),
    access_log: accessLog(model.accessLog, 'inbound', true),
    route_config: routes(INBOUND, [
      { match: { prefix: '/' }, route: routeTo(APP_CLUSTER, inbound.protocol, inbound.timeout, inbound.retries) },
    ]),
    http_filters: inboundFilters(inbound),
  });
}

/** A listener on loopback through which the app reaches one upstream. */
export function outboundListener(model: ProxyModel, { upstream, port }: OutboundModel): Json {
  const name = `outbound_${upstream.name}`;
  const tcp = upstream.protocol === 'tcp';
  return {
    name,
    address: socketAddress('127.0.0.1', port),
    traffic_direction: 'OUTBOUND',
    // Stays open while the inbound listener drains.
    drain_type: 'MODIFY_ONLY',
    // Buffers keep Envoy's own size of 1 MiB: the app is trusted, and what is to be retried must fit.
    filter_chains: [{
      filters: [tcp ? tcpProxy(name, upstream.name, upstream.idleTimeout, { access_log: accessLog(model.accessLog, 'outbound', false) })
        : outboundHttp(model, name, upstream)],
    }],
  };
}

function outboundHttp(model: ProxyModel, name: string, upstream: OutboundModel['upstream']): Json {
  return connectionManager({
    stat_prefix: name,
    server_header_transformation: 'PASS_THROUGH',
    // The app speaks plain text on loopback; the upstream must not take that for its own scheme.
    scheme_header_transformation: upstream.tls && { scheme_to_overwrite: 'https' },
    stream_idle_timeout: duration(upstream.timeout === 0 ? 0 : Math.max(upstream.timeout, 300_000)),
    ...upgrades(upstream.webSockets),
    tracing: tracing(model.tracing),
    access_log: accessLog(model.accessLog, 'outbound', true),
    route_config: routes(name, [{
      match: { prefix: '/' },
      route: routeTo(upstream.name, upstream.protocol, upstream.timeout, upstream.retries, {
        host_rewrite_literal: upstream.hostHeader, hash_policy: upstream.balancing.hashPolicy,
      }),
    }]),
    http_filters: [router()],
  });
}

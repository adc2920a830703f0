import { APP_CLUSTER, BUFFER_BYTES } from './clusters';
import { connectionManager, router, routes, routeTo, tcpProxy } from './http';
import { duration, Json, socketAddress } from './json';
import { InboundModel, OutboundModel } from './model';

export const INBOUND = 'inbound';

/** The listener in front of the app's port, hardened as the edge guide says. */
export function inboundListener(inbound: InboundModel): Json {
  return {
    name: INBOUND,
    address: socketAddress('0.0.0.0', inbound.port),
    traffic_direction: 'INBOUND',
    per_connection_buffer_limit_bytes: BUFFER_BYTES,
    filter_chains: [{
      filters: [inbound.protocol === 'tcp' ? tcpProxy(INBOUND, APP_CLUSTER, inbound.streamIdleTimeout) : inboundHttp(inbound)],
    }],
  };
}

function inboundHttp(inbound: InboundModel): Json {
  return connectionManager({
    stat_prefix: INBOUND,
    codec_type: 'AUTO',
    use_remote_address: true,
    xff_num_trusted_hops: inbound.trustedHops || undefined,
    server_header_transformation: 'PASS_THROUGH',
    normalize_path: true,
    merge_slashes: true,
    path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT',
    common_http_protocol_options: { idle_timeout: '3600s', headers_with_underscores_action: 'REJECT_REQUEST' },
    http2_protocol_options: { max_concurrent_streams: 100, initial_stream_window_size: 65536, initial_connection_window_size: 1048576 },
    stream_idle_timeout: duration(inbound.streamIdleTimeout),
    request_timeout: duration(inbound.requestTimeout),
    request_headers_timeout: '10s',
    route_config: routes(INBOUND, [
      { match: { prefix: '/' }, route: routeTo(APP_CLUSTER, inbound.protocol, inbound.timeout, inbound.retries) },
    ]),
    http_filters: [router()],
  });
}

/** A listener on loopback through which the app reaches one upstream. */
export function outboundListener({ upstream, port }: OutboundModel): Json {
  const name = `outbound_${upstream.name}`;
  return {
    name,
    address: socketAddress('127.0.0.1', port),
    traffic_direction: 'OUTBOUND',
    // Stays open while the inbound listener drains.
    drain_type: 'MODIFY_ONLY',
    per_connection_buffer_limit_bytes: BUFFER_BYTES,
    filter_chains: [{
      filters: [upstream.protocol === 'tcp' ? tcpProxy(name, upstream.name, upstream.idleTimeout) : outboundHttp(name, upstream)],
    }],
  };
}

function outboundHttp(name: string, upstream: OutboundModel['upstream']): Json {
  return connectionManager({
    stat_prefix: name,
    server_header_transformation: 'PASS_THROUGH',
    stream_idle_timeout: duration(upstream.timeout === 0 ? 0 : Math.max(upstream.timeout, 300_000)),
    route_config: routes(name, [{
      match: { prefix: '/' },
      route: routeTo(upstream.name, upstream.protocol, upstream.timeout, upstream.retries, { host_rewrite_literal: upstream.hostHeader }),
    }]),
    http_filters: [router()],
  });
}

/**
 * Listeners for traffic that the set-up container's rules redirect to the proxy: the app's port goes the way of the
 * inbound listener, and the rest passes as it came.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/listeners/listener_filters/original_dst_filter
 */
import { BUFFER_BYTES } from './clusters';
import { tcpProxy } from './http';
import { Json, typed } from './json';
import { INBOUND, inboundChain, podAddress } from './listeners';
import { InboundModel, InterceptionModel, ProxyModel } from './model';

const ORIGINAL_DESTINATION = typed('envoy.filters.listener.original_dst', 'envoy.extensions.filters.listener.original_dst.v3.OriginalDst');
const IDLE_MILLIS = 3_600_000;
/**
 * Connections from this address are those of the proxy to the app: the rules let them pass.
 * https://github.com/istio/istio/blob/master/tools/istio-iptables/pkg/constants/constants.go
 */
const FROM_PROXY: Json = { source_address: { address: '127.0.0.6', port_value: 0 } };

export const PROXY_SOURCE = FROM_PROXY;

export function interceptionListeners(model: ProxyModel, interception: InterceptionModel, inbound: InboundModel | undefined): Json[] {
  return [
    {
      name: INBOUND,
      address: podAddress(model, interception.inboundPort),
      traffic_direction: 'INBOUND',
      per_connection_buffer_limit_bytes: BUFFER_BYTES,
      listener_filters: [ORIGINAL_DESTINATION],
      filter_chains: inbound ? [{ filter_chain_match: { destination_port: inbound.appPort }, ...inboundChain(model, inbound) }] : undefined,
      default_filter_chain: { filters: [tcpProxy('passthrough_inbound', 'passthrough_inbound', IDLE_MILLIS)] },
    },
    {
      name: 'outbound',
      address: podAddress(model, interception.outboundPort),
      traffic_direction: 'OUTBOUND',
      drain_type: 'MODIFY_ONLY',
      per_connection_buffer_limit_bytes: BUFFER_BYTES,
      listener_filters: [ORIGINAL_DESTINATION],
      filter_chains: [{ filters: [tcpProxy('passthrough_outbound', 'passthrough_outbound', IDLE_MILLIS)] }],
    },
  ];
}

export function interceptionClusters(): Json[] {
  const cluster = (name: string, more: Json = {}) => ({
    name, type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED', connect_timeout: '10s', per_connection_buffer_limit_bytes: BUFFER_BYTES, ...more,
  });
  return [cluster('passthrough_inbound', { upstream_bind_config: FROM_PROXY }), cluster('passthrough_outbound')];
}

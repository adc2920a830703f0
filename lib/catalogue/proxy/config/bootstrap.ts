import { adminCluster, appCluster, upstreamCluster } from './clusters';
import { interceptionClusters, interceptionListeners, PROXY_SOURCE } from './interception';
import { Json, message, plain, socketAddress } from './json';
import { INBOUND, inboundListener, outboundListener } from './listeners';
import { ControlPlaneModel, ProxyModel } from './model';
import { appProbeListener, probeListener } from './probes';
import { APPLICATION_LOG } from './telemetry';
import { upstreamsOf } from './tls';
import { ENVOY } from '../envoy';

const HEAP = 'envoy.resource_monitors.fixed_heap';
const CONNECTIONS = 'envoy.resource_monitors.global_downstream_max_connections';

/** Envoy's bootstrap: https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/bootstrap/v3/bootstrap.proto */
export function bootstrap(model: ProxyModel): Json {
  const { inbound, outbound, appProbes, interception, controlPlane } = model;
  return plain({
    admin: { address: socketAddress('127.0.0.1', model.adminPort), ignore_global_conn_limit: true },
    application_log_config: APPLICATION_LOG,
    overload_manager: {
      refresh_interval: '0.25s',
      resource_monitors: [{
        name: CONNECTIONS,
        typed_config: message('envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig', {
          max_active_downstream_connections: model.maxConnections,
        }),
      }],
    },
    layered_runtime: inbound && {
      layers: [{ name: 'static', static_layer: { [`envoy.resource_limits.listener.${INBOUND}.connection_limit`]: inbound.maxConnections } }],
    },
    dynamic_resources: controlPlane && dynamicResources(controlPlane),
    static_resources: {
      listeners: [
        probeListener(model),
        ...(appProbes ? [appProbeListener(model, appProbes)] : []),
        ...(interception ? interceptionListeners(model, interception, inbound) : inbound ? [inboundListener(model, inbound)] : []),
        ...outbound.map((o) => outboundListener(model, o)),
      ],
      clusters: [
        adminCluster(model.adminPort),
        ...(inbound ? [appCluster(inbound, interception && PROXY_SOURCE)] : []),
        ...(interception ? interceptionClusters() : []),
        ...upstreamsOf(model).map(upstreamCluster),
      ],
    },
  });
}

/**
 * Listeners and clusters from a control plane, over one stream. Envoy waits for the first answer: by default it gives up
 * after 15 seconds, and is ready with nothing to serve.
 */
function dynamicResources({ server, incremental }: ControlPlaneModel): Json {
  const source = { ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' };
  return {
    ads_config: {
      api_type: incremental ? 'DELTA_GRPC' : 'GRPC',
      transport_api_version: 'V3',
      set_node_on_first_message_only: true,
      grpc_services: [{ envoy_grpc: { cluster_name: server.name } }],
    },
    lds_config: source,
    cds_config: source,
  };
}

/**
 * The overload actions that depend on the container's memory limit, merged by Envoy into the bootstrap. Given as an
 * argument, because the kubelet puts the limit into arguments: it stays right when the size of the sidecar is changed
 * for one workload, and one configuration file serves all.
 */
export function memoryOverlay(limitVariable: string): string {
  const trigger = (value: number) => [{ name: HEAP, threshold: { value } }];
  return JSON.stringify({
    overload_manager: {
      resource_monitors: [{
        name: HEAP,
        typed_config: message('envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig', { max_heap_size_bytes: `$(${limitVariable})` }),
      }],
      actions: [
        { name: 'envoy.overload_actions.shrink_heap', triggers: trigger(ENVOY.overload.shrinkHeap) },
        { name: 'envoy.overload_actions.stop_accepting_requests', triggers: trigger(ENVOY.overload.stopAccepting) },
      ],
    },
  });
}

import { ENVOY } from '../envoy';
import { ADMIN_CLUSTER } from './clusters';
import { connectionManager, router, routes } from './http';
import { Json, socketAddress } from './json';

/**
 * What the kubelet and a monitor may see of the proxy, on the Pod's address: readiness and metrics of the administration
 * interface, and a liveness answer that says no more than that the process still serves. `/ready` is 503 while Envoy
 * waits for its first configuration or drains: reason to send it no traffic, and none to restart it.
 */
export function probeListener(port: number): Json {
  return {
    name: 'probes',
    address: socketAddress('0.0.0.0', port),
    // Answers when overload protection or a connection limit turns others down.
    bypass_overload_manager: true,
    ignore_global_conn_limit: true,
    filter_chains: [{
      filters: [connectionManager({
        stat_prefix: 'probes',
        route_config: routes('probes', [
          { match: getOnly(ENVOY.paths.readiness), route: { cluster: ADMIN_CLUSTER, timeout: '2s' } },
          { match: getOnly(ENVOY.paths.metrics), route: { cluster: ADMIN_CLUSTER, timeout: '10s' } },
          { match: getOnly(ENVOY.paths.liveness), direct_response: { status: 200 } },
        ]),
        http_filters: [router()],
      })],
    }],
  };
}

function getOnly(path: string): Json {
  return { path, headers: [{ name: ':method', string_match: { exact: 'GET' } }] };
}

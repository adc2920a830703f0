import { ADMIN_CLUSTER, APP_CLUSTER } from './clusters';
import { connectionManager, getExactly, getOf, router, routes } from './http';
import { Json } from './json';
import { podAddress } from './listeners';
import { AppProbesModel, InboundModel, ProxyModel } from './model';
import { ENVOY } from '../envoy';

/**
 * What the kubelet and a monitor may see of the proxy, on the Pod's address: readiness and metrics of the administration
 * interface, and a liveness answer that says no more than that the process still serves. `/ready` is 503 while Envoy
 * waits for its first configuration or drains: reason to send it no traffic, and none to restart it.
 */
export function probeListener(model: ProxyModel): Json {
  return listener('probes', podAddress(model, model.probePort), [
    { match: getOf(ENVOY.paths.readiness), route: { cluster: ADMIN_CLUSTER, timeout: '2s' } },
    { match: getOf(ENVOY.paths.metrics), route: { cluster: ADMIN_CLUSTER, timeout: '10s' } },
    { match: getOf(ENVOY.paths.liveness), direct_response: { status: 200 } },
  ]);
}

/** The gRPC health protocol, which the kubelet's gRPC probe calls. */
const GRPC_HEALTH = {
  match: { path: '/grpc.health.v1.Health/Check', headers: [{ name: ':method', string_match: { exact: 'POST' } }] },
  route: { cluster: APP_CLUSTER, timeout: '30s' },
};

/**
 * The app's own probes, where the front asks for what a kubelet does not have (a certificate, a token) or may turn it
 * down (a rate limit). Only GET of the very paths that the probes name: whatever else this listener let through would
 * be a way around the front.
 */
export function appProbeListener(model: ProxyModel, probes: AppProbesModel): Json {
  return listener('app_probes', podAddress(model, probes.port), [
    ...probes.paths.map((path) => ({ match: getExactly(path), route: { cluster: APP_CLUSTER, timeout: '30s' } })),
    ...(mayServeGrpc(model.inbound) ? [GRPC_HEALTH] : []),
  ]);
}

/** Who says of a gRPC app no more than that it speaks HTTP/2 may have a gRPC probe too. */
export function mayServeGrpc(inbound: Pick<InboundModel, 'protocol'> | undefined): boolean {
  return inbound?.protocol === 'grpc' || inbound?.protocol === 'http2';
}

function listener(name: string, address: Json, list: Json[]): Json {
  return {
    name,
    address,
    // Answers when overload protection or a connection limit turns others down.
    bypass_overload_manager: true,
    ignore_global_conn_limit: true,
    filter_chains: [{ filters: [connectionManager({ stat_prefix: name, route_config: routes(name, list), http_filters: [router()] })] }],
  };
}

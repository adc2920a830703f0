import { duration, Json, typed } from './json';
import { RetryModel, WireProtocol } from './model';

/** A network filter that speaks HTTP. */
export function connectionManager(body: Json): Json {
  return typed('envoy.filters.network.http_connection_manager',
    'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager', body);
}

/** The last HTTP filter. Adds no `x-envoy-` headers: neither the app nor a peer needs to know what stands between them. */
export function router(): Json {
  return typed('envoy.filters.http.router', 'envoy.extensions.filters.http.router.v3.Router', { suppress_envoy_headers: true });
}

/** One virtual host for every Host header. */
export function routes(name: string, list: Json[]): Json {
  return { name, virtual_hosts: [{ name, domains: ['*'], routes: list }] };
}

/** A GET of one path, whatever its query. */
export function getOf(path: string): Json {
  return { path, headers: [{ name: ':method', string_match: { exact: 'GET' } }] };
}

/** A GET of this very path and query. */
export function getExactly(path: string): Json {
  const match = getOf(path.split('?')[0]);
  return { ...match, headers: [...match.headers, { name: ':path', string_match: { exact: path } }] };
}

export function retryPolicy(retries: RetryModel | undefined): Json | undefined {
  if (!retries) return undefined;
  return {
    retry_on: retries.on.join(','),
    num_retries: retries.attempts,
    retriable_status_codes: retries.statusCodes,
    per_try_timeout: duration(retries.perTryTimeout),
    retry_back_off: retries.backOffBase === undefined ? undefined : {
      base_interval: duration(retries.backOffBase), max_interval: duration(retries.backOffMax ?? retries.backOffBase * 10),
    },
    // A retry goes to another endpoint than the one that failed, where there is one.
    retry_host_predicate: [typed('envoy.retry_host_predicates.previous_hosts', 'envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate')],
    host_selection_retry_max_attempts: 5,
  };
}

/**
 * Where everything of a listener goes. A gRPC call brings its own deadline in `grpc-timeout`; 0 takes it as it is.
 * https://www.envoyproxy.io/docs/envoy/latest/faq/configuration/timeouts
 */
export function routeTo(cluster: string, protocol: WireProtocol, timeout: number, retries: RetryModel | undefined, more: Json = {}): Json {
  return {
    cluster,
    timeout: duration(timeout),
    max_stream_duration: protocol === 'grpc' ? { grpc_timeout_header_max: '0s' } : undefined,
    retry_policy: retryPolicy(retries),
    ...more,
  };
}

/** WebSockets are upgrades of HTTP/1.1, which Envoy refuses unless it is told to pass them on. */
export function upgrades(webSockets: boolean): Json {
  return { upgrade_configs: webSockets ? [{ upgrade_type: 'websocket' }] : undefined };
}

/** A raw TCP filter. */
export function tcpProxy(name: string, cluster: string, idleTimeout: number, more: Json = {}): Json {
  return typed('envoy.filters.network.tcp_proxy', 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', {
    stat_prefix: name, cluster, idle_timeout: duration(idleTimeout), max_connect_attempts: 3, ...more,
  });
}

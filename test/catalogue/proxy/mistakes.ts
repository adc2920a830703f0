/** Configuration to lay over the generated one, each with one mistake. `silent`: Envoy itself accepts it. */

const type = (name: string) => ({ '@type': `type.googleapis.com/${name}` });
const TLS = 'envoy.extensions.transport_sockets.tls.v3';
const tcp = (cluster: string) => ({ name: 't', typed_config: { ...type('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'), stat_prefix: 't', cluster } });
const hcm = (more: object) => ({
  name: 'h', typed_config: { ...type('envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager'), stat_prefix: 'h', ...more },
});
const router = { name: 'r', typed_config: type('envoy.extensions.filters.http.router.v3.Router') };
const routes = (route: object) => ({ route_config: { virtual_hosts: [{ name: 'v', domains: ['*'], routes: [{ match: { prefix: '/' }, route }] }] }, http_filters: [router] });
const listener = (filters: object[], more: object = {}) => ({
  name: 'mine', address: { socket_address: { address: '127.0.0.1', port_value: 16000 } }, filter_chains: [{ filters, ...more }],
});
const listeners = (...list: object[]) => ({ static_resources: { listeners: list } });
const clusters = (...list: object[]) => ({ static_resources: { clusters: list } });
const sds = { path_config_source: { path: '/dev/null' }, resource_api_version: 'V3' };
const limit = (more: object) => listeners(listener([hcm({
  ...routes({ cluster: 'orders' }),
  http_filters: [
    { name: 'l', typed_config: { ...type('envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit'), stat_prefix: 'l', token_bucket: { max_tokens: 1, fill_interval: '1s' }, ...more } },
    router,
  ],
})]));
const always = { default_value: { numerator: 100 } };
const grpc = { grpc_service: { envoy_grpc: { cluster_name: 'nowhere' } } };

export interface Mistake {
  name: string;
  extraConfig: { [field: string]: any };
  error: string;
  silent: boolean;
}

const mistake = (name: string, extraConfig: object, error: string, silent: boolean = true): Mistake => ({ name, extraConfig, error, silent });

export const MISTAKES: Mistake[] = [
  mistake('a tcp_proxy to an unknown cluster', listeners(listener([tcp('nowhere')])),
    'envoy.yaml static_resources.listeners[mine].filter_chains[0].filters[t].typed_config.cluster: "nowhere" is not a cluster: name one of'),
  mistake('tracing to an unknown cluster', listeners(listener([hcm({
    ...routes({ cluster: 'orders' }), tracing: { provider: { name: 'envoy.tracers.opentelemetry', typed_config: { ...type('envoy.config.trace.v3.OpenTelemetryConfig'), ...grpc } } },
  })])), 'grpc_service.envoy_grpc.cluster_name: "nowhere" is not a cluster'),
  mistake('Zipkin to an unknown cluster', listeners(listener([hcm({
    ...routes({ cluster: 'orders' }),
    tracing: { provider: { name: 'envoy.tracers.zipkin', typed_config: { ...type('envoy.config.trace.v3.ZipkinConfig'), collector_cluster: 'nowhere', collector_endpoint: '/', collector_endpoint_version: 'HTTP_JSON' } } },
  })])), 'collector_cluster: "nowhere" is not a cluster', false),
  mistake('an authorizer in an unknown cluster', listeners(listener([hcm({
    ...routes({ cluster: 'orders' }), http_filters: [{ name: 'e', typed_config: { ...type('envoy.extensions.filters.http.ext_authz.v3.ExtAuthz'), ...grpc } }, router],
  })])), 'http_filters[e].typed_config.grpc_service.envoy_grpc.cluster_name: "nowhere" is not a cluster'),
  mistake('keys of tokens from an unknown cluster', listeners(listener([hcm({
    ...routes({ cluster: 'orders' }),
    http_filters: [{
      name: 'j',
      typed_config: {
        ...type('envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication'),
        providers: { p: { issuer: 'i', remote_jwks: { http_uri: { uri: 'http://x/', cluster: 'nowhere', timeout: '1s' } } } }, rules: [{ match: { prefix: '/' }, requires: { provider_name: 'p' } }],
      },
    }, router],
  })])), 'http_uri.cluster: "nowhere" is not a cluster'),
  mistake('an access log service in an unknown cluster', listeners(listener([hcm({
    ...routes({ cluster: 'orders' }),
    access_log: [{ name: 'a', typed_config: { ...type('envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig'), common_config: { log_name: 'l', ...grpc, transport_api_version: 'V3' } } }],
  })])), 'common_config.grpc_service.envoy_grpc.cluster_name: "nowhere" is not a cluster', false),
  mistake('weighted TCP clusters of which one is unknown', listeners(listener([{
    name: 't', typed_config: { ...type('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'), stat_prefix: 't', weighted_clusters: { clusters: [{ name: 'orders', weight: 1 }, { name: 'nowhere', weight: 1 }] } },
  }])), 'weighted_clusters: "nowhere" is not a cluster'),
  mistake('an HTTP route to an unknown cluster', listeners(listener([hcm(routes({ cluster: 'nowhere' }))])), 'route.cluster: "nowhere" is not a cluster', false),
  mistake('two listeners of one name', listeners(listener([tcp('orders')]), { ...listener([tcp('orders')]), address: { socket_address: { address: '127.0.0.1', port_value: 16001 } } }),
    'envoy.yaml static_resources.listeners: "mine" is the name of two listeners: give each its own'),
  mistake('two clusters of one name', clusters({ name: 'mine', type: 'STATIC' }, { name: 'mine', type: 'STATIC' }), 'static_resources.clusters: "mine" is the name of two clusters', false),
  mistake('a misspelt reason to retry', listeners(listener([hcm(routes({ cluster: 'orders', retry_policy: { retry_on: '5xx, conect-failure' } }))])),
    'retry_policy.retry_on: "conect-failure" is no reason to retry: use 5xx, gateway-error'),
  mistake('a bad regular expression for the names of a certificate from files', listeners(listener([tcp('orders')], {
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: {
        ...type(`${TLS}.DownstreamTlsContext`),
        common_tls_context: {
          tls_certificate_sds_secret_configs: [{ name: 's', sds_config: sds }],
          combined_validation_context: {
            default_validation_context: { match_typed_subject_alt_names: [{ san_type: 'URI', matcher: { safe_regex: { regex: '(?!x).*' } } }] }, validation_context_sds_secret_config: { name: 'v', sds_config: sds },
          },
        },
      },
    },
  })), 'safe_regex.regex: "(?!x).*" is not a regular expression for Envoy: it looks ahead or behind'),
  mistake('a rate limit without filter_enabled', limit({ filter_enforced: always }), 'typed_config.filter_enabled: null switches the rate limit off: give default_value'),
  mistake('a rate limit without filter_enforced', limit({ filter_enabled: always }), 'typed_config.filter_enforced: null switches the rate limit off'),
  mistake('a rate limit at 0 %', limit({ filter_enabled: always, filter_enforced: { default_value: { numerator: 0 } } }), 'filter_enforced: {"default_value":{"numerator":0}} switches the rate limit off'),
  mistake('localhost by DNS', clusters({
    name: 'mine', type: 'STRICT_DNS', load_assignment: { cluster_name: 'mine', endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: 'localhost', port_value: 80 } } } }] }] },
  }), 'static_resources.clusters[mine].load_assignment: "localhost" is resolved to ::1 alone'),
  mistake('a connection limit for a listener that is not there', {
    layered_runtime: { layers: [{ name: 'mine', static_layer: { 'envoy.resource_limits.listener.nowhere.connection_limit': 1 } }] },
  }, 'connection_limit: "nowhere" is not a listener: name one of probes, inbound, outbound_orders'),
  mistake('client certificates of anybody', listeners(listener([tcp('orders')], {
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: { ...type(`${TLS}.DownstreamTlsContext`), require_client_certificate: true, common_tls_context: { tls_certificate_sds_secret_configs: [{ name: 's', sds_config: sds }] } },
    },
  })), 'common_tls_context: null names no authority, so that every certificate is believed'),
  mistake('names of certificates that nobody must have', listeners(listener([tcp('orders')], {
    transport_socket: {
      name: 'envoy.transport_sockets.tls',
      typed_config: {
        ...type(`${TLS}.DownstreamTlsContext`),
        require_client_certificate: false,
        common_tls_context: {
          tls_certificate_sds_secret_configs: [{ name: 's', sds_config: sds }],
          validation_context: { trusted_ca: { filename: '/etc/ssl/certs/ca-certificates.crt' }, match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: 'a.b' } }] },
        },
      },
    },
  })), 'require_client_certificate: false has no effect beside match_typed_subject_alt_names'),
  mistake('an upstream\'s certificate of anybody', clusters({ name: 'orders', transport_socket: { name: 'envoy.transport_sockets.tls', typed_config: type(`${TLS}.UpstreamTlsContext`) } }),
    'static_resources.clusters[orders].transport_socket.typed_config.common_tls_context: null names no authority'),
  mistake('administration for everybody', { admin: { address: { socket_address: { address: '0.0.0.0' } } } }, 'admin.address: "0.0.0.0" is reachable from outside the Pod'),
  mistake('a key in the configuration', {
    static_resources: { secrets: [{ name: 's', tls_certificate: { certificate_chain: { inline_string: '' }, private_key: { inline_string: '-----BEGIN' } } }] },
  }, 'private_key: "…" is a secret in a ConfigMap: mount a Secret'),
];

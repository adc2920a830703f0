/**
 * Names that Envoy does not know: it refuses the whole configuration and does not start, which is found out in the cluster
 * alone. The outermost messages only: those below come from many extensions.
 *
 * Read at 1.40.0, with the hidden and the deprecated fields:
 * @see https://www.envoyproxy.io/docs/envoy/v1.40.0/api-v3/config/bootstrap/v3/bootstrap.proto
 * @see https://github.com/envoyproxy/envoy/blob/main/api/envoy/config/bootstrap/v3/bootstrap.proto
 */
import { Json } from './json';
import { nearest } from '../../../sidecar/value-shape';

const BOOTSTRAP = [
  'node', 'node_context_params', 'static_resources', 'dynamic_resources', 'cluster_manager', 'hds_config', 'flags_path', 'stats_sinks',
  'deferred_stat_options', 'stats_config', 'stats_flush_interval', 'stats_flush_on_admin', 'stats_eviction_interval', 'watchdog', 'watchdogs', 'tracing',
  'layered_runtime', 'admin', 'overload_manager', 'enable_dispatcher_stats', 'header_prefix', 'stats_server_version_override', 'use_tcp_for_dns_lookups',
  'dns_resolution_config', 'typed_dns_resolver_config', 'bootstrap_extensions', 'fatal_actions', 'config_sources', 'default_config_source',
  'default_socket_interface', 'certificate_provider_instances', 'inline_headers', 'perf_tracing_file_path', 'default_regex_engine',
  'xds_delegate_extension', 'xds_config_tracker_extension', 'listener_manager', 'application_log_config', 'grpc_async_client_manager_config',
  'memory_allocator_manager', 'enable_worker_cpu_affinity',
];
const STATIC_RESOURCES = ['listeners', 'clusters', 'secrets'];
const ADMIN = ['access_log', 'access_log_path', 'profile_path', 'address', 'socket_options', 'ignore_global_conn_limit', 'allow_paths'];

/** https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/cluster/v3/cluster.proto#enum-config-cluster-v3-cluster-discoverytype */
const DISCOVERY_TYPES = ['STATIC', 'STRICT_DNS', 'LOGICAL_DNS', 'EDS', 'ORIGINAL_DST'];

/** All unknown fields and cluster types of a bootstrap, as `path: value rule: mend`. */
export function unknownFields(config: Json): string[] {
  return [
    ...unknown('', config, BOOTSTRAP),
    ...unknown('static_resources', config.static_resources, STATIC_RESOURCES),
    ...unknown('admin', config.admin, ADMIN),
    ...unknownTypes(config.static_resources?.clusters),
  ];
}

function unknown(at: string, message: unknown, fields: readonly string[]): string[] {
  if (message === undefined) return [];
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return [`envoy.yaml ${at}: is not a map of fields: give ${fields.slice(0, 3).join(', ')}, ...`];
  return Object.keys(message).filter((key) => !fields.includes(snake(key))).map((key) => {
    const meant = nearest(key, fields);
    return `envoy.yaml ${at ? `${at}.` : ''}${key}: is not a field of Envoy's: ${meant ? `did you mean "${meant}"?` : `use ${fields.join(', ')}`}`;
  });
}

/** Protobuf reads both spellings of a field from JSON and YAML: `staticResources` is `static_resources`. */
function snake(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function unknownTypes(clusters: unknown): string[] {
  if (!Array.isArray(clusters)) return [];
  return clusters.filter((c) => c?.type !== undefined && !isType(c.type)).map((c) => {
    const meant = nearest(String(c.type), DISCOVERY_TYPES);
    return `envoy.yaml static_resources.clusters[${c.name}].type: ${JSON.stringify(c.type)} is not a type of cluster: ${meant ? `did you mean "${meant}"?` : `use ${DISCOVERY_TYPES.join(', ')}`}`;
  });
}

/** By name or, as Protobuf allows, by number. */
function isType(type: unknown): boolean {
  return typeof type === 'number' ? DISCOVERY_TYPES[type] !== undefined : DISCOVERY_TYPES.includes(type as string);
}

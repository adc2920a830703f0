/**
 * What Envoy takes without a word and then does wrong: it runs, is ready, and drops connections, limits nothing or
 * believes everybody. Also what it takes and nobody should want: administration and secrets open to others.
 */
import { unknownFields } from './fields';
import { Json } from './json';
import { Member, members } from './walk';
import { whyNotRe2 } from '../regex';

/** One thing that is wrong, as `path: value rule: mend`. */
type Check = (config: Json, all: Member[]) => string[];

/** All that is wrong with a bootstrap; the library's own has nothing, so it comes from what was laid over it. */
export function checkBootstrap(config: Json): string[] {
  const all = members(config);
  return CHECKS.flatMap((check) => check(config, all));
}

const problem = (path: string, value: unknown, rule: string, mend: string) => `envoy.yaml ${path}: ${JSON.stringify(value)} ${rule}: ${mend}`;
const typeOf = (node: any) => String(node?.['@type'] ?? '').replace(/^.*\./, '');
const resources = (config: Json, kind: 'clusters' | 'listeners'): Json[] => {
  const list = config.static_resources?.[kind];
  // What is not a list of maps, Envoy itself refuses.
  return Array.isArray(list) ? list.filter((r) => typeof r === 'object' && r !== null) : [];
};

/** An unknown cluster is found by Envoy in HTTP routes alone: a tcp_proxy to one drops connections, tracing to one sends nothing. */
const clusterReferences: Check = (config, all) => {
  // With a control plane, clusters may come that nobody knows yet.
  if (config.dynamic_resources?.cds_config) return [];
  const known = new Set(resources(config, 'clusters').map((c) => c.name));
  const unknown = (m: Member, name: unknown) => typeof name === 'string' && !known.has(name)
    ? [problem(m.path, name, 'is not a cluster', `name one of ${[...known].join(', ')}, or add it to static_resources.clusters`)] : [];
  return all.flatMap((m) => {
    if (m.path.startsWith('node.')) return [];
    if (m.key === 'cluster' || m.key === 'collector_cluster' || m.key === 'local_cluster_name') return unknown(m, m.value);
    if (m.key === 'cluster_name' && !m.path.endsWith('load_assignment.cluster_name')) return unknown(m, m.value);
    if (m.key === 'weighted_clusters') return (m.value?.clusters ?? []).flatMap((c: Json) => unknown(m, c.name));
    if (m.key === 'clusters' && typeOf(m.parent) === 'ClusterConfig') return (m.value ?? []).flatMap((name: unknown) => unknown(m, name));
    return [];
  });
};

/** Of two listeners with one name, one is missing and nothing says so. */
const uniqueNames: Check = (config) => (['listeners', 'clusters'] as const).flatMap((kind) => {
  const names = resources(config, kind).map((r) => r.name);
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
    .map((name) => problem(`static_resources.${kind}`, name, `is the name of two ${kind}`, 'give each its own'));
});

/** https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on */
const RETRY_WORDS = new Set([
  '5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'envoy-ratelimited', 'retriable-4xx', 'refused-stream',
  'retriable-status-codes', 'retriable-headers', 'http3-post-connect-failure',
  'cancelled', 'deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable',
]);

/** A word that Envoy does not know is left out in silence. */
const retryWords: Check = (_, all) => all.filter((m) => m.key === 'retry_on' && typeof m.value === 'string').flatMap((m) => (
  m.value.split(',').map((w: string) => w.trim()).filter((w: string) => w && !RETRY_WORDS.has(w))
    .map((w: string) => problem(m.path, w, 'is no reason to retry', `use ${[...RETRY_WORDS].join(', ')}`))
));

/** In a TLS context with certificates from files a bad expression is found at the first handshake. */
const regexes: Check = (_, all) => {
  const limit = all.find((m) => m.key === 're2.max_program_size.error_level')?.value;
  return all.filter((m) => m.key === 'regex' && typeof m.value === 'string').flatMap((m) => {
    const why = whyNotRe2(m.value, typeof limit === 'number' ? limit : undefined);
    return why ? [problem(m.path, m.value, `is not a regular expression for Envoy: it ${why}`, 'see https://github.com/google/re2/wiki/Syntax')] : [];
  });
};

/** Without either of its switches the filter limits nothing. */
const rateLimitSwitches: Check = (_, all) => all.filter((m) => m.key === '@type' && m.value.endsWith('.http.local_ratelimit.v3.LocalRateLimit'))
  .flatMap((m) => (['filter_enabled', 'filter_enforced'] as const)
    .filter((key) => !(m.parent[key]?.default_value?.numerator > 0) && m.parent.token_bucket)
    .map((key) => problem(m.path.replace('@type', key), m.parent[key] ?? null, 'switches the rate limit off', 'give default_value: {numerator: 100}')));

/** With the default family, `localhost` is ::1 alone. */
const localhost: Check = (config) => resources(config, 'clusters').filter((c) => /_DNS$/.test(c.type) && ['AUTO', undefined].includes(c.dns_lookup_family))
  .flatMap((c) => members(c.load_assignment ?? {}).filter((m) => m.key === 'address' && /^localhost\.?$/i.test(m.value))
    .map(() => problem(`static_resources.clusters[${c.name}].load_assignment`, 'localhost', 'is resolved to ::1 alone', 'use type STATIC and 127.0.0.1')));

/** A name in the runtime that no listener has is a limit on nothing. */
const connectionLimits: Check = (config, all) => {
  const names = new Set(resources(config, 'listeners').map((l) => l.name));
  return all.flatMap((m) => {
    const name = m.key.match(/^envoy\.resource_limits\.listener\.(.+)\.connection_limit$/)?.[1];
    return name !== undefined && !names.has(name) && !config.dynamic_resources?.lds_config
      ? [problem(m.path, name, 'is not a listener', `name one of ${[...names].join(', ')}`)] : [];
  });
};

/** Envoy believes every certificate unless it is told whom to believe, also where it asks for one. */
const unverifiedPeers: Check = (_, all) => all.filter((m) => m.key === '@type' && /\.(Up|Down)streamTlsContext$/.test(m.value)).flatMap((m) => {
  const { common_tls_context: common = {}, require_client_certificate: required } = m.parent;
  const combined = common.combined_validation_context ?? {};
  const verified = [common.validation_context, combined.default_validation_context]
    .some((context) => context?.trusted_ca ?? context?.system_root_certs ?? context?.custom_validator_config)
    || (common.validation_context_sds_secret_config ?? combined.validation_context_sds_secret_config);
  const asks = typeOf(m.parent) === 'UpstreamTlsContext' || required === true;
  return asks && !verified
    ? [problem(m.path.replace('@type', 'common_tls_context'), null, 'names no authority, so that every certificate is believed', 'give validation_context.trusted_ca')]
    : [];
});

/** With names to compare, Envoy turns down who has no certificate, whatever else it is told. */
const optionalNames: Check = (_, all) => all.filter((m) => m.key === 'require_client_certificate' && m.value === false).flatMap((m) => {
  const { validation_context: alone, combined_validation_context: combined } = m.parent.common_tls_context ?? {};
  const names = (alone ?? combined?.default_validation_context)?.match_typed_subject_alt_names;
  return Array.isArray(names) && names.length
    ? [problem(m.path, false, 'has no effect beside match_typed_subject_alt_names', 'leave out one of them')] : [];
});

/** Whoever reaches the administration interface can read everything and end the proxy. */
const adminOnLoopback: Check = (config) => {
  const address = config.admin?.address?.socket_address?.address;
  return address === undefined || /^127\.|^::1$/.test(address) ? []
    : [problem('admin.address', address, 'is reachable from outside the Pod', 'bind it to 127.0.0.1')];
};

/** The configuration is a ConfigMap, which many may read. */
const inlineSecrets: Check = (_, all) => all.filter((m) => (
  ['private_key', 'password', 'hmac_secret', 'token_secret', 'secret'].includes(m.key) && (m.value?.inline_string || m.value?.inline_bytes)
)).map((m) => problem(m.path, '…', 'is a secret in a ConfigMap', 'mount a Secret and give its filename'));

const CHECKS: Check[] = [
  unknownFields,
  clusterReferences, uniqueNames, retryWords, regexes, rateLimitSwitches, localhost, connectionLimits, unverifiedPeers, optionalNames, adminOnLoopback,
  inlineSecrets,
];

/** Ports that the listeners of a bootstrap bind. */
export function boundPorts(config: Json): { pod: number[]; loopback: number[] } {
  const bound = { pod: [] as number[], loopback: [] as number[] };
  const listeners = resources(config, 'listeners').flatMap((l) => [l.address, ...(l.additional_addresses ?? []).map((a: Json) => a.address)]);
  const addresses = [config.admin?.address, ...listeners];
  for (const socket of addresses.map((a) => a?.socket_address).filter((s) => typeof s?.port_value === 'number')) {
    (/^127\.|^::1$/.test(socket.address) ? bound.loopback : bound.pod).push(socket.port_value);
  }
  return bound;
}

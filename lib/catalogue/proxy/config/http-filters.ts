/** The HTTP filters in front of the app, in the order in which they decide: the cheapest refusal first. */
import { router } from './http';
import { duration, Json, typed } from './json';
import { AuthorizationModel, InboundModel, JwtModel, JwtProviderModel, RateLimitModel } from './model';

const FILTERS = 'envoy.extensions.filters';

export function inboundFilters(inbound: InboundModel): Json[] {
  return [
    forwardedFor(inbound.trustedHops),
    ...(inbound.rateLimit ? [rateLimit(inbound.rateLimit)] : []),
    ...(inbound.jwt ? [...withoutClaimHeaders(inbound.jwt), jwt(inbound.jwt)] : []),
    ...(inbound.authorization ? [authorization(inbound.authorization)] : []),
    router(),
  ];
}

/**
 * Envoy itself adds the address of its client to what the client wrote, and many an app reads the first one. Here it is
 * the one that Envoy believes, and no other; before all that decides by it.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#x-forwarded-for
 */
function forwardedFor(trustedHops: number): Json {
  // Apps that read variables take "_" for "-". The others come from nobody who could be believed.
  const removed = ['x_forwarded_for', ...(trustedHops === 0 ? ['x-real-ip', 'x_real_ip', 'forwarded'] : [])];
  return typed('client_address', `${FILTERS}.http.header_mutation.v3.HeaderMutation`, {
    mutations: {
      request_mutations: [
        ...removed.map((remove) => ({ remove })),
        { append: { header: { key: 'x-forwarded-for', value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' } },
      ],
    },
  });
}

function bucket(limit: RateLimitModel): Json {
  return { max_tokens: limit.burst, tokens_per_fill: limit.tokens, fill_interval: duration(limit.interval) };
}

/** Both switches are needed: without either, Envoy takes the filter and limits nothing. */
function rateLimit(limit: RateLimitModel): Json {
  const always = (key: string) => ({ runtime_key: key, default_value: { numerator: 100, denominator: 'HUNDRED' } });
  return typed('envoy.filters.http.local_ratelimit', `${FILTERS}.http.local_ratelimit.v3.LocalRateLimit`, {
    stat_prefix: 'inbound_rate_limit',
    token_bucket: bucket(limit),
    filter_enabled: always('local_rate_limit_enabled'),
    filter_enforced: always('local_rate_limit_enforced'),
    enable_x_ratelimit_headers: 'DRAFT_VERSION_03',
  });
}

/** For TCP it is connections that are counted. */
export function connectionRateLimit(limit: RateLimitModel): Json {
  return typed('envoy.filters.network.local_ratelimit', `${FILTERS}.network.local_ratelimit.v3.LocalRateLimit`, {
    stat_prefix: 'inbound_rate_limit', token_bucket: bucket(limit),
  });
}

/** On paths that need no token nothing else would keep a client from writing the claims' headers itself. */
function withoutClaimHeaders(model: JwtModel): Json[] {
  const names = new Set(model.providers.flatMap((p) => p.claimHeaders.map((c) => c.header)));
  if (names.size === 0) return [];
  return [typed('envoy.filters.http.header_mutation', `${FILTERS}.http.header_mutation.v3.HeaderMutation`, {
    mutations: { request_mutations: [...names].map((remove) => ({ remove })) },
  })];
}

function jwt(model: JwtModel): Json {
  const requirements = model.providers.map((p) => ({ provider_name: p.name }));
  return typed('envoy.filters.http.jwt_authn', `${FILTERS}.http.jwt_authn.v3.JwtAuthentication`, {
    providers: Object.fromEntries(model.providers.map((p) => [p.name, provider(p)])),
    rules: [
      // The first that matches counts; without `requires` no token is asked for.
      ...model.publicPaths.map((path) => ({ match: path.endsWith('/*') ? { path_separated_prefix: path.slice(0, -2) } : { path } })),
      { match: { prefix: '/' }, requires: requirements.length === 1 ? requirements[0] : { requires_any: { requirements } } },
    ],
  });
}

function provider(p: JwtProviderModel): Json {
  return {
    issuer: p.issuer,
    audiences: p.audiences,
    require_expiration: true,
    forward: p.forwardToken,
    claim_to_headers: p.claimHeaders.length ? p.claimHeaders.map(({ claim, header }) => ({ claim_name: claim, header_name: header })) : undefined,
    local_jwks: p.inlineKeys === undefined ? undefined : { inline_string: p.inlineKeys },
    remote_jwks: p.remoteKeys && {
      http_uri: { uri: p.remoteKeys.uri, cluster: p.remoteKeys.cluster.name, timeout: '5s' },
      cache_duration: duration(p.remoteKeys.cacheMillis),
      // Fetched before the first request, and without holding back the listener: an issuer's outage must not keep the Pod from getting ready.
      async_fetch: { fast_listener: true },
      // A request that needs keys waits meanwhile: Envoy's own pause is a second, doubled each time.
      retry_policy: { num_retries: 2, retry_back_off: { base_interval: '0.1s', max_interval: '1s' } },
    },
  };
}

function authorization(model: AuthorizationModel): Json {
  const headers = (names: string[]) => names.length ? { patterns: names.map((exact) => ({ exact, ignore_case: true })) } : undefined;
  const service = model.kind === 'grpc'
    ? { grpc_service: { envoy_grpc: { cluster_name: model.upstream.name }, timeout: duration(model.timeout) } }
    : {
      http_service: {
        server_uri: { uri: `http://${model.upstream.hostHeader ?? model.upstream.name}`, cluster: model.upstream.name, timeout: duration(model.timeout) },
        path_prefix: model.pathPrefix,
        authorization_response: { allowed_upstream_headers: headers(model.upstreamHeaders) },
      },
    };
  return typed('envoy.filters.http.ext_authz', `${FILTERS}.http.ext_authz.v3.ExtAuthz`, {
    transport_api_version: 'V3',
    ...service,
    failure_mode_allow: model.failOpen,
    status_on_error: { code: model.statusOnError },
    allowed_headers: headers(model.requestHeaders),
    with_request_body: model.maxBodyBytes === undefined ? undefined : { max_request_bytes: model.maxBodyBytes, pack_as_bytes: true },
    include_peer_certificate: model.kind === 'grpc' || undefined,
  });
}

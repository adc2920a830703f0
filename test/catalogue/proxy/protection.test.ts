import { ApiObject, Duration } from 'cdk8s';
import { JWKS } from './cases';
import { bootstrapOf, chart, cluster, files, filter, listener, pod } from './pod';
import {
  EnvoyProxySidecar, ExternalAuthorization, JwtKeys, ProxyAuthority, ProxyCertificate, ProxyInbound, ProxyJwt, ProxyProtocol, Upstream,
} from '../../../lib/catalogue/proxy';
import { PodSidecars } from '../../../lib/workload';

const contribute = (inbound: ProxyInbound, app: object = { probePaths: ['/healthz'] }) => new EnvoyProxySidecar(chart(), 'proxy', { port: 15001, inbound }).contribute(pod({}, app));
const config = (inbound: ProxyInbound) => bootstrapOf(contribute(inbound));
const httpFilters = (inbound: ProxyInbound) => filter(config(inbound), 'inbound').http_filters.map((f: any) => [f.name.replace(/.*\./, ''), f.typed_config]);
const httpFilter = (inbound: ProxyInbound, name: string) => httpFilters(inbound).find(([n]: [string]) => n === name)?.[1];

const provider = { issuer: 'https://login.example', audiences: ['shop'], keys: JwtKeys.inline(JWKS) };
const grpc = Upstream.dns('authz', 'authz.auth', 9191, { protocol: ProxyProtocol.GRPC });

test('filters stand in the order in which they decide, the cheapest first', () => {
  const all = { rateLimit: { requests: 1 }, jwt: { providers: [{ ...provider, claimHeaders: { 'x-user': 'sub' } }] }, authorization: ExternalAuthorization.grpc(grpc) };
  expect(httpFilters(all).map(([n]: [string]) => n)).toEqual(['client_address', 'local_ratelimit', 'header_mutation', 'jwt_authn', 'ext_authz', 'router']);
  expect(httpFilters({}).map(([n]: [string]) => n)).toEqual(['client_address', 'router']);
});

test('the app, and whatever decides before it, is told one address of the client: what the client wrote is taken away', () => {
  const changes = (trustedHops?: number) => httpFilter({ trustedHops }, 'client_address').mutations.request_mutations;
  const own = { append: { header: { key: 'x-forwarded-for', value: '%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' } };
  expect(changes()).toEqual([{ remove: 'x_forwarded_for' }, { remove: 'x-real-ip' }, { remove: 'x_real_ip' }, { remove: 'forwarded' }, own]);
  expect(changes(2)).toEqual([{ remove: 'x_forwarded_for' }, own]);
  expect(filter(config({ trustedHops: 2 }), 'inbound').xff_num_trusted_hops).toBe(2);
});

test('a rate limit has both of its switches', () => {
  const limit = httpFilter({ rateLimit: { requests: 10, per: Duration.minutes(1), burst: 50 } }, 'local_ratelimit');
  expect(limit.token_bucket).toEqual({ max_tokens: 50, tokens_per_fill: 10, fill_interval: '60s' });
  for (const key of ['filter_enabled', 'filter_enforced']) expect(limit[key].default_value).toEqual({ numerator: 100, denominator: 'HUNDRED' });
  const tcp = listener(config({ protocol: ProxyProtocol.TCP, rateLimit: { requests: 3 } }), 'inbound').filter_chains[0].filters;
  expect(tcp[0].typed_config.token_bucket).toEqual({ max_tokens: 3, tokens_per_fill: 3, fill_interval: '1s' });
});

describe('tokens', () => {
  const jwt = (more: Partial<ProxyJwt> = {}) => httpFilter({ jwt: { providers: [provider], ...more } }, 'jwt_authn');

  test('of one issuer are asked for everywhere', () => {
    expect(jwt().providers.provider_0).toMatchObject({ issuer: 'https://login.example', audiences: ['shop'], require_expiration: true, forward: false });
    expect(jwt().rules).toEqual([{ match: { prefix: '/' }, requires: { provider_name: 'provider_0' } }]);
  });

  test('of any of several, but for public paths', () => {
    const { rules } = jwt({ providers: [provider, { ...provider, issuer: 'b' }], publicPaths: ['/healthz', '/public/*'] });
    expect(rules).toEqual([
      { match: { path: '/healthz' } }, { match: { path_separated_prefix: '/public' } },
      { match: { prefix: '/' }, requires: { requires_any: { requirements: [{ provider_name: 'provider_0' }, { provider_name: 'provider_1' }] } } },
    ]);
  });

  test('with keys from a server get a cluster of their own, with TLS verified', () => {
    const keys = JwtKeys.remote('https://login.example:8443/keys', { authority: ProxyAuthority.secret('ca'), cacheDuration: Duration.minutes(1) });
    const c = contribute({ jwt: { providers: [provider, { ...provider, issuer: 'b', keys }] } });
    const b = bootstrapOf(c);
    expect(filter(b, 'inbound').http_filters[1].typed_config.providers.provider_1.remote_jwks).toMatchObject({
      http_uri: { uri: 'https://login.example:8443/keys', cluster: 'jwks_1' }, cache_duration: '60s', async_fetch: { fast_listener: true },
    });
    expect(cluster(b, 'jwks_1').transport_socket.typed_config.sni).toBe('login.example');
    expect(Object.keys(files(c))).toContain('secret-jwks_1_authority.json');
    expect(listener(b, 'outbound_jwks')).toBeUndefined();
  });

  test('claims become headers, which nobody else can set', () => {
    const inbound = { jwt: { providers: [{ ...provider, forwardToken: true, claimHeaders: { 'x-user': 'sub', 'x-tenant': 'org.id' } }] } };
    expect(httpFilter(inbound, 'jwt_authn').providers.provider_0).toMatchObject({
      forward: true, claim_to_headers: [{ claim_name: 'sub', header_name: 'x-user' }, { claim_name: 'org.id', header_name: 'x-tenant' }],
    });
    expect(httpFilter(inbound, 'header_mutation').mutations.request_mutations).toEqual([{ remove: 'x-user' }, { remove: 'x-tenant' }]);
  });
});

describe('an authorizer', () => {
  test('by gRPC fails closed', () => {
    expect(httpFilter({ authorization: ExternalAuthorization.grpc(grpc) }, 'ext_authz')).toMatchObject({
      grpc_service: { envoy_grpc: { cluster_name: 'authz' }, timeout: '1s' }, transport_api_version: 'V3', failure_mode_allow: false, status_on_error: { code: 403 }, include_peer_certificate: true,
    });
  });

  test('by HTTP says what goes to whom', () => {
    const authorization = ExternalAuthorization.http(Upstream.dns('authz', 'authz.auth', 80), {
      pathPrefix: '/check', requestHeaders: ['cookie'], upstreamHeaders: ['x-user'], failOpen: true, statusOnError: 503, maxBodyBytes: 10, timeout: Duration.millis(50),
    });
    expect(httpFilter({ authorization }, 'ext_authz')).toMatchObject({
      http_service: {
        server_uri: { uri: 'http://authz.auth', cluster: 'authz', timeout: '0.05s' }, path_prefix: '/check',
        authorization_response: { allowed_upstream_headers: { patterns: [{ exact: 'x-user', ignore_case: true }] } },
      },
      allowed_headers: { patterns: [{ exact: 'cookie', ignore_case: true }] }, failure_mode_allow: true, status_on_error: { code: 503 }, with_request_body: { max_request_bytes: 10 },
    });
  });

  test('is a cluster without a listener, and one with where the app calls it too', () => {
    const authorization = ExternalAuthorization.grpc(grpc);
    const b = config({ authorization });
    expect([cluster(b, 'authz').name, listener(b, 'outbound_authz')]).toEqual(['authz', undefined]);
    const both = bootstrapOf(new EnvoyProxySidecar(chart(), 'p', { port: 15001, inbound: { authorization }, upstreams: [grpc] }).contribute(pod()));
    expect(both.static_resources.clusters.filter((c: any) => c.name === 'authz')).toHaveLength(1);
    const other = Upstream.dns('authz', 'elsewhere', 1);
    expect(() => new EnvoyProxySidecar(chart(), 'p', { port: 15001, inbound: { authorization }, upstreams: [other] })).toThrow('"authz" is the name of two upstreams: give each its own, or use the same object');
  });
});

describe('probes of the app', () => {
  const refusing: Array<[string, ProxyInbound]> = [
    ['mTLS', { tls: { certificate: ProxyCertificate.secret('a'), clients: {} } }], ['a rate limit', { rateLimit: { requests: 1 } }],
    ['tokens', { jwt: { providers: [provider] } }], ['an authorizer', { authorization: ExternalAuthorization.grpc(grpc) }],
  ];

  test.each(refusing)('go past %s, by GET of their paths alone', (_, inbound) => {
    const c = contribute(inbound, { probePaths: ['/healthz', '/ready?full=1'] });
    expect(c.fronts![0].probePort).toBe(15022);
    expect(c.containers![0].ports!['proxy-probes']).toBe(15022);
    expect(filter(bootstrapOf(c), 'app_probes').route_config.virtual_hosts[0].routes.map((r: any) => [r.match.path, r.match.headers.map((h: any) => h.string_match.exact), r.route.cluster]))
      .toEqual([['/healthz', ['GET', '/healthz'], 'local_app'], ['/ready', ['GET', '/ready?full=1'], 'local_app']]);
  });

  test('have no port of their own where the front lets them in, or where there are none', () => {
    expect(contribute({ tls: { certificate: ProxyCertificate.secret('a') } }).fronts![0].probePort).toBeUndefined();
    const none = contribute({ rateLimit: { requests: 1 } }, {});
    expect(none.fronts![0].probePort).toBeUndefined();
    expect(listener(bootstrapOf(none), 'app_probes')).toBeUndefined();
  });

  test('can be named, and their port chosen', () => {
    const c = contribute({ rateLimit: { requests: 1 }, probePaths: ['/mine'], probePort: 16022 });
    expect(c.fronts![0].probePort).toBe(16022);
    expect(filter(bootstrapOf(c), 'app_probes').route_config.virtual_hosts[0].routes).toHaveLength(1);
  });

  test('of a gRPC app get the health protocol', () => {
    const c = contribute({ protocol: ProxyProtocol.GRPC, rateLimit: { requests: 1 } }, {});
    expect(filter(bootstrapOf(c), 'app_probes').route_config.virtual_hosts[0].routes[0].match.path).toBe('/grpc.health.v1.Health/Check');
    const http2 = contribute({ protocol: ProxyProtocol.HTTP2, rateLimit: { requests: 1 } });
    expect(filter(bootstrapOf(http2), 'app_probes').route_config.virtual_hosts[0].routes.map((r: any) => r.match.path)).toEqual(['/healthz', '/grpc.health.v1.Health/Check']);
  });

  test('of a gRPC app go to a plain port where TLS is ended, also without client certificates', () => {
    const scope = chart();
    const api = new ApiObject(scope, 'shop', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'shop' },
      spec: {
        selector: { matchLabels: { app: 'shop' } },
        template: {
          metadata: { labels: { app: 'shop' } },
          spec: {
            containers: [{
              name: 'app', image: 'myapp/server:2.1', ports: [{ containerPort: 8080 }], readinessProbe: { grpc: { port: 8080 } }, livenessProbe: { httpGet: { path: '/healthz', port: 8080 } },
            }],
          },
        },
      },
    } as any);
    const inbound = { protocol: ProxyProtocol.GRPC, tls: { certificate: ProxyCertificate.secret('a') } };
    const shop = PodSidecars.of(api).attach(new EnvoyProxySidecar(scope, 'proxy', { port: 15443, inbound }));
    const { containers, initContainers } = api.toJson().spec.template.spec;
    expect(containers[0].readinessProbe).toEqual({ grpc: { port: 15022 } });
    expect(containers[0].livenessProbe.httpGet).toEqual({ path: '/healthz', port: 15022 });
    expect(initContainers[0].ports).toContainEqual({ name: 'proxy-probes', containerPort: 15022 });
    expect(shop.findings.filter((f) => f.severity === 'error')).toEqual([]);
  });
});

describe('wrong arguments', () => {
  const TCP = ProxyProtocol.TCP;
  test.each<[string, () => unknown, string]>([
    ['too short an interval', () => contribute({ rateLimit: { requests: 1, per: Duration.millis(10) } }), 'inbound.rateLimit.per: "10 ms" is shorter than Envoy fills a bucket'],
    ['no requests', () => contribute({ rateLimit: { requests: 0 } }), 'inbound.rateLimit.requests: 0 is not a whole number from 1'],
    ['a burst of less', () => contribute({ rateLimit: { requests: 5, burst: 1 } }), 'inbound.rateLimit.burst: 1 is below the 5 requests'],
    ['no issuers', () => contribute({ jwt: { providers: [] } }), 'inbound.jwt.providers: "[]" is empty'],
    ['no issuer', () => contribute({ jwt: { providers: [{ ...provider, issuer: '' }] } }), 'inbound.jwt.providers[0].issuer: "" is empty: tokens of any issuer'],
    ['no audience', () => contribute({ jwt: { providers: [{ ...provider, audiences: [] }] } }), 'inbound.jwt.providers[0].audiences: "[]" is empty: tokens for any other service'],
    ['an issuer twice', () => contribute({ jwt: { providers: [provider, provider] } }), 'is listed twice'],
    ['a public path that is none', () => contribute({ jwt: { providers: [provider], publicPaths: ['/*'] } }), 'inbound.jwt.publicPaths[0]: "/*" is not a path'],
    ['public paths and paths as they came', () => contribute({ verbatim: true, jwt: { providers: [provider], publicPaths: ['/a'] } }), 'inbound.verbatim: true lets through paths'],
    ['a header that is none', () => contribute({ jwt: { providers: [{ ...provider, claimHeaders: { 'a b': 'sub' } }] } }), 'claimHeaders: "a b" is not an HTTP token'],
    ['keys that are none', () => JwtKeys.inline('{}'), 'jwks: "…" is not a JSON Web Key Set'],
    ['a private key', () => JwtKeys.inline('{"keys":[{"kty":"EC","d":"x"}]}'), 'jwks: "…" has a private key: leave "d" and "k" out'],
    ['a symmetric key', () => JwtKeys.inline('{"keys":[{"kty":"oct","k":"x"}]}'), 'has a private key'],
    ['a URL that is none', () => JwtKeys.remote('login.example'), 'url: "login.example" is not a URL'],
    ['another scheme', () => JwtKeys.remote('file:///etc/keys'), 'is neither https nor http'],
    ['a password in a URL', () => JwtKeys.remote('https://a:b@c/'), 'url: "…" has a password'],
    ['an authorizer that speaks HTTP/1.1', () => ExternalAuthorization.grpc(Upstream.dns('a', 'a.b', 1)), 'authorizer: "a" speaks http1, but is called by gRPC'],
    ['an authorizer that speaks TCP', () => ExternalAuthorization.http(Upstream.dns('a', 'a.b', 1, { protocol: TCP })), 'authorizer: "a" speaks TCP'],
    ['a prefix that is no path', () => ExternalAuthorization.http(Upstream.dns('a', 'a.b', 1), { pathPrefix: 'x' }), 'pathPrefix: "x" is not an absolute path'],
    ['tokens of TCP', () => contribute({ protocol: TCP, jwt: { providers: [provider] } }), 'inbound.jwt: "given" has no meaning for TCP'],
    ['WebSockets of gRPC', () => contribute({ protocol: ProxyProtocol.GRPC, webSockets: true }), 'inbound.webSockets: true is an upgrade of HTTP/1.1'],
    ['a probe path that is none', () => contribute({ probePaths: ['healthz'] }), 'inbound.probePaths[0]: "healthz" is not a path'],
    ['a probe port that is taken', () => contribute({ rateLimit: { requests: 1 }, probePort: 15021 }), 'inbound.probePort: 15021 is taken by metricsPort'],
  ])('%s', (_, call, error) => expect(call).toThrow(error));
});

/** One set of properties for each feature, and random ones: what is generated for them is checked by tests with and without the product. */
import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import {
  EnvoyProxySidecarProps, ExternalAuthorization, HashKey, JwtKeys, LoadBalancing, PeerName, ProxyAuthority, ProxyCertificate, ProxyProtocol,
  ProxyRetries, ProxyTlsVersion, ProxyTracing, RetryOn, Upstream, UpstreamHealthCheck, UpstreamOptions,
} from '../../../lib/catalogue/proxy';

/** A public key, as an issuer publishes it. */
export const JWKS = JSON.stringify({
  keys: [{ kty: 'EC', crv: 'P-256', kid: 'k', alg: 'ES256', x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4', y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM' }],
});

const { HTTP, HTTP2, GRPC, TCP } = ProxyProtocol;
const jwt = { providers: [{ issuer: 'https://login.example', audiences: ['shop'], keys: JwtKeys.inline(JWKS) }] };
const certificate = ProxyCertificate.secret('shop-tls');
const spiffe = PeerName.uri('spiffe://example.org/ns/shop/sa/frontend');
const names = [spiffe, PeerName.uriPrefix('spiffe://example.org/ns/'), PeerName.uriMatching('spiffe://example\\.org/.*'), PeerName.dns('a.example'), PeerName.email('a@b.c'), PeerName.ip('10.0.0.1')];
const authorizer = (protocol: ProxyProtocol) => Upstream.dns('authz', 'authz.auth', 9191, { protocol });

export const CASES: Record<string, EnvoyProxySidecarProps> = {
  'the smallest front': { port: 15001 },
  'the README\'s proxy': { port: 15001, upstreams: [Upstream.dns('orders', 'orders.shop', 8080)] },
  'outbound only': { upstreams: [Upstream.dns('orders', 'orders.shop', 8080)] },
  ...Object.fromEntries(Object.values(ProxyProtocol).map((protocol) => [`${protocol} both ways`, {
    port: 15001,
    inbound: { protocol },
    upstreams: [Upstream.endpoints('orders', [{ address: '10.0.0.1', port: 80, weight: 2 }, { address: 'fd00::1', port: 80 }], { protocol })],
  }])),
  'timeouts and every reason to retry': {
    port: 15001,
    inbound: {
      timeout: Duration.seconds(1),
      idleTimeout: Duration.millis(0),
      requestTimeout: Duration.millis(0),
      connectTimeout: Duration.millis(1),
      trustedHops: 1,
      retries: { on: Object.values(RetryOn), statusCodes: [503] },
    },
    upstreams: [Upstream.dns('o', 'h', 80, {
      timeout: Duration.millis(1),
      retries: {
        backOff: Duration.millis(1), maxBackOff: Duration.millis(1), perTryTimeout: Duration.millis(1), budgetPercent: 12.5, budgetMinimum: 0,
      },
    })],
  },
  'WebSockets and paths as they came': { port: 15001, inbound: { webSockets: true, verbatim: true, acceptHttp10: true }, upstreams: [Upstream.dns('chat', 'chat', 80, { webSockets: true })] },
  'TLS': { port: 15001, inbound: { tls: { certificate, minimumVersion: ProxyTlsVersion.TLS_1_3 } } },
  'TLS in front of TCP': { port: 15001, inbound: { protocol: TCP, rateLimit: { requests: 1 }, tls: { certificate, clients: {} } } },
  'mTLS with names': { port: 15001, inbound: { tls: { certificate, clients: { authority: ProxyAuthority.configMap('ca'), allowed: names } } } },
  'mTLS for who wants, by the public authorities': { port: 15001, inbound: { tls: { certificate, clients: { authority: ProxyAuthority.system(), optional: true } } } },
  'a rate limit': { port: 15001, inbound: { rateLimit: { requests: 3, per: Duration.minutes(1), burst: 10 } } },
  'tokens': {
    port: 15001,
    inbound: {
      jwt: {
        providers: [
          { ...jwt.providers[0], forwardToken: true, claimHeaders: { 'x-user': 'sub', 'x-tenant': 'org.tenant' } },
          { issuer: 'https://other.example', audiences: ['a', 'b'], keys: JwtKeys.remote('https://other.example/jwks.json', { cacheDuration: Duration.minutes(1) }) },
          { issuer: 'in-cluster', audiences: ['a'], keys: JwtKeys.remote('http://keys.auth:8080/jwks') },
        ],
        publicPaths: ['/healthz', '/public/*', '/'],
      },
    },
  },
  'an authorizer by gRPC': { port: 15001, inbound: { authorization: ExternalAuthorization.grpc(authorizer(GRPC), { failOpen: true, maxBodyBytes: 8192, requestHeaders: ['x-a'] }) } },
  'an authorizer by HTTP': {
    port: 15001,
    inbound: { authorization: ExternalAuthorization.http(authorizer(HTTP), { pathPrefix: '/check', upstreamHeaders: ['x-user'], requestHeaders: ['cookie'], statusOnError: 503 }) },
  },
  'all protections and probes of the app': {
    port: 15001,
    inbound: {
      tls: { certificate, clients: { allowed: [spiffe] } },
      jwt,
      rateLimit: { requests: 5 },
      authorization: ExternalAuthorization.grpc(authorizer(GRPC)),
      probePaths: ['/healthz', '/ready?full=1'],
    },
  },
  'gRPC with mTLS and its health protocol': { port: 15001, inbound: { protocol: GRPC, tls: { certificate, clients: {} } } },
  'every load balancing': {
    upstreams: [
      LoadBalancing.leastRequest({ choices: 3, slowStart: Duration.seconds(30) }),
      LoadBalancing.roundRobin({ slowStart: Duration.seconds(1) }),
      LoadBalancing.random(),
      LoadBalancing.ringHash(HashKey.header('x-user')), LoadBalancing.maglev(HashKey.cookie('session'), HashKey.queryParameter('user')),
    ].map((loadBalancing, i) => Upstream.dns(`u${i}`, 'h', 80, { loadBalancing })),
  },
  'limits, outliers and health checks': {
    upstreams: [
      Upstream.dns('a', 'h', 80, { limits: { connections: 1, pendingRequests: 2, requests: 3 }, outlierDetection: {}, healthCheck: UpstreamHealthCheck.http('/healthz') }),
      Upstream.dns('b', 'h', 80, { protocol: HTTP2, outlierDetection: { errors: 1, gatewayErrorsOnly: true, interval: Duration.millis(500), ejectionTime: Duration.minutes(10), maxEjectedPercent: 100 }, healthCheck: UpstreamHealthCheck.http('/') }),
      Upstream.dns('c', 'h', 80, { protocol: GRPC, healthCheck: UpstreamHealthCheck.grpc('orders', { interval: Duration.seconds(5) }) }),
      Upstream.dns('d', 'h', 80, { protocol: TCP, healthCheck: UpstreamHealthCheck.tcp({ unhealthyAfter: 1, healthyAfter: 1, timeout: Duration.millis(10) }) }),
    ],
  },
  'TLS to upstreams': {
    upstreams: [
      Upstream.external('payments', 'api.payments.example'),
      Upstream.dns('public', 'api.example', 443, { tls: {} }),
      Upstream.dns('mutual', 'api.internal', 8443, {
        protocol: GRPC, tls: { certificate: ProxyCertificate.secret('client', { certificate: 'c.pem', key: 'k.pem' }), authority: ProxyAuthority.secret('ca'), allowed: names, minimumVersion: ProxyTlsVersion.TLS_1_3 },
      }),
      Upstream.endpoints('db', [{ address: '10.0.0.1', port: 5432 }], { protocol: TCP, tls: { serverName: 'db.internal' } }),
    ],
  },
  'OpenTelemetry': { port: 15001, tracing: ProxyTracing.openTelemetry(Upstream.dns('otel', 'otel', 4317, { protocol: GRPC }), { samplingPercent: 100 }), upstreams: [Upstream.dns('a', 'h', 80)] },
  'OpenTelemetry by HTTP': { port: 15001, tracing: ProxyTracing.openTelemetryHttp(Upstream.dns('otel', 'otel', 4318)) },
  'Zipkin': { port: 15001, tracing: ProxyTracing.zipkin(Upstream.dns('zipkin', 'zipkin', 9411), { samplingPercent: 0.5 }) },
  'access logs': {
    port: 15001, accessLog: { minStatus: 400, outbound: true, fields: { route: '%ROUTE_NAME%', fixed: 'a%%b' } },
    upstreams: [Upstream.dns('a', 'h', 80), Upstream.dns('b', 'h', 80, { protocol: TCP })],
  },
  'access logs of TCP': { port: 15001, inbound: { protocol: TCP }, accessLog: {} },
  'both IP families': { port: 15001, dualStack: true, upstreams: [Upstream.dns('a', 'fd00::2', 80)] },
  'interception': { interception: { excludeInboundPorts: [22], excludeOutboundPorts: [53], excludeOutboundRanges: ['10.0.0.0/8', 'fd00::/8'] }, upstreams: [Upstream.dns('a', 'h', 80)] },
  'interception with mTLS': { interception: {}, inbound: { tls: { certificate, clients: {} }, probePaths: ['/healthz'] } },
  'a control plane': { port: 15001, controlPlane: { server: Upstream.dns('xds', 'xds.mesh', 18000, { protocol: GRPC, tls: { certificate } }) } },
  'a control plane of the old way': { controlPlane: { server: Upstream.dns('xds', 'xds.mesh', 18000, { protocol: GRPC }), incremental: false } },
  'extra configuration': {
    port: 15001, upstreams: [Upstream.dns('orders', 'orders.shop', 8080)],
    extraConfig: {
      stats_config: { stats_tags: [{ tag_name: 'pod', fixed_value: 'x' }] },
      static_resources: {
        clusters: [{ name: 'orders', dns_refresh_rate: '1s' }],
        listeners: [
          { name: 'inbound', tcp_backlog_size: 1024 },
          {
            name: 'mine', address: { socket_address: { address: '127.0.0.1', port_value: 16000 } },
            filter_chains: [{ filters: [{ name: 't', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', 'stat_prefix': 'mine', 'cluster': 'orders' } }] }],
          },
        ],
      },
    },
  },
};

const time = fc.integer({ min: 1, max: 7_200_000 }).map((ms) => Duration.millis(ms));
const optional = <T>(a: fc.Arbitrary<T>) => fc.option(a, { nil: undefined });
const retries: fc.Arbitrary<ProxyRetries> = fc.record({
  attempts: optional(fc.nat(10)),
  perTryTimeout: optional(time),
  budgetPercent: optional(fc.double({ min: 0, max: 100, noNaN: true })),
  budgetMinimum: optional(fc.nat(100)),
  on: optional(fc.uniqueArray(fc.constantFrom(...Object.values(RetryOn).filter((w) => w !== RetryOn.STATUS_CODES)), { minLength: 1 })),
  statusCodes: optional(fc.array(fc.integer({ min: 100, max: 599 }), { minLength: 1, maxLength: 3 })),
  backOff: optional(fc.integer({ min: 1, max: 1000 }).map((ms) => Duration.millis(ms))),
});
const tls = fc.constantFrom({ serverName: 'a.example' }, { authority: ProxyAuthority.secret('ca'), certificate, allowed: names });
const upstreamOptions: fc.Arbitrary<UpstreamOptions> = fc.oneof(
  fc.record<UpstreamOptions>({
    protocol: fc.constantFrom(HTTP, HTTP2, GRPC),
    timeout: optional(time),
    connectTimeout: optional(time),
    idleTimeout: optional(time),
    retries: optional(retries),
    tls: optional(tls),
    loadBalancing: optional(fc.constantFrom(LoadBalancing.random(), LoadBalancing.ringHash(HashKey.header('x')), LoadBalancing.leastRequest({ choices: 5 }))),
    limits: optional(fc.record({
      connections: optional(fc.integer({ min: 1, max: 9 })), requests: optional(fc.integer({ min: 1, max: 4294967295 })),
    })),
    outlierDetection: optional(fc.record({
      errors: optional(fc.integer({ min: 1, max: 99 })), gatewayErrorsOnly: optional(fc.boolean()), ejectionTime: optional(time),
    })),
    healthCheck: optional(fc.constantFrom(UpstreamHealthCheck.http('/a?b=c'), UpstreamHealthCheck.tcp())),
    hostHeader: optional(fc.constantFrom('a.example', 'a:1')),
  }),
  fc.record<UpstreamOptions>({
    protocol: fc.constant(TCP),
    connectTimeout: optional(time),
    idleTimeout: optional(time),
    tls: optional(tls),
    healthCheck: optional(fc.constant(UpstreamHealthCheck.tcp())),
  }),
);
const host = fc.oneof(fc.domain(), fc.ipV4(), fc.constantFrom('orders.shop.svc.cluster.local.', '_x.y', 'fd00::1:2'));
const upstreams = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]([-a-z0-9]{0,20}[a-z0-9])?$/), host, fc.integer({ min: 1, max: 65535 }), upstreamOptions), { selector: ([n]) => n.replace(/-/g, '_'), minLength: 1, maxLength: 4 })
  .map((list) => list.map(([name, h, port, options]) => Upstream.dns(name, h, port, options)));

/** Any properties that the constructor should take. */
export const anyProps: fc.Arbitrary<EnvoyProxySidecarProps> = fc.record<EnvoyProxySidecarProps>({
  port: fc.constant(15001),
  upstreams,
  maxConnections: optional(fc.integer({ min: 1, max: 1_000_000 })),
  accessLog: optional(fc.record({
    minStatus: optional(fc.integer({ min: 100, max: 599 })), outbound: optional(fc.boolean()), inbound: optional(fc.boolean()),
  })),
  dualStack: optional(fc.boolean()),
  inbound: optional(fc.oneof(
    fc.record({
      protocol: fc.constantFrom(HTTP, HTTP2, GRPC),
      timeout: optional(time),
      idleTimeout: optional(time),
      requestTimeout: optional(time),
      retries: optional(retries),
      maxConnections: optional(fc.integer({ min: 1, max: 100_000 })), trustedHops: optional(fc.nat(5)), verbatim: optional(fc.boolean()),
      rateLimit: optional(fc.record({
        requests: fc.integer({ min: 1, max: 1_000_000 }), per: optional(fc.integer({ min: 50, max: 86_400_000 }).map((ms) => Duration.millis(ms))),
      })),
      tls: optional(fc.constantFrom(
        { certificate }, { certificate, clients: {} }, { certificate, clients: { allowed: names } }, { certificate, clients: { optional: true } },
      )),
      jwt: optional(fc.constant(jwt)),
      probePaths: optional(fc.uniqueArray(fc.webPath().filter((p) => p.startsWith('/') && !/\s|#/.test(p)), { maxLength: 3 })),
    }),
    fc.record({ protocol: fc.constant(TCP), idleTimeout: optional(time), tls: optional(fc.constant({ certificate })) }),
  )),
});

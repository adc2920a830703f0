import { Duration } from 'cdk8s';
import { bootstrapOf, chart, cluster, filter, listener, pod, route } from './pod';
import {
  EnvoyProxySidecar, HashKey, LoadBalancing, ProxyProtocol, ProxyTracing, Upstream, UpstreamHealthCheck, UpstreamOptions,
} from '../../../lib/catalogue/proxy';
import { Sidecar } from '../../../lib/sidecar';

const config = (options: UpstreamOptions) => bootstrapOf(new EnvoyProxySidecar(chart(), 'proxy', { upstreams: [Upstream.dns('o', 'h.ns', 80, options)] }).contribute(pod()));
const of = (options: UpstreamOptions) => cluster(config(options), 'o');
const { GRPC, HTTP2, TCP } = ProxyProtocol;

describe('load balancing', () => {
  const policy = (loadBalancing?: LoadBalancing) => of({ loadBalancing }).load_balancing_policy.policies[0].typed_extension_config;

  test.each<[LoadBalancing | undefined, string, object]>([
    [undefined, 'least_request', { choice_count: 2 }],
    [LoadBalancing.leastRequest({ choices: 4, slowStart: Duration.seconds(30) }), 'least_request', { choice_count: 4, slow_start_config: { slow_start_window: '30s' } }],
    [LoadBalancing.roundRobin(), 'round_robin', {}], [LoadBalancing.random(), 'random', {}],
    [LoadBalancing.ringHash(HashKey.header('x')), 'ring_hash', {}], [LoadBalancing.maglev(HashKey.header('x')), 'maglev', {}],
  ])('%#: %s', (loadBalancing, name, body) => {
    const got = policy(loadBalancing);
    expect(got.name).toBe(`envoy.load_balancing_policies.${name}`);
    const { '@type': type, ...rest } = got.typed_config;
    expect(type).toMatch(new RegExp(`\\.load_balancing_policies\\.${name}\\.v3\\.`));
    expect(rest).toEqual(body);
  });

  test('by hash needs what is hashed, on the route', () => {
    const keys = [HashKey.header('x-user'), HashKey.cookie('session'), HashKey.queryParameter('u')];
    expect(route(config({ loadBalancing: LoadBalancing.maglev(...keys) }), 'outbound_o').hash_policy)
      .toEqual([{ header: { header_name: 'x-user' } }, { cookie: { name: 'session' } }, { query_parameter: { name: 'u' } }]);
    expect(route(config({}), 'outbound_o').hash_policy).toBeUndefined();
  });
});

test('a service on the internet: TLS, and one address at a time', () => {
  const b = bootstrapOf(new EnvoyProxySidecar(chart(), 'proxy', { upstreams: [Upstream.external('pay', 'api.example')] }).contribute(pod()));
  expect(cluster(b, 'pay')).toMatchObject({ type: 'LOGICAL_DNS', dns_lookup_family: 'ALL', transport_socket: { typed_config: { sni: 'api.example' } } });
  expect(route(b, 'outbound_pay').host_rewrite_literal).toBe('api.example');
  expect(() => Upstream.external('pay', 'orders')).toThrow('host: "orders" is no name on the internet: use Upstream.dns');
  expect(() => Upstream.external('pay', '10.0.0.1')).toThrow('host: "10.0.0.1" is an address: use Upstream.endpoints');
});

test('limits, and a budget for retries', () => {
  expect(of({}).circuit_breakers.thresholds[0]).toEqual({
    max_connections: 1024,
    max_pending_requests: 1024,
    max_requests: 1024,
    retry_budget: { budget_percent: { value: 20 }, min_retry_concurrency: 3 },
    track_remaining: true,
  });
  const limited = of({ limits: { connections: 1, pendingRequests: 2, requests: 3 }, retries: { budgetPercent: 5, budgetMinimum: 0 } });
  expect(limited.circuit_breakers.thresholds[0]).toMatchObject({
    max_connections: 1, max_pending_requests: 2, max_requests: 3, retry_budget: { budget_percent: { value: 5 }, min_retry_concurrency: 0 },
  });
  expect(of({ retries: { attempts: 0 } }).circuit_breakers.thresholds[0].retry_budget).toBeUndefined();
});

test('outliers', () => {
  expect(of({}).outlier_detection).toBeUndefined();
  expect(of({ outlierDetection: {} }).outlier_detection).toMatchObject({
    consecutive_5xx: 5, enforcing_consecutive_5xx: 100, enforcing_consecutive_gateway_failure: 0, interval: '10s', base_ejection_time: '30s', max_ejection_time: '300s', max_ejection_percent: 50,
  });
  expect(of({ outlierDetection: { errors: 2, gatewayErrorsOnly: true, ejectionTime: Duration.minutes(10) } }).outlier_detection)
    .toMatchObject({ enforcing_consecutive_5xx: 0, consecutive_gateway_failure: 2, enforcing_consecutive_gateway_failure: 100, base_ejection_time: '600s', max_ejection_time: '600s' });
});

describe('health checks', () => {
  test('by HTTP count failures before they leave an endpoint out', () => {
    const [check] = of({ healthCheck: UpstreamHealthCheck.http('/healthz', { interval: Duration.seconds(5) }) }).health_checks;
    expect(check).toMatchObject({
      interval: '5s', no_traffic_interval: '5s', timeout: '1s', unhealthy_threshold: 3, healthy_threshold: 2,
      http_health_check: { path: '/healthz', host: 'h.ns', codec_client_type: 'HTTP1', expected_statuses: [{ start: 200, end: 300 }], retriable_statuses: [{ start: 300, end: 600 }] },
    });
    expect(of({ protocol: HTTP2, healthCheck: UpstreamHealthCheck.http('/') }).health_checks[0].http_health_check.codec_client_type).toBe('HTTP2');
  });

  test('by gRPC and TCP', () => {
    expect(of({ protocol: GRPC, healthCheck: UpstreamHealthCheck.grpc('orders') }).health_checks[0].grpc_health_check).toEqual({ service_name: 'orders', authority: 'h.ns' });
    const tcp = of({ protocol: TCP, healthCheck: UpstreamHealthCheck.tcp({ unhealthyAfter: 1 }) });
    expect(tcp.health_checks[0]).toMatchObject({ tcp_health_check: {}, unhealthy_threshold: 1 });
  });
});

test('WebSockets only where they are asked for', () => {
  expect(filter(config({ webSockets: true }), 'outbound_o').upgrade_configs).toEqual([{ upgrade_type: 'websocket' }]);
  expect(filter(config({}), 'outbound_o').upgrade_configs).toBeUndefined();
});

describe('tracing', () => {
  const collector = Upstream.dns('otel', 'otel.obs', 4317, { protocol: GRPC });
  const contribute = (tracing: ProxyTracing) => new EnvoyProxySidecar(chart(), 'proxy', { port: 15001, tracing, upstreams: [Upstream.dns('o', 'h', 80)] }).contribute(pod());

  test('goes both ways, to a collector that the app does not see', () => {
    const c = contribute(ProxyTracing.openTelemetry(collector));
    const b = bootstrapOf(c);
    for (const name of ['inbound', 'outbound_o']) {
      expect(filter(b, name).tracing).toMatchObject({ random_sampling: { value: 10 }, provider: { typed_config: { grpc_service: { envoy_grpc: { cluster_name: 'otel' } } } } });
    }
    expect(listener(b, 'outbound_otel')).toBeUndefined();
    expect(Object.keys(c.app!.env!)).toEqual(['O_URL']);
    const { env } = c.containers![0];
    expect(env!.OTEL_RESOURCE_ATTRIBUTES._toEnv('x').value).toBe(`service.name=${Sidecar.WORKLOAD_NAME},k8s.pod.name=$(POD_NAME),k8s.namespace.name=$(POD_NAMESPACE)`);
  });

  test('by HTTP and to Zipkin, whose service name is the node\'s cluster', () => {
    const http = Upstream.dns('z', 'zipkin.obs', 9411);
    expect(filter(bootstrapOf(contribute(ProxyTracing.openTelemetryHttp(http))), 'inbound').tracing.provider.typed_config.http_service.http_uri)
      .toMatchObject({ uri: 'http://zipkin.obs:9411/v1/traces', cluster: 'z' });
    const c = contribute(ProxyTracing.zipkin(http, { samplingPercent: 50 }));
    expect(filter(bootstrapOf(c), 'inbound').tracing).toMatchObject({
      random_sampling: { value: 50 }, provider: { typed_config: { collector_cluster: 'z', collector_endpoint: '/api/v2/spans', collector_endpoint_version: 'HTTP_JSON', collector_hostname: 'zipkin.obs:9411' } },
    });
    expect(c.containers![0].env).not.toHaveProperty('OTEL_RESOURCE_ATTRIBUTES');
  });
});

describe('access logs', () => {
  const config2 = (accessLog: object, inbound = {}) => bootstrapOf(new EnvoyProxySidecar(chart(), 'proxy', { port: 15001, inbound, accessLog, upstreams: [Upstream.dns('o', 'h', 80)] }).contribute(pod()));
  const fields = (b: any, name: string) => filter(b, name).access_log?.[0].typed_config.log_format.json_format;

  test('of what comes in, unless said otherwise; never the query', () => {
    expect(fields(config2({}), 'inbound')).toMatchObject({ direction: 'inbound', path: '%PATH(NQ)%' });
    expect(fields(config2({}), 'outbound_o')).toBeUndefined();
    const both = config2({ inbound: false, outbound: true, minStatus: 400, fields: { path: '%REQ(:PATH)%', mine: 'x' } });
    expect(fields(both, 'inbound')).toBeUndefined();
    expect(fields(both, 'outbound_o')).toMatchObject({ path: '%REQ(:PATH)%', mine: 'x', status: '%RESPONSE_CODE%' });
    expect(filter(both, 'outbound_o').access_log[0].filter.status_code_filter.comparison).toMatchObject({ op: 'GE', value: { default_value: 400 } });
    expect(fields(config2({}, { protocol: TCP }), 'inbound')).not.toHaveProperty('method');
  });

  test('none by default', () => expect(fields(bootstrapOf(new EnvoyProxySidecar(chart(), 'p', { port: 15001 }).contribute(pod())), 'inbound')).toBeUndefined());

  test('a format without end is an error', () => expect(() => config2({ fields: { a: '%REQ(X)' } })).toThrow('accessLog.fields.a: "%REQ(X)" has a "%" without its end'));
});

describe('wrong arguments', () => {
  const up = (options: UpstreamOptions) => () => Upstream.dns('a', 'h', 1, options);
  test.each<[string, () => unknown, string]>([
    ['no keys', () => LoadBalancing.ringHash(), 'keys: "[]" is empty'],
    ['a header that is none', () => HashKey.header('x y'), 'name: "x y" is not an HTTP token'],
    ['a hash of TCP', up({ protocol: TCP, loadBalancing: LoadBalancing.maglev(HashKey.header('x')) }), 'upstreams.a.loadBalancing: "maglev" looks at requests, which TCP has not'],
    ['HTTP health of TCP', up({ protocol: TCP, healthCheck: UpstreamHealthCheck.http('/') }), 'upstreams.a.healthCheck: "http" looks at requests'],
    ['gRPC health of HTTP/1.1', up({ healthCheck: UpstreamHealthCheck.grpc() }), 'upstreams.a.healthCheck: "grpc" needs HTTP/2, but the upstream speaks http1'],
    ['WebSockets of HTTP/2', up({ protocol: HTTP2, webSockets: true }), 'upstreams.a.webSockets: true is an upgrade of HTTP/1.1'],
    ['a health path that is none', () => UpstreamHealthCheck.http('x'), 'path: "x" is not an absolute HTTP path'],
    ['no connections', up({ limits: { connections: 0 } }), 'upstreams.a.limits.connections: 0 is not a whole number from 1'],
    ['an ejection longer than the longest', up({ outlierDetection: { ejectionTime: Duration.minutes(2), maxEjectionTime: Duration.minutes(1) } }), 'outlierDetection.maxEjectionTime: "60000 ms" is shorter'],
    ['more than all', up({ outlierDetection: { maxEjectedPercent: 101 } }), 'outlierDetection.maxEjectedPercent: 101 is not a percentage'],
    ['a variable that is none', up({ envName: '1A' }), 'upstreams.a.envName: "1A" is not the name of a variable'],
    ['one variable for two', () => new EnvoyProxySidecar(chart(), 'p', { upstreams: [Upstream.dns('a', 'h', 1, { envName: 'X' }), Upstream.dns('b', 'h', 1, { envName: 'X' })] }), 'upstreams.b.envName: "X" is the variable of upstream a too'],
    ['a collector that speaks HTTP/1.1', () => ProxyTracing.openTelemetry(Upstream.dns('o', 'h', 1)), 'collector: "o" speaks http1, but is called by gRPC'],
    ['a path for gRPC', () => ProxyTracing.openTelemetry(Upstream.dns('o', 'h', 1, { protocol: GRPC }), { path: '/x' }), 'path: "/x" has no meaning for gRPC'],
    ['a share that is none', () => ProxyTracing.zipkin(Upstream.dns('o', 'h', 1), { samplingPercent: 101 }), 'samplingPercent: 101 is not a percentage'],
  ])('%s', (_, call, error) => expect(call).toThrow(error));
});

import { Duration } from 'cdk8s';
import { bootstrapOf, chart, cluster, envoy, filter, listener, pod, route } from './pod';
import { EnvoyProxySidecar, EnvoyProxySidecarProps, ProxyProtocol, RetryOn, Upstream } from '../../../lib/catalogue/proxy';
import { Sidecar, SidecarForm, SidecarPhase } from '../../../lib/sidecar';

const orders = () => Upstream.dns('orders', 'orders.shop', 8080);
const make = (props: EnvoyProxySidecarProps) => new EnvoyProxySidecar(chart(), 'proxy', props);
const contribute = (props: EnvoyProxySidecarProps, context = pod()) => make(props).contribute(context);
const config = (props: EnvoyProxySidecarProps, context = pod()) => bootstrapOf(contribute(props, context));
const minimal = { port: 15001, upstreams: [orders()] };

describe('what the Pod gets', () => {
  test('a proxy of the network phase in front of the app\'s first declared port', () => {
    const c = contribute(minimal, pod({}, { ports: [9000, 9001] }));
    expect(c.phase).toBe(SidecarPhase.NETWORK);
    expect(c.purpose).toBe('proxy');
    expect(c.fronts).toEqual([{ container: 'proxy', port: 15001, appPort: 9000, tls: false }]);
  });

  test('appPort is stronger than what the container declares', () => {
    expect(contribute({ ...minimal, appPort: 9001 }).fronts![0].appPort).toBe(9001);
  });

  test('the port of the chosen container counts, not that of another', () => {
    const two = pod({ appContainers: [{ name: 'a', ports: [1111], chosen: false }, { name: 'b', ports: [2222], chosen: true }] });
    expect(contribute(minimal, two).fronts![0].appPort).toBe(2222);
  });

  test('an app without a declared port is an error that names the container', () => {
    expect(() => contribute(minimal, pod({}, { ports: [] }))).toThrow('appPort: undefined is not known: container "app" declares no port: declare');
  });

  test('the app\'s own port cannot be the proxy\'s', () => {
    expect(() => contribute({ port: 8080 })).toThrow('port: 8080 is the app\'s own port: give the proxy another one');
  });

  test('outbound only: no front, no listener, no app cluster', () => {
    const c = contribute({ upstreams: [orders()] }, pod({}, { ports: [] }));
    expect(c.fronts).toBeUndefined();
    expect(envoy(c).ports).toEqual({ 'proxy-metrics': 15021 });
    const b = bootstrapOf(c);
    expect(listener(b, 'inbound')).toBeUndefined();
    expect(cluster(b, 'local_app')).toBeUndefined();
  });

  test('neither port nor upstreams is an error', () => {
    expect(() => make({})).toThrow('port: undefined is missing, and there are no upstreams');
    expect(() => make({ upstreams: [orders()], appPort: 1234 })).toThrow('appPort: "given" has no listener: give port too');
  });

  test('the container is named for the attachment, so that two proxies live on one Pod', () => {
    expect(envoy(contribute(minimal, pod({ attachment: 'Edge Proxy' }))).name).toBe('edge-proxy');
  });

  test('runs the pinned distroless image as its own user, of the size that was asked for', () => {
    const c = envoy(contribute(minimal));
    expect(c.image).toMatch(/^docker\.io\/envoyproxy\/envoy:distroless-v\d+\.\d+\.\d+$/);
    expect([c.command, c.user, c.group]).toEqual([['envoy'], 65532, 65532]);
    expect(c.resources!._toPart()).toEqual({ requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '200m', memory: '256Mi' } });
    expect(c.mounts!.every((m) => m.readOnly)).toBe(true);
  });

  test('classic form takes the image with a shell, which can wait for health', () => {
    const c = envoy(contribute(minimal, pod({ form: SidecarForm.CLASSIC, targetVersion: '1.27' })));
    expect(c.image).toMatch(/envoy:v\d/);
    expect(c.hasShell).toBe(true);
    expect(c.health!._toPart().classicWait!.join(' ')).toContain('/dev/tcp/127.0.0.1/15021');
    const own = envoy(contribute({ ...minimal, image: 'example.com/envoy:1' }, pod({ form: SidecarForm.CLASSIC })));
    expect([own.image, own.hasShell]).toEqual(['example.com/envoy:1', false]);
  });

  test('what differs per Pod comes through the downward API: one configuration for many workloads', () => {
    const sidecar = make(minimal);
    const [a, b] = ['shop', 'cart'].map((workloadName) => sidecar.contribute(pod({ workloadName })));
    expect(bootstrapOf(a)).toEqual(bootstrapOf(b));
    expect(envoy(a).args).toEqual(envoy(b).args);
    expect(envoy(a).args).toEqual(expect.arrayContaining(['--service-cluster', Sidecar.WORKLOAD_NAME, '--service-node', '$(POD_NAME)']));
  });

  test('threads follow the CPU limit, load shedding the memory limit, and hot restart is off', () => {
    const c = envoy(contribute(minimal));
    const args = c.args!;
    expect(args[args.indexOf('--concurrency') + 1]).toBe('$(CPU_LIMIT)');
    expect(c.env!.CPU_LIMIT._toEnv('CPU_LIMIT').valueFrom).toEqual({ resourceFieldRef: { resource: 'limits.cpu' } });
    expect(c.env!.MEMORY_LIMIT._toEnv('MEMORY_LIMIT').valueFrom).toEqual({ resourceFieldRef: { resource: 'limits.memory' } });
    const overlay = JSON.parse(args[args.indexOf('--config-yaml') + 1]);
    expect(overlay.overload_manager.resource_monitors[0].typed_config.max_heap_size_bytes).toBe('$(MEMORY_LIMIT)');
    expect(overlay.overload_manager.actions.map((a: any) => a.triggers[0].threshold.value)).toEqual([0.8, 0.9]);
    expect(args).toContain('--disable-hot-restart');
  });

  test('ready by /ready, alive by an answer of its own, both on the metrics port', () => {
    const health = envoy(contribute({ ...minimal, metricsPort: 16021 })).health!._toPart();
    expect(health.check.httpGet).toEqual({ path: '/ready', port: 16021 });
    expect(health.liveness!.httpGet).toEqual({ path: '/live', port: 16021 });
  });

  test('ports on loopback are said to the engine', () => {
    expect(envoy(contribute(minimal)).loopbackPorts).toEqual([15000, 15101]);
  });
});

describe('what the app is told', () => {
  const env = (u: Upstream) => {
    const [[name, value]] = Object.entries(contribute({ upstreams: [u] }).app!.env!);
    return `${name}=${value._toEnv(name).value}`;
  };

  test('a URL for HTTP, an address for gRPC and TCP', () => {
    expect(env(orders())).toBe('ORDERS_URL=http://127.0.0.1:15101');
    expect(env(Upstream.dns('price-list', 'p', 1, { protocol: ProxyProtocol.GRPC }))).toBe('PRICE_LIST_ADDRESS=127.0.0.1:15101');
    expect(env(Upstream.dns('redis', 'p', 1, { protocol: ProxyProtocol.TCP }))).toBe('REDIS_ADDRESS=127.0.0.1:15101');
    expect(env(Upstream.dns('orders', 'p', 1, { envName: 'ORDERS_BASE', localPort: 9000 }))).toBe('ORDERS_BASE=http://127.0.0.1:9000');
  });

  test('ports count up from the first, past those that are taken', () => {
    const named = (name: string, localPort?: number) => Upstream.dns(name, 'h', 80, { localPort });
    const b = config({ port: 15103, upstreams: [named('a'), named('b', 15102), named('c')] });
    expect(['a', 'b', 'c'].map((n) => listener(b, `outbound_${n}`).address.socket_address))
      .toEqual([15101, 15102, 15104].map((port_value) => ({ address: '127.0.0.1', port_value })));
  });

  test('two of one name or one port are errors', () => {
    expect(() => make({ upstreams: [orders(), orders()] })).toThrow('upstreams: "orders" is the name of two upstreams: give each its own');
    expect(() => make({ port: 15001, upstreams: [Upstream.dns('a', 'h', 80, { localPort: 15001 })] }))
      .toThrow('upstreams.a.localPort: 15001 is taken by port: give another port');
    expect(() => make({ port: 15021 })).toThrow('metricsPort: 15021 is taken by port');
  });
});

describe('the configuration', () => {
  test('administration is on loopback alone, and the probe listener shows three paths of GET', () => {
    const b = config(minimal);
    expect(b.admin.address.socket_address).toEqual({ address: '127.0.0.1', port_value: 15000 });
    const { virtual_hosts: [host] } = filter(b, 'probes').route_config;
    expect(host.routes.map((r: any) => r.match.path)).toEqual(['/ready', '/stats/prometheus', '/live']);
    for (const r of host.routes) expect(r.match.headers).toEqual([{ name: ':method', string_match: { exact: 'GET' } }]);
  });

  test('the app is reached on 127.0.0.1, and the inbound listener is hardened', () => {
    const b = config(minimal);
    expect(cluster(b, 'local_app').load_assignment.endpoints[0].lb_endpoints[0].endpoint.address.socket_address)
      .toEqual({ address: '127.0.0.1', port_value: 8080 });
    expect(filter(b, 'inbound')).toMatchObject({
      use_remote_address: true, normalize_path: true, merge_slashes: true, path_with_escaped_slashes_action: 'UNESCAPE_AND_REDIRECT',
      common_http_protocol_options: { headers_with_underscores_action: 'REJECT_REQUEST' }, request_timeout: '300s', stream_idle_timeout: '300s',
    });
    expect(listener(b, 'inbound').per_connection_buffer_limit_bytes).toBe(32768);
    expect(b.layered_runtime.layers[0].static_layer).toEqual({ 'envoy.resource_limits.listener.inbound.connection_limit': 5000 });
  });

  test('the app may take its time, an upstream 15 seconds, unless said otherwise', () => {
    const b = config(minimal);
    expect(route(b, 'inbound').timeout).toBe('0s');
    expect(route(b, 'outbound_orders').timeout).toBe('15s');
    const said = config({
      port: 15001, inbound: { timeout: Duration.seconds(30), idleTimeout: Duration.minutes(1), requestTimeout: Duration.millis(2500) },
      upstreams: [Upstream.dns('orders', 'h', 80, { timeout: Duration.millis(250), connectTimeout: Duration.millis(100), idleTimeout: Duration.seconds(5) })],
    });
    expect(route(said, 'inbound').timeout).toBe('30s');
    expect(filter(said, 'inbound')).toMatchObject({ stream_idle_timeout: '60s', request_timeout: '2.5s' });
    expect(route(said, 'outbound_orders').timeout).toBe('0.25s');
    expect(cluster(said, 'orders').connect_timeout).toBe('0.1s');
  });

  test('retries are those that cannot have reached the upstream, unless said otherwise', () => {
    const policy = (retries?: any) => route(config({ upstreams: [Upstream.dns('o', 'h', 80, { retries })] }), 'outbound_o').retry_policy;
    expect(policy()).toMatchObject({ retry_on: 'connect-failure,refused-stream,reset-before-request', num_retries: 2 });
    expect(policy({ attempts: 0 })).toBeUndefined();
    expect(policy({ attempts: 3, on: [RetryOn.GATEWAY_ERROR], statusCodes: [429], perTryTimeout: Duration.seconds(1), backOff: Duration.millis(50) }))
      .toMatchObject({
        retry_on: 'gateway-error,retriable-status-codes', num_retries: 3, retriable_status_codes: [429], per_try_timeout: '1s',
        retry_back_off: { base_interval: '0.05s', max_interval: '0.5s' },
      });
    expect(route(config(minimal), 'inbound').retry_policy).toBeUndefined();
    expect(route(config({ port: 15001, inbound: { retries: {} } }), 'inbound').retry_policy.num_retries).toBe(2);
  });

  test('the upstream sees its own host', () => {
    const host = (u: Upstream) => route(config({ upstreams: [u] }), `outbound_${u.name}`).host_rewrite_literal;
    expect(host(orders())).toBe('orders.shop:8080');
    expect(host(Upstream.dns('o', 'orders.shop', 80))).toBe('orders.shop');
    expect(host(Upstream.dns('o', 'fd00::1', 81))).toBe('[fd00::1]:81');
    expect(host(Upstream.dns('o', 'orders.shop', 80, { hostHeader: 'x.example' }))).toBe('x.example');
    expect(host(Upstream.endpoints('o', [{ address: '10.0.0.1', port: 80 }]))).toBeUndefined();
  });

  test('names are resolved in both families, addresses are taken as they are', () => {
    const b = config({ upstreams: [orders(), Upstream.endpoints('e', [{ address: '10.0.0.1', port: 80, weight: 3 }, { address: '::1', port: 81 }])] });
    expect(cluster(b, 'orders')).toMatchObject({ type: 'STRICT_DNS', dns_lookup_family: 'ALL' });
    expect(cluster(b, 'e').type).toBe('STATIC');
    expect(cluster(b, 'e').load_assignment.endpoints[0].lb_endpoints[0].load_balancing_weight).toBe(3);
  });

  test('each protocol has its own filter and options', () => {
    const of = (protocol: ProxyProtocol) => config({ port: 15001, inbound: { protocol }, upstreams: [Upstream.dns('o', 'h', 80, { protocol })] });
    const options = (b: any, name: string) => Object.values(cluster(b, name).typed_extension_protocol_options ?? {})[0] as any;
    for (const name of ['local_app', 'o']) {
      expect(options(of(ProxyProtocol.HTTP), name).explicit_http_config).toEqual({ http_protocol_options: {} });
      expect(options(of(ProxyProtocol.GRPC), name).explicit_http_config).toHaveProperty('http2_protocol_options');
      expect(options(of(ProxyProtocol.TCP), name)).toBeUndefined();
    }
    expect(filter(of(ProxyProtocol.TCP), 'inbound')).toMatchObject({ cluster: 'local_app', idle_timeout: '3600s' });
    expect(filter(of(ProxyProtocol.TCP), 'outbound_o').cluster).toBe('o');
    expect(route(of(ProxyProtocol.GRPC), 'outbound_o')).toMatchObject({ timeout: '0s', max_stream_duration: { grpc_timeout_header_max: '0s' } });
    expect(filter(of(ProxyProtocol.GRPC), 'inbound').request_timeout).toBe('0s');
  });
});

describe('wrong arguments', () => {
  test.each<[string, () => unknown, string]>([
    ['a port without capability', () => make({ port: 80 }), 'port: 80 needs a capability: give a port from 1024 on'],
    ['a port that is none', () => make({ port: 70000 }), 'port: 70000 is not a port: give a whole number from 1 to 65535'],
    ['localhost', () => Upstream.dns('a', 'localhost', 80), 'host: "localhost" is resolved to ::1 alone'],
    ['a URL', () => Upstream.dns('a', 'http://orders', 80), 'host: "http://orders" is a URL or a path'],
    ['a host with port', () => Upstream.dns('a', 'orders:80', 80), 'host: "orders:80" has a port'],
    ['a host with a space', () => Upstream.dns('a', 'or ders', 80), 'host: "or ders" is not a DNS name'],
    ['a name with capitals', () => Upstream.dns('Orders', 'h', 80), 'name: "Orders" is not a DNS label'],
    ['no endpoints', () => Upstream.endpoints('a', []), 'endpoints: "[]" is empty'],
    ['a name among endpoints', () => Upstream.endpoints('a', [{ address: 'x.y', port: 1 }]), 'endpoints[0].address: "x.y" is not an IP address: use Upstream.dns'],
    ['HTTP options of TCP', () => Upstream.dns('a', 'h', 1, { protocol: ProxyProtocol.TCP, retries: {} }), 'upstreams.a.retries: "given" has no meaning for TCP'],
    ['no time', () => Upstream.dns('a', 'h', 1, { connectTimeout: Duration.millis(0) }), 'connectTimeout: "0 ms" is not a time above 0'],
    ['a status that is none', () => Upstream.dns('a', 'h', 1, { retries: { statusCodes: [99] } }), 'retries.statusCodes[0]: 99 is not a whole number from 100 to 599'],
    ['statuses unsaid', () => Upstream.dns('a', 'h', 1, { retries: { on: [RetryOn.STATUS_CODES] } }), 'has no statuses'],
    ['no reasons', () => Upstream.dns('a', 'h', 1, { retries: { on: [] } }), 'retries.on: "[]" is empty'],
    ['a longest pause below the first', () => Upstream.dns('a', 'h', 1, { retries: { backOff: Duration.millis(50), maxBackOff: Duration.millis(10) } }), 'retries.maxBackOff: "10 ms" is shorter'],
    ['a negative number of hops', () => make({ port: 15001, inbound: { trustedHops: -1 } }), 'inbound.trustedHops: -1 is not a whole number from 0'],
  ])('%s', (_, call, error) => expect(call).toThrow(error));
});

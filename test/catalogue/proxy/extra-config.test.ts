import { MISTAKES } from './mistakes';
import { bootstrapOf, chart, cluster, envoy, listener, pod } from './pod';
import { EnvoyProxySidecar, EnvoyProxySidecarProps, Upstream } from '../../../lib/catalogue/proxy';
import { mergeConfig } from '../../../lib/catalogue/proxy/config/merge';

const make = (more: Partial<EnvoyProxySidecarProps>) => new EnvoyProxySidecar(chart(), 'proxy', { port: 15001, upstreams: [Upstream.dns('orders', 'orders.shop', 8080)], ...more });

describe('mistakes in extra configuration are told by the constructor', () => {
  test.each(MISTAKES.map((m) => [m.name, m.extraConfig, m.error] as const))('%s', (_, extraConfig, error) => {
    expect(() => make({ extraConfig })).toThrow(error);
  });

  test('all of them at once', () => {
    const admin = { admin: { address: { socket_address: { address: '0.0.0.0' } } } };
    const retry = { layered_runtime: { layers: [{ name: 'x', static_layer: { 'envoy.resource_limits.listener.no.connection_limit': 1 } }] } };
    expect(() => make({ extraConfig: { ...admin, ...retry } })).toThrow(/connection_limit[^]*admin\.address/);
  });

  test('with a control plane, clusters and listeners may be its own', () => {
    const server = Upstream.dns('xds', 'xds', 1, { protocol: 'http2' as any });
    const extraConfig = MISTAKES.find((m) => m.name.startsWith('a tcp_proxy'))!.extraConfig;
    expect(() => new EnvoyProxySidecar(chart(), 'proxy', { controlPlane: { server }, extraConfig })).not.toThrow();
  });

  test('a port on which the Pod counts cannot be taken away', () => {
    const listeners = [{ name: 'inbound', address: { socket_address: { port_value: 15999 } } }];
    expect(() => make({ extraConfig: { static_resources: { listeners } } })).toThrow('extraConfig: 15001 is a port that nothing listens on any more');
  });
});

describe('names that Envoy does not know', () => {
  const clusters = (c: object) => ({ static_resources: { clusters: [{ name: 'mine', load_assignment: { cluster_name: 'mine' }, ...c }] } });

  test.each<[string, object, string]>([
    ['a field of the bootstrap', { static_resource: {} }, 'envoy.yaml static_resource: is not a field of Envoy\'s: did you mean "static_resources"?'],
    ['listeners at the top', { listeners: [] }, 'envoy.yaml listeners: is not a field of Envoy\'s: use node, '],
    ['a field of static_resources', { static_resources: { cluster: [] } }, 'envoy.yaml static_resources.cluster: is not a field of Envoy\'s: did you mean "clusters"?'],
    ['static_resources that are a list', { static_resources: [] }, 'envoy.yaml static_resources: is not a map of fields: give listeners, clusters, secrets'],
    ['a field of admin', { admin: { acess_log: [] } }, 'envoy.yaml admin.acess_log: is not a field of Envoy\'s: did you mean "access_log"?'],
    ['a type of cluster', clusters({ type: 'STRICTDNS' }), 'envoy.yaml static_resources.clusters[mine].type: "STRICTDNS" is not a type of cluster: did you mean "STRICT_DNS"?'],
    ['a type of cluster without likeness', clusters({ type: 'consul' }), '"consul" is not a type of cluster: use STATIC, STRICT_DNS, LOGICAL_DNS, EDS, ORIGINAL_DST'],
    ['a number that is no type', clusters({ type: 9 }), '9 is not a type of cluster'],
  ])('%s', (_, extraConfig, error) => expect(() => make({ extraConfig: extraConfig as any })).toThrow(error));

  test.each<[string, object]>([
    ['both spellings', { statsFlushInterval: '10s', stats_server_version_override: 1 }],
    ['new fields', { enable_worker_cpu_affinity: true, memory_allocator_manager: {} }],
    ['all types', { static_resources: { clusters: ['STATIC', 'STRICT_DNS', 'LOGICAL_DNS', 'EDS', 'ORIGINAL_DST', 1].map((type, i) => ({ name: `c${i}`, type })) } }],
    ['a type of an extension', clusters({ cluster_type: { name: 'envoy.clusters.dns' } })],
  ])('%s are taken', (_, extraConfig) => expect(() => make({ extraConfig: extraConfig as any })).not.toThrow());
});

describe('extra configuration', () => {
  test('is laid over by name, in Envoy\'s own terms', () => {
    const b = bootstrapOf(make({
      extraConfig: { stats_flush_interval: '10s', static_resources: { clusters: [{ name: 'orders', connect_timeout: '9s', dns_lookup_family: null }], listeners: [{ name: 'inbound', tcp_backlog_size: 5 }] } },
    }).contribute(pod()));
    expect(b.stats_flush_interval).toBe('10s');
    expect(cluster(b, 'orders')).toMatchObject({ connect_timeout: '9s', type: 'STRICT_DNS' });
    expect(cluster(b, 'orders')).not.toHaveProperty('dns_lookup_family');
    expect(listener(b, 'inbound')).toMatchObject({ tcp_backlog_size: 5, traffic_direction: 'INBOUND' });
    expect(b.static_resources.clusters.map((c: any) => c.name)).toEqual(['envoy_admin', 'local_app', 'orders']);
  });

  test('ports of listeners that it adds are said to the engine', () => {
    const chain = [{ filters: [{ name: 't', typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', 'stat_prefix': 'x', 'cluster': 'orders' } }] }];
    const at = (name: string, address: string, port_value: number) => ({
      name, address: { socket_address: { address, port_value } }, filter_chains: chain,
    });
    const c = envoy(make({ extraConfig: { static_resources: { listeners: [at('a', '127.0.0.1', 16000), at('b', '0.0.0.0', 16001)] } } }).contribute(pod()));
    expect(c.loopbackPorts).toEqual([15000, 15101, 16000]);
    expect(c.ports).toEqual({ 'proxy': 15001, 'proxy-metrics': 15021, 'proxy-16001': 16001 });
  });

  test('the argument is left as it was', () => {
    const extraConfig = { static_resources: { clusters: [{ name: 'orders', connect_timeout: '9s', transport_socket: null }] } };
    const before = structuredClone(extraConfig);
    make({ extraConfig }).contribute(pod());
    expect(extraConfig).toEqual(before);
  });
});

describe('merging', () => {
  test.each([
    ['members', { a: 1, b: { c: 2 } }, { b: { d: 3 } }, { a: 1, b: { c: 2, d: 3 } }],
    ['null takes away, also what is new', { a: 1, b: 2 }, { a: null, c: { d: null, e: 1 } }, { b: 2, c: { e: 1 } }],
    ['named items by name', { l: [{ name: 'x', v: 1, w: 1 }, { name: 'y' }] }, { l: [{ name: 'z' }, { name: 'x', v: 2 }] }, { l: [{ name: 'x', v: 2, w: 1 }, { name: 'y' }, { name: 'z' }] }],
    ['other lists as a whole', { l: [1, 2] }, { l: [3] }, { l: [3] }],
    ['lists of which some items have no name', { l: [{ name: 'x' }] }, { l: [{ v: 1 }] }, { l: [{ v: 1 }] }],
    ['undefined is nothing', { a: 1 }, { a: undefined }, { a: 1 }],
  ])('%s', (_, base, over, merged) => expect(mergeConfig(base, over)).toEqual(merged));
});

describe('extra arguments', () => {
  test('are added', () => expect(envoy(make({ extraArgs: ['--component-log-level', 'upstream:debug'] }).contribute(pod())).args!.slice(-2)).toEqual(['--component-log-level', 'upstream:debug']));

  test.each([
    [['--concurrency', '4'], 'extraArgs[0]: "--concurrency" is given by the library, and Envoy ends at a flag given twice: set the CPU limit in resources'],
    [['--disable-hot-restart'], 'is given by the library'],
    [['-l', 'debug'], 'use logLevel'],
    [['-c', '/x'], 'use extraConfig'],
    [['--config-yaml={}'], 'extraArgs[0]: "--config-yaml={}" is given by the library'],
    [['--cpuset-threads', '--cpuset-threads'], 'extraArgs[1]: "--cpuset-threads" is given twice'],
    [['--mode', 'validate'], 'would make the proxy end after a check'],
    [['--log-format', '%v'], 'excludes the JSON log'],
    [[''], 'is empty'],
  ])('%j are refused', (extraArgs, error) => expect(() => make({ extraArgs })).toThrow(error));

  test('a tag may be given more than once', () => expect(() => make({ extraArgs: ['--stats-tag', 'a:b', '--stats-tag', 'c:d'] })).not.toThrow());
});

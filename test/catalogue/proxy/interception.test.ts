import { Probe } from 'cdk8s-plus-28';
import { bootstrapOf, chart, cluster, envoy, listener, pod } from './pod';
import { EnvoyProxySidecar, EnvoyProxySidecarProps, ProxyCertificate, ProxyProtocol, Upstream } from '../../../lib/catalogue/proxy';
import { FindingSeverity, SidecarForm } from '../../../lib/sidecar';
import { WorkloadWithSidecars } from '../../../lib/workload';

const contribute = (props: EnvoyProxySidecarProps, context = pod()) => new EnvoyProxySidecar(chart(), 'proxy', props).contribute(context);

describe('interception', () => {
  test('is set up by a container that says what it needs', () => {
    const c = contribute({ interception: { excludeInboundPorts: [22], excludeOutboundPorts: [53, 443], excludeOutboundRanges: ['10.0.0.0/8'] } });
    const [setUp] = c.setUp!;
    expect(setUp).toMatchObject({ name: 'proxy-redirect', user: 0, group: 0, addCapabilities: ['NET_ADMIN', 'NET_RAW'], writableRootFilesystem: true });
    expect(setUp.image).toMatch(/proxyv2:\d+\.\d+\.\d+$/);
    expect(setUp.args).toEqual([
      'istio-iptables', '-p', '15001', '-z', '15006', '-u', '1337', '-m', 'REDIRECT', '-i', '*', '-x', '10.0.0.0/8', '-b', '*', '-d', '15021,15001,22', '-o', '53,443',
    ]);
    expect(c.notes!.map((n) => [n.code, n.severity])).toEqual([['envoy-interception-privileged', FindingSeverity.WARNING]]);
  });

  test('runs the proxy as the user that the rules let pass, and nobody else may be it', () => {
    expect(envoy(contribute({ interception: {} }))).toMatchObject({ user: 1337, group: 1337 });
    expect(contribute({ interception: {} }, pod({}, { user: 1337 })).notes![1]).toMatchObject({ code: 'envoy-interception-user', severity: FindingSeverity.ERROR });
    expect(contribute({ interception: {} }, pod({ form: SidecarForm.CLASSIC })).notes![1].code).toBe('envoy-interception-classic');
  });

  test('treats the app\'s port as a front, and lets the rest pass', () => {
    const b = bootstrapOf(contribute({ interception: {}, inbound: { protocol: ProxyProtocol.TCP } }));
    const inbound = listener(b, 'inbound');
    expect(inbound.address.socket_address.port_value).toBe(15006);
    expect(inbound.filter_chains[0].filter_chain_match).toEqual({ destination_port: 8080 });
    expect(inbound.filter_chains[0].filters[0].typed_config.cluster).toBe('local_app');
    expect(inbound.default_filter_chain.filters[0].typed_config.cluster).toBe('passthrough_inbound');
    expect(listener(b, 'outbound').filter_chains[0].filters[0].typed_config.cluster).toBe('passthrough_outbound');
    for (const name of ['local_app', 'passthrough_inbound']) expect(cluster(b, name).upstream_bind_config.source_address.address).toBe('127.0.0.6');
    expect(cluster(b, 'passthrough_outbound')).toMatchObject({ type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED' });
  });

  test('moves nothing of the app, but for probes that would be turned down', () => {
    expect(contribute({ interception: {} }).fronts).toBeUndefined();
    const mtls = { tls: { certificate: ProxyCertificate.secret('a'), clients: {} }, probePaths: ['/healthz'] };
    const c = contribute({ interception: {}, inbound: mtls });
    expect(c.fronts).toEqual([{ container: 'proxy', port: 8080, appPort: 8080, tls: true, probePort: 15022 }]);
    expect(c.setUp![0].args).toContain('15021,15022,15001');
    // The kubelet's own connections are redirected too: they must speak TLS.
    const tls = contribute({ interception: {}, inbound: { tls: { certificate: ProxyCertificate.secret('a') } } });
    expect(tls.fronts).toEqual([{ container: 'proxy', port: 8080, appPort: 8080, tls: true }]);
  });

  test('the app keeps its port, and Pods that are made so have no two who bind one', () => {
    const scope = chart();
    const shop = new WorkloadWithSidecars(scope, 'shop', {
      containers: [{ name: 'app', image: 'myapp/server:2.1', portNumber: 8080, readiness: Probe.fromHttpGet('/healthz', { port: 8080 }) }],
      podSecurity: 'privileged',
      sidecars: [new EnvoyProxySidecar(scope, 'proxy', { interception: {}, inbound: { tls: { certificate: ProxyCertificate.secret('a') } } })],
    });
    const [app] = shop.apiObject.toJson().spec.template.spec.containers;
    expect(app.ports.map((p: any) => p.containerPort)).toEqual([8080]);
    expect(app.readinessProbe.httpGet).toMatchObject({ port: 8080, scheme: 'HTTPS' });
    expect(shop.findings.filter((f) => f.severity === 'error')).toEqual([]);
  });

  test('serves an app without a port too', () => {
    const b = bootstrapOf(contribute({ interception: {} }, pod({}, { ports: [] })));
    expect(listener(b, 'inbound').filter_chains).toBeUndefined();
    expect(cluster(b, 'local_app')).toBeUndefined();
  });

  test('is not there unless it is asked for', () => {
    const c = contribute({ port: 15001 });
    expect([c.setUp, c.notes]).toEqual([undefined, undefined]);
  });
});

describe('a control plane', () => {
  const server = Upstream.dns('xds', 'xds.mesh', 18000, { protocol: ProxyProtocol.GRPC });

  test('gives listeners and clusters; readiness and administration stay', () => {
    const c = contribute({ port: 15443, controlPlane: { server } });
    const b = bootstrapOf(c);
    expect(b.dynamic_resources.ads_config).toMatchObject({ api_type: 'DELTA_GRPC', transport_api_version: 'V3', grpc_services: [{ envoy_grpc: { cluster_name: 'xds' } }] });
    expect(b.dynamic_resources.lds_config).toEqual({ ads: {}, resource_api_version: 'V3', initial_fetch_timeout: '0s' });
    expect(b.static_resources.listeners.map((l: any) => l.name)).toEqual(['probes']);
    expect(b.static_resources.clusters.map((l: any) => l.name)).toEqual(['envoy_admin', 'xds']);
    expect(c.fronts).toEqual([{ container: 'proxy', port: 15443, appPort: 8080, tls: false }]);
    expect(envoy(c).ports).toEqual({ 'proxy': 15443, 'proxy-metrics': 15021 });
    expect(envoy(c).health!._toPart().startupSeconds).toBeGreaterThan(600);
    expect(bootstrapOf(contribute({ controlPlane: { server, incremental: false } })).dynamic_resources.ads_config.api_type).toBe('GRPC');
  });
});

describe('wrong arguments', () => {
  const server = Upstream.dns('xds', 'xds.mesh', 18000, { protocol: ProxyProtocol.GRPC });
  test.each<[string, EnvoyProxySidecarProps, string]>([
    ['a port beside interception', { port: 15001, interception: {} }, 'port: 15001 is not needed: interception takes the app\'s own port'],
    ['one port for both directions', { interception: { inboundPort: 15001 } }, 'interception.outboundPort: 15001 is taken by interception.inboundPort'],
    ['a range that is none', { interception: { excludeOutboundRanges: ['10.0.0.0'] } }, 'interception.excludeOutboundRanges[0]: "10.0.0.0" is not an address range'],
    ['a range too narrow', { interception: { excludeOutboundRanges: ['10.0.0.0/33'] } }, 'is not an address range'],
    ['a port that is none', { interception: { excludeInboundPorts: [0] } }, 'interception.excludeInboundPorts[0]: 0 is not a port'],
    ['upstreams beside a control plane', { controlPlane: { server }, upstreams: [Upstream.dns('a', 'h', 1)] }, 'upstreams: "given" is for the control plane to say'],
    ['a control plane that speaks HTTP/1.1', { controlPlane: { server: Upstream.dns('xds', 'h', 1) } }, 'controlPlane.server: "xds" speaks http1, but is called by gRPC'],
  ])('%s', (_, props, error) => expect(() => contribute(props)).toThrow(error));
});

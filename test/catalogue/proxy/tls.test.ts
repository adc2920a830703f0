import { bootstrapOf, chart, cluster, envoy, files, filter, listener, pod } from './pod';
import {
  EnvoyProxySidecar, EnvoyProxySidecarProps, PeerName, ProxyAuthority, ProxyCertificate, ProxyProtocol, ProxyTls, ProxyTlsVersion, Upstream,
  UpstreamTls,
} from '../../../lib/catalogue/proxy';
import { SharedVolume } from '../../../lib/sidecar';

const contribute = (props: EnvoyProxySidecarProps) => new EnvoyProxySidecar(chart(), 'proxy', props).contribute(pod({}, { probePaths: ['/healthz'] }));
const certificate = ProxyCertificate.secret('shop-tls');
const inbound = (tls: ProxyTls, protocol?: ProxyProtocol) => contribute({ port: 15001, inbound: { tls, protocol } });
const outbound = (tls: UpstreamTls, host = 'api.internal') => contribute({ upstreams: [Upstream.dns('api', host, 8443, { tls })] });
const secret = (c: ReturnType<typeof contribute>, name: string) => JSON.parse(files(c)[`secret-${name}.json`]).resources[0];

describe('a certificate from a Secret', () => {
  test('is mounted read-only, readable for the proxy, and watched where the kubelet renews it', () => {
    const c = inbound({ certificate });
    const mount = envoy(c).mounts!.find((m) => m.path === '/etc/envoy-certificates/secret-shop-tls')!;
    expect(mount.readOnly).toBe(true);
    expect(mount.volume._toPart()).toEqual({ name: 'proxy-tls-1', source: { secret: { secretName: 'shop-tls', defaultMode: 0o440 } } });
    expect(c.fsGroup).toBe(65532);
    const directory = '/etc/envoy-certificates/secret-shop-tls';
    expect(secret(c, 'inbound_server').tls_certificate).toEqual({
      certificate_chain: { filename: `${directory}/tls.crt` }, private_key: { filename: `${directory}/tls.key` }, watched_directory: { path: directory },
    });
  });

  test('is found through a file of Envoy\'s own, which alone is read again', () => {
    const tls = listener(bootstrapOf(inbound({ certificate })), 'inbound').filter_chains[0].transport_socket.typed_config;
    expect(tls.common_tls_context.tls_certificate_sds_secret_configs[0]).toEqual({
      name: 'inbound_server', sds_config: { resource_api_version: 'V3', path_config_source: { path: '/etc/envoy/secret-inbound_server.json' } },
    });
    expect(tls.common_tls_context.alpn_protocols).toEqual(['h2', 'http/1.1']);
    expect(tls.common_tls_context.tls_params).toEqual({ tls_minimum_protocol_version: 'TLSv1_2', tls_maximum_protocol_version: 'TLSv1_3' });
    expect(tls.require_client_certificate).toBeUndefined();
  });

  test('used in three places is one volume', () => {
    const c = contribute({
      port: 15001, inbound: { tls: { certificate, clients: {} } },
      upstreams: [Upstream.dns('a', 'a.b', 1, { tls: { certificate, authority: ProxyAuthority.secret('shop-tls') } }), Upstream.dns('b', 'a.b', 1, { tls: { authority: ProxyAuthority.configMap('ca', 'ca.pem') } })],
    });
    expect(envoy(c).mounts!.map((m) => [m.path, m.volume.name])).toEqual([
      ['/etc/envoy', 'proxy-config'], ['/etc/envoy-certificates/secret-shop-tls', 'proxy-tls-1'], ['/etc/envoy-certificates/configmap-ca', 'proxy-tls-2'],
    ]);
  });

  test('or of any other volume, under other names', () => {
    const volume = SharedVolume.of('spiffe', { csi: { driver: 'csi.spiffe.io', readOnly: true } });
    const c = inbound({ certificate: ProxyCertificate.volume(volume, { certificate: 'svid.pem', key: 'svid.key' }), clients: { authority: ProxyAuthority.volume(volume, 'bundle.pem') } });
    expect(envoy(c).mounts![1]).toMatchObject({ path: '/etc/envoy-certificates/volume-spiffe', readOnly: true });
    expect(secret(c, 'inbound_server').tls_certificate.private_key.filename).toBe('/etc/envoy-certificates/volume-spiffe/svid.key');
    expect(secret(c, 'inbound_server_authority').validation_context.trusted_ca.filename).toBe('/etc/envoy-certificates/volume-spiffe/bundle.pem');
  });

  test('without any, nothing is mounted and no group asked for', () => {
    const c = contribute({ port: 15001 });
    expect([c.fsGroup, envoy(c).mounts!.length]).toEqual([undefined, 1]);
  });
});

describe('clients with certificates', () => {
  const context = (tls: ProxyTls, protocol?: ProxyProtocol) => listener(bootstrapOf(inbound(tls, protocol)), 'inbound').filter_chains[0].transport_socket.typed_config;

  test('are required, of the authority beside the own certificate, with one of the names', () => {
    const c = inbound({ certificate, clients: { allowed: [PeerName.uri('spiffe://x/a'), PeerName.uriPrefix('spiffe://x/b/'), PeerName.uriMatching('spiffe://x/.+'), PeerName.dns('a.b'), PeerName.email('a@b'), PeerName.ip('10.0.0.1')] } });
    const tls = listener(bootstrapOf(c), 'inbound').filter_chains[0].transport_socket.typed_config;
    expect(tls.require_client_certificate).toBe(true);
    expect(tls.common_tls_context.combined_validation_context.default_validation_context.match_typed_subject_alt_names).toEqual([
      { san_type: 'URI', matcher: { exact: 'spiffe://x/a' } }, { san_type: 'URI', matcher: { prefix: 'spiffe://x/b/' } }, { san_type: 'URI', matcher: { safe_regex: { regex: 'spiffe://x/.+' } } },
      { san_type: 'DNS', matcher: { exact: 'a.b' } }, { san_type: 'EMAIL', matcher: { exact: 'a@b' } }, { san_type: 'IP_ADDRESS', matcher: { exact: '10.0.0.1' } },
    ]);
    expect(secret(c, 'inbound_server_authority').validation_context.trusted_ca.filename).toBe('/etc/envoy-certificates/secret-shop-tls/ca.crt');
    expect(filter(bootstrapOf(c), 'inbound')).toMatchObject({ forward_client_cert_details: 'SANITIZE_SET', set_current_client_cert_details: { uri: true } });
  });

  test('may be optional; what a client says of them is never believed', () => {
    expect(context({ certificate, clients: { optional: true } }).require_client_certificate).toBe(false);
    expect(filter(bootstrapOf(inbound({ certificate })), 'inbound').forward_client_cert_details).toBe('SANITIZE');
  });

  test('the version can be raised; TCP offers no HTTP', () => {
    expect(context({ certificate, minimumVersion: ProxyTlsVersion.TLS_1_3 }).common_tls_context.tls_params.tls_minimum_protocol_version).toBe('TLSv1_3');
    expect(context({ certificate }, ProxyProtocol.TCP).common_tls_context.alpn_protocols).toBeUndefined();
  });

  test('the front says that it ends TLS, and gives probes a port of their own where they would be turned down', () => {
    expect(inbound({ certificate }).fronts).toEqual([{ container: 'proxy', port: 15001, appPort: 8080, tls: true }]);
    expect(inbound({ certificate, clients: { optional: true } }).fronts![0].probePort).toBeUndefined();
    expect(inbound({ certificate, clients: {} }).fronts![0].probePort).toBe(15022);
  });
});

describe('TLS to an upstream', () => {
  const context = (c: ReturnType<typeof contribute>) => cluster(bootstrapOf(c), 'api').transport_socket.typed_config;

  test('always verifies: the public authorities and the host', () => {
    expect(context(outbound({}))).toMatchObject({
      sni: 'api.internal',
      common_tls_context: {
        tls_params: { tls_maximum_protocol_version: 'TLSv1_3' },
        validation_context: { trusted_ca: { filename: '/etc/ssl/certs/ca-certificates.crt' }, match_typed_subject_alt_names: [{ san_type: 'DNS', matcher: { exact: 'api.internal' } }] },
      },
    });
  });

  test('or another authority, names and a certificate of its own, that can be renewed', () => {
    const c = outbound({ authority: ProxyAuthority.secret('ca'), allowed: [PeerName.uri('spiffe://x/api')], certificate: ProxyCertificate.secret('client'), serverName: 'other' });
    expect(context(c).sni).toBe('other');
    expect(context(c).common_tls_context.tls_certificate_sds_secret_configs[0].name).toBe('api');
    expect(secret(c, 'api').tls_certificate.watched_directory.path).toBe('/etc/envoy-certificates/secret-client');
    expect(secret(c, 'api_authority').validation_context).toEqual({ trusted_ca: { filename: '/etc/envoy-certificates/secret-ca/ca.crt' }, watched_directory: { path: '/etc/envoy-certificates/secret-ca' } });
  });

  test('the upstream is told https, and the port of https is left out of the host', () => {
    const b = bootstrapOf(contribute({ upstreams: [Upstream.dns('api', 'api.example', 443, { tls: {} })] }));
    expect(filter(b, 'outbound_api').scheme_header_transformation).toEqual({ scheme_to_overwrite: 'https' });
    expect(filter(b, 'outbound_api').route_config.virtual_hosts[0].routes[0].route.host_rewrite_literal).toBe('api.example');
  });
});

describe('wrong arguments', () => {
  test.each<[string, () => unknown, string]>([
    ['a key instead of a Secret\'s name', () => ProxyCertificate.secret('-----BEGIN PRIVATE KEY-----\nMII'), 'secretName: "…" is not the name of a Kubernetes object (not printed, for it may be a secret): put a secret into a Secret'],
    ['a name that is none', () => ProxyAuthority.secret('My_CA'), 'secretName: "My_CA" is not the name of a Kubernetes object'],
    ['a path as a file', () => ProxyCertificate.secret('a', { key: '../key' }), 'key: "../key" is not a file of the volume'],
    ['names of certificates that nobody must have', () => inbound({ certificate, clients: { allowed: [PeerName.uri('spiffe://x/a')], optional: true } }),
      'inbound.tls.clients.optional: true is not possible beside a list of names: Envoy would turn down who has no certificate: leave out allowed'],
    ['nobody allowed', () => inbound({ certificate, clients: { allowed: [] } }), 'inbound.tls.clients.allowed: "[]" is empty: nobody would be let in'],
    ['an upstream without name', () => Upstream.endpoints('api', [{ address: '10.0.0.1', port: 1 }], { tls: {} }), 'upstreams.api.tls.serverName: undefined is missing: without a name'],
    ['a URI that is none', () => PeerName.uri('frontend'), 'uri: "frontend" is not a URI'],
    ['a prefix of more than was meant', () => PeerName.uriPrefix('spiffe://x/ns/shop'), 'prefix: "spiffe://x/ns/shop" does not end with "/": give "spiffe://x/ns/shop/"'],
    ['a bad expression', () => PeerName.uriMatching('(?=x)'), 'regex: "(?=x)" is not a regular expression for Envoy: it looks ahead'],
    ['a wildcard', () => PeerName.dns('*.a'), 'host: "*.a" is not a DNS name'],
    ['no address', () => PeerName.ip('a.b'), 'address: "a.b" is not an IP address'],
    ['no mail address', () => PeerName.email('a'), 'address: "a" is not an e-mail address'],
  ])('%s', (_, call, error) => expect(call).toThrow(error));
});

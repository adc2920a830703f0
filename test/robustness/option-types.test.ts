/** Options of static functions in the hands of users whom no compiler tells: each error names the option. */
import { Duration, Testing } from 'cdk8s';
import { freshChart } from './inputs';
import {
  AppNotification, ConfigSource, CustomSidecar, EnvoyProxySidecar, EnvSource, ExternalAuthorization, HashKey, IdentitySidecar, LoadBalancing,
  LogFilter, LogOutput, LogSource, MetricsExporter, MetricsExporterSidecar, ProxyAuthority, ProxyCertificate, ProxyTracing, RoutePath,
  ServiceMesh, TelemetryOutput, TimeFormat, TlsCertificate, TlsClientName, Upstream, UpstreamHealthCheck, VaultAuthentication, VaultFile,
  WorkloadWithSidecars,
} from '../../lib';

const any = (value: unknown): any => value;
const chart = freshChart;

test.each<[string, () => unknown, string]>([
  ['a time as a number', () => Upstream.dns('a', 'a', 80, any({ timeout: 5 })), 'timeout: is a number, and must be a Duration: use Duration.seconds(...)'],
  ['a time of a mesh as text', () => ServiceMesh.istio(chart(), 'x', any({ drain: '5s' })), 'drain: is text, and must be a Duration'],
  ['an unknown name of an upstream', () => Upstream.dns('a', 'a', 80, any({ timout: Duration.seconds(1) })), 'timout: is not known here: did you mean "timeout"?'],
  ['options of an upstream as null', () => Upstream.dns('a', 'a', 80, any(null)), 'options: is null, and must be a map'],
  ['endpoints as one', () => Upstream.endpoints('a', any({ address: '10.0.0.1', port: 1 })), 'endpoints: is a map, and must be a list'],
  ['an endpoint without address', () => Upstream.endpoints('a', any([{ port: 1 }])), 'endpoints[0].address: is missing, and must be text'],
  ['no endpoints', () => Upstream.endpoints('a', any(undefined)), 'endpoints: is missing, and must be a list'],
  ['a name that is a list', () => Upstream.dns(any(['a']), 'a', 80), 'name: a list is not a DNS label'],
  ['a host that is a symbol', () => Upstream.dns('a', any(Symbol('x')), 80), 'host: a symbol is not a host'],
  ['a health check as text', () => Upstream.dns('a', 'a', 80, any({ healthCheck: '/healthz' })), 'healthCheck: is text, and must be an UpstreamHealthCheck: use UpstreamHealthCheck.http(...)'],
  ['limits of a health check as text', () => UpstreamHealthCheck.http('/x', any({ healthyAfter: '2' })), 'healthyAfter: is text, and must be a number'],
  ['a key as text', () => LoadBalancing.ringHash(any('x-user')), 'keys[0]: is text, and must be a HashKey'],
  ['no key', () => LoadBalancing.ringHash(HashKey.header('a'), any(undefined)), 'keys[1]: is missing, and must be a HashKey'],
  ['a collector by name', () => ProxyTracing.zipkin(any('zipkin')), 'collector: is text, and must be an Upstream: use Upstream.dns(...)'],
  ['no authorizer', () => ExternalAuthorization.http(any(undefined)), 'authorizer: is missing, and must be an Upstream'],
  ['an inbound as text', () => new EnvoyProxySidecar(chart(), 'x', any({ port: 15001, inbound: 'http' })), 'inbound: is text, and must be a map'],
  ['an unknown name of an inbound', () => new EnvoyProxySidecar(chart(), 'x', any({ port: 15001, inbound: { protokol: 'grpc' } })), 'inbound.protokol: is not known here: did you mean "protocol"?'],
  ['a route as text', () => ServiceMesh.istio(chart(), 'x', any({ routes: ['orders'] })), 'routes[0]: is text, and must be a map'],
  ['a port as text', () => ServiceMesh.linkerd(chart(), 'x', any({ opaquePorts: ['3306'] })), 'opaquePorts[0]: is text, and must be a number'],
  ['a ConfigMap by name', () => ConfigSource.configMap(any('settings')), 'configMap: is text, and must be a construct of cdk8s-plus: use ConfigSource.configMapNamed(...) for one that has only a name'],
  ['a Secret as a map', () => ConfigSource.secret(any({ name: 'x' })), 'secret: is a map, and must be a construct of cdk8s-plus: use ConfigSource.secretNamed(...)'],
  ['no files', () => ConfigSource.files(any(undefined)), 'files: is missing, and must be a map'],
  ['an unknown name of a Git source', () => ConfigSource.git(any({ repository: 'https://git.example.com/a.git', branch: 'main' })), 'branch: is not known here'],
  ['names as text', () => ConfigSource.named(any({ configMaps: 'settings' })), 'configMaps: is text, and must be a list'],
  ['Vault without files', () => ConfigSource.vault(any({ address: 'https://v:8200', authentication: 1 })), 'authentication: is a number, and must be a VaultAuthentication'],
  ['a secret of Vault as text', () => VaultFile.kvJson('a.json', any('secret/app')), 'secret: is text, and must be a map'],
  ['a notification without process', () => AppNotification.signal('HUP', any({})), 'process: is missing, and must be text'],
  ['options of a log source', () => LogSource.files('/var/log/*.log', any({ multiline: '^[0-9]' })), 'multiline: is text, and must be a LogMultiline: use LogMultiline.startsWith(...)'],
  ['TLS of an output', () => LogOutput.loki(any({ url: 'https://loki', tls: true })), 'tls: is true or false, and must be a map'],
  ['an output without url', () => LogOutput.loki(any({})), 'url: is missing, and must be text'],
  ['beans as text', () => MetricsExporter.jmx(any({ image: 'x:1', includeBeans: 'java.lang:*' })), 'includeBeans: is text, and must be a list'],
  ['targets as a map', () => MetricsExporter.blackbox(any({ targets: {} })), 'targets: is a map, and must be a list'],
  ['signals as text', () => TelemetryOutput.otlp(any({ url: 'http://a:4317', signals: 'traces' })), 'signals: is text, and must be a list'],
  ['names of a certificate as text', () => TlsCertificate.certManager(any({ issuer: 'x' })), 'issuer: is text, and must be a CertificateIssuer'],
])('%s', (_, make, message) => expect(make).toThrow(message));

test('fields that a filter knows by their type', () => {
  expect(() => LogFilter.addFields(any([['a', 'b']]))).toThrow(/^fields/);
});

test.each<[string, () => unknown, string]>([
  ['a level of Envoy that is none', () => new EnvoyProxySidecar(chart(), 'x', any({ port: 15001, logLevel: 'info $(X)' })), 'logLevel: is text, and must be one of'],
  ['an unknown name that would break the line', () => new EnvoyProxySidecar(chart(), 'x', any({ 'port\nx': 1 })), '"port\\nx": is not known here'],
  ['a client that is a list', () => TlsClientName.dns(any(['a'])), 'host: is a list, and must be text'],
  ['a file that is a list', () => ProxyAuthority.configMap('a', any(['x'])), 'file: a list is not a file'],
  ['a volume that is a number', () => ProxyCertificate.volume(any(7)), 'volume: is a number, and must be a SharedVolume'],
  ['a service that is a number', () => UpstreamHealthCheck.grpc(any(7)), 'service: is a number, and must be text'],
  ['a parameter that is null', () => HashKey.queryParameter(any(null)), 'name: is null, and must be text'],
  ['a fraction that is a list', () => TimeFormat.iso8601(any([1])), 'fraction: is a list, and must be true or false'],
  ['raw configuration that is no JSON', () => ConfigSource.vault({
    address: 'https://v:8200', authentication: VaultAuthentication.appRole({ secretName: 'a' }), files: [VaultFile.kvJson('a', { path: 'a' })], extraConfiguration: { cache: 10n },
  }), 'extraConfiguration.cache: a bigint can\'t be written as JSON'],
  ['no expression', () => RoutePath.matching(any(undefined)), 'regex: is missing, and must be text'],
  ['a directory with an expression', () => new IdentitySidecar(chart(), 'x', { path: '/run/${x}' }), 'path: "/run/${x}" must not contain "${"'],
  ['a key of a Secret that is more', () => LogOutput.splunkHec({ url: 'https://s', token: EnvSource.secret('a', 'b${HOME}') }), 'token.key: '],
])('%s', (_, make, message) => expect(make).toThrow(message));

test('"$" in what becomes a variable or an argument stays as it is', () => {
  const exporter = MetricsExporter.nginx({ statusUrl: 'http://127.0.0.1:8080/a$(HOSTNAME)$$' });
  const { containers } = new MetricsExporterSidecar(chart(), 'x', { exporter }).contribute(any({ attachment: 'x', appContainers: [] }));
  expect(containers![0].args).toContain('--nginx.scrape-uri=http://127.0.0.1:8080/a$$(HOSTNAME)$$$$');
});

test('rights in what is no namespace', () => {
  const c = chart();
  const w = new WorkloadWithSidecars(c, 'w', { containers: [{ image: 'a:1' }] });
  const permissions = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], inNamespace: 'https://x' }];
  w.attach(new CustomSidecar(c, 'x', { containers: [{ name: 'x', image: 'x:1', user: 1 }], permissions }));
  expect(() => Testing.synth(c)).toThrow('permissions[0].inNamespace: "https://x" is not the name of a namespace');
});

test('what stands in place of a list of variables is not told', () => {
  const c = chart();
  const w = new WorkloadWithSidecars(c, 'w', { containers: [{ image: 'a:1' }] });
  w.attach(new CustomSidecar(c, 'x', { containers: [{ name: 'x', image: 'x:1', user: 1, fields: { env: 'PASSWORD=hunter2' } }] }));
  const messages = w.findings.map((f) => f.message).join();
  expect(messages).toContain('the value is a string, and must be a list');
  expect(messages).not.toContain('hunter2');
});

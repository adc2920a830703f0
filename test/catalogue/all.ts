/**
 * One sidecar of each product in the catalogue, for tests that hold for all of them. Whoever adds a product adds a line.
 */
import { Chart } from 'cdk8s';
import {
  AppNotification, AuthProxySidecar, BlackboxProbe, CloudSqlInstance, ConfigSource, ConfigSyncSidecar, DatabaseProxy, DatabaseProxySidecar,
  EnvoyProxySidecar, EnvSource, GitReference, IdentitySidecar, IstioMtls, LogEngine, LogOutput, LogShipperSidecar, LogSource, MetricsExporter,
  MetricsExporterSidecar, MountedReloader, OidcIssuer, OnChange, PgBouncerServerTls, ServiceMesh, Sidecar, TelemetryOutput, TelemetrySidecar,
  TlsAuthority, TlsCertificate, TlsEngine, TlsTerminationSidecar, Upstream, VaultAuthentication, VaultFile, VaultKvSecretOptions,
} from '../../lib';

export interface CatalogueEntry {
  readonly name: string;
  readonly make: (chart: Chart, id: string) => Sidecar;
  /** Lowest target version that has what it needs; default: any. */
  readonly since?: string;
  /** Pod Security level that it needs, with the reason; default: restricted. */
  readonly podSecurity?: { level: 'baseline' | 'privileged'; reason: string };
  /** The others with which it can't stand on one Pod, by their names, and what the library says of it. */
  readonly notWith?: Record<string, RegExp>;
  /** Why classic form on a Job is an error for it. */
  readonly noClassicJob?: string;
}

const NO_QUIT = 'the product has no endpoint that ends it, and does not look at the app';
const REDIRECTS = 'the injected set-up container writes iptables rules';
const ONE_MESH = /a Pod can have one mesh/;
const ONE_FRONT = /both stand in front of port 8080/;
const ONE_TLS = /both use port 8443/;
const PORTS = { envoy: /which Istio injects both use port 15001/ };
const secret: VaultKvSecretOptions = { mount: 'secret', path: 'app' };
const logs = (engine?: LogEngine, onChange?: OnChange) => (chart: Chart, id: string) => new LogShipperSidecar(chart, id, {
  engine, onChange, sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.elasticsearch({ url: 'https://es.logging:9200' })],
});
const config = (source: () => ConfigSource, notify?: AppNotification) => (chart: Chart, id: string) => new ConfigSyncSidecar(chart, id, {
  source: source(), path: `/etc/${id}`, notify: notify ?? AppNotification.http({ port: 8080, path: '/-/reload' }),
});

const metrics = (exporter: () => MetricsExporter) => (chart: Chart, id: string) => new MetricsExporterSidecar(chart, id, {
  exporter: exporter(), podMonitor: {},
});

const tls = (engine: () => TlsEngine) => (chart: Chart, id: string) => new TlsTerminationSidecar(chart, id, {
  engine: engine(), certificate: TlsCertificate.secret('shop-tls'),
});

export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    name: 'cloud-sql',
    make: (chart, id) => new DatabaseProxySidecar(chart, id, {
      proxy: DatabaseProxy.cloudSql({ instances: [CloudSqlInstance.postgres('shop-prod:europe-west1:orders', { iamLogin: true })] }),
    }),
  },
  {
    name: 'pgbouncer',
    make: (chart, id) => new DatabaseProxySidecar(chart, id, {
      proxy: DatabaseProxy.pgBouncer({
        databases: [{ name: 'orders', host: 'orders-db.shop' }], users: { secretName: 'pool', key: 'userlist.txt' },
        serverTls: PgBouncerServerTls.verified(TlsAuthority.configMap('database-ca')), envPrefix: 'POOL',
      }),
    }),
  },
  {
    name: 'login', noClassicJob: NO_QUIT,
    make: (chart, id) => new AuthProxySidecar(chart, id, {
      issuer: OidcIssuer.discovered('https://login.example.com'), clientId: 'shop', allowedGroups: ['operators'], redirectUrl: 'https://shop.example.com/oauth2/callback',
      clientSecret: { secretName: 'login', key: 'client' }, cookieSecret: { secretName: 'login', key: 'cookie' },
    }),
    notWith: Object.fromEntries(['envoy', 'tls-nginx', 'tls-haproxy', 'tls-ghostunnel', 'tls-envoy'].map((name) => [name, ONE_FRONT])),
  },
  { name: 'fluent-bit', make: logs(), noClassicJob: NO_QUIT },
  {
    name: 'fluent-bit-reload', make: logs(LogEngine.fluentBit(), OnChange.LIVE_RELOAD), noClassicJob: NO_QUIT,
    notWith: { 'fluent-bit': /both use port 2020/, 'fluentd-reload': /both use port 9537/ },
  },
  {
    name: 'fluentd-reload', make: logs(LogEngine.fluentd(), OnChange.LIVE_RELOAD), noClassicJob: NO_QUIT,
    notWith: { fluentd: /both use port 24231/ },
  },
  { name: 'fluentd', make: logs(LogEngine.fluentd()), noClassicJob: NO_QUIT },
  { name: 'vector', make: logs(LogEngine.vector()), noClassicJob: NO_QUIT },
  { name: 'otel-logs', make: logs(LogEngine.openTelemetryCollector()), noClassicJob: NO_QUIT },
  { name: 'envoy', make: (chart, id) => new EnvoyProxySidecar(chart, id, { port: 15001, upstreams: [Upstream.dns('orders', 'orders.shop', 8080)] }) },
  {
    name: 'envoy-intercepts', podSecurity: { level: 'privileged', reason: 'its set-up container writes iptables rules' },
    notWith: { 'envoy': /both use port 15001/, 'istio': /which Istio injects/, 'istio-cni': /which Istio injects/ },
    make: (chart, id) => new EnvoyProxySidecar(chart, id, { interception: {} }),
  },
  { name: 'config-labelled', make: config(() => ConfigSource.labelled({ label: 'example.com/config' })), noClassicJob: NO_QUIT },
  { name: 'config-mounted', make: config(() => ConfigSource.configMapNamed('settings')), noClassicJob: NO_QUIT },
  {
    name: 'config-mounted-any-method', noClassicJob: NO_QUIT,
    make: config(() => ConfigSource.configMapNamed('settings', { reloader: MountedReloader.CONFIGMAP_RELOAD })),
  },
  {
    name: 'config-mounted-signal', noClassicJob: NO_QUIT,
    make: config(() => ConfigSource.configMapNamed('settings'), AppNotification.signal('SIGHUP', { process: 'server', user: 1000 })),
  },
  { name: 'config-named', make: config(() => ConfigSource.named({ secrets: ['tokens'], fromNamespace: 'platform', healthPort: 18290 })), noClassicJob: NO_QUIT },
  { name: 'config-git', make: config(() => ConfigSource.git({ repository: 'https://git.example.com/settings.git', reference: GitReference.branch('main') })), noClassicJob: NO_QUIT },
  {
    name: 'config-vault',
    make: config(() => ConfigSource.vault({
      address: 'https://vault.vault:8200', authentication: VaultAuthentication.kubernetes({ role: 'app' }), files: [VaultFile.kvJson('db.json', secret)],
    }), AppNotification.nothing()),
  },
  { name: 'config-image', since: '1.35', make: config(() => ConfigSource.image({ reference: 'registry.example.com/settings:1.0' }), AppNotification.nothing()) },
  { name: 'identity', make: (chart, id) => new IdentitySidecar(chart, id, { notify: AppNotification.http({ port: 8080, path: '/-/reload' }) }), noClassicJob: NO_QUIT },
  {
    name: 'telemetry', noClassicJob: NO_QUIT,
    make: (chart, id) => new TelemetrySidecar(chart, id, { outputs: [TelemetryOutput.otlp({ url: 'http://gateway.observability:4317' }), TelemetryOutput.prometheus()] }),
  },
  {
    name: 'tls-nginx', make: tls(() => TlsEngine.nginx()), noClassicJob: NO_QUIT,
    notWith: { 'envoy': ONE_FRONT, 'tls-haproxy': ONE_TLS, 'tls-ghostunnel': ONE_TLS, 'tls-envoy': ONE_TLS },
  },
  {
    name: 'tls-haproxy', make: tls(() => TlsEngine.haproxy()), noClassicJob: NO_QUIT,
    notWith: { 'envoy': ONE_FRONT, 'tls-ghostunnel': ONE_TLS, 'tls-envoy': ONE_TLS },
  },
  { name: 'tls-ghostunnel', make: tls(() => TlsEngine.ghostunnel()), notWith: { 'envoy': ONE_FRONT, 'tls-envoy': ONE_TLS } },
  { name: 'tls-envoy', make: tls(() => TlsEngine.envoy()), notWith: { envoy: ONE_FRONT } },
  { name: 'statsd-exporter', make: metrics(() => MetricsExporter.statsd()), noClassicJob: NO_QUIT },
  { name: 'nginx-exporter', make: metrics(() => MetricsExporter.nginx()), noClassicJob: NO_QUIT },
  { name: 'redis-exporter', make: metrics(() => MetricsExporter.redis({ password: EnvSource.secret('redis', 'password') })), noClassicJob: NO_QUIT },
  {
    name: 'postgres-exporter', noClassicJob: NO_QUIT,
    make: metrics(() => MetricsExporter.postgres({ user: EnvSource.text('monitor'), password: EnvSource.secret('pg', 'password') })),
  },
  { name: 'jmx-exporter', make: metrics(() => MetricsExporter.jmx({ image: 'registry.example.com/jmx-exporter:1.6.0' })), noClassicJob: NO_QUIT },
  {
    name: 'blackbox-exporter', noClassicJob: NO_QUIT,
    make: metrics(() => MetricsExporter.blackbox({ targets: [{ name: 'orders', address: 'orders:8080', probe: BlackboxProbe.TCP }] })),
  },
  {
    name: 'istio', podSecurity: { level: 'privileged', reason: REDIRECTS }, notWith: { ...PORTS, 'linkerd': ONE_MESH, 'linkerd-cni': ONE_MESH, 'istio-cni': ONE_MESH },
    make: (chart, id) => ServiceMesh.istio(chart, id, { mtls: IstioMtls.STRICT }), noClassicJob: NO_QUIT,
  },
  {
    name: 'istio-cni', notWith: { ...PORTS, 'linkerd': ONE_MESH, 'linkerd-cni': ONE_MESH },
    make: (chart, id) => ServiceMesh.istio(chart, id, { cni: true, seccomp: true }), noClassicJob: NO_QUIT,
  },
  {
    name: 'linkerd', podSecurity: { level: 'privileged', reason: REDIRECTS }, notWith: { 'linkerd-cni': ONE_MESH },
    make: (chart, id) => ServiceMesh.linkerd(chart, id), noClassicJob: NO_QUIT,
  },
  { name: 'linkerd-cni', make: (chart, id) => ServiceMesh.linkerd(chart, id, { cni: true, servers: [{ port: 8080, identities: ['*'] }] }), noClassicJob: NO_QUIT },
];

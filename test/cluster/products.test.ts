/**
 * The real products in the Pods that the library writes, where Pod Security is `restricted`: with the generated
 * configuration, probes, user and read-only root file system, native and classic. One more product is one more entry here,
 * and its image one in harness/product-images.ts.
 */
import { ApiObject } from 'cdk8s';
import { cloudSqlKey, everyLineArrived, makeSecret, manyLines, page, secretServer, tlsSecret } from './harness/product-parts';
import { playProducts, ProductPlay } from './harness/products';
import { scenarios } from './harness/scenarios';
import { Stage } from './harness/stage';
import {
  BlackboxProbe, CloudSqlInstance, ConfigSource, ConfigSyncSidecar, DatabaseProxy, DatabaseProxySidecar, EnvoyProxySidecar, EnvSource, LogEngine,
  LogOutput, LogShipperSidecar, LogSource, MetricsExporter, MetricsExporterSidecar, PgBouncerServerTls, TelemetryOutput, TelemetrySidecar,
  TlsCertificate, TlsEngine, TlsTerminationSidecar, VaultAuthentication, VaultDistribution, VaultFile,
} from '../../lib';
import { VAULT_AGENTS } from '../../lib/catalogue/config-sync/data/vault-agent';
import { CLOUD_SQL_PROXY } from '../../lib/catalogue/database-proxy/data/cloud-sql';
import { PG_BOUNCER } from '../../lib/catalogue/database-proxy/data/pg-bouncer';
import { FLUENT_BIT } from '../../lib/catalogue/log-shipping/fluent-bit/product';
import { OTEL_COLLECTOR } from '../../lib/catalogue/log-shipping/otel/product';
import { BLACKBOX_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/blackbox';
import { NGINX_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/nginx';
import { POSTGRES_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/postgres';
import { REDIS_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/redis';
import { STATSD_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/statsd';
import { ENVOY } from '../../lib/catalogue/proxy/envoy';
import { TELEMETRY_COLLECTOR } from '../../lib/catalogue/telemetry/data/collector';
import { HAPROXY } from '../../lib/catalogue/tls-termination/data/haproxy';
import { NGINX } from '../../lib/catalogue/tls-termination/data/nginx';

const ENVOY_IMAGES = Object.values(ENVOY.images);

/** A request by TLS, as a client sends it: the API server's proxy speaks TLS to the Pod where the port is asked for so. */
const terminates = (name: string, images: readonly string[], engine: TlsEngine, fit?: ProductPlay['fit']): ProductPlay => ({
  name: `${name} terminates TLS in front of the app`,
  images,
  fit,
  sidecar: async (stage) => new TlsTerminationSidecar(stage.chart, 'tls', { engine, certificate: TlsCertificate.secret(await tlsSecret(stage)) }),
  works: async ({ stage, pod, workload }) => {
    const { api, namespace } = stage.cluster;
    const port = ApiObject.of(workload.expose()).toJson().spec.ports[0].targetPort;
    const { status, body } = await api.ask('GET', `/api/v1/namespaces/${namespace}/pods/https:${pod.name}:${port}/proxy/work`);
    expect([status, body]).toEqual([200, 'app\n']);
  },
});

const ships = (name: string, image: string, engine: LogEngine): ProductPlay => ({
  name: `${name} ships what the app writes, to its last line`,
  images: [image],
  sidecar: (stage) => new LogShipperSidecar(stage.chart, 'logs', {
    engine, sources: [LogSource.files('/var/log/app/*.log')], outputs: [LogOutput.otlp({ url: `http://${new URL(stage.cluster.lines).host}` })],
  }),
  app: () => ['-write=/var/log/app/app.log', '-every=20ms'],
  works: manyLines,
  after: everyLineArrived,
});

/** As process 1, a Go program that handles no signal. */
const UNHANDLED = 2;

const serves = (
  name: string, product: { image: string; port: number }, exporter: (stage: Stage) => MetricsExporter | Promise<MetricsExporter>, has: string,
  { path = '/metrics', ...more }: { path?: string } & Partial<ProductPlay> = {},
): ProductPlay => ({
  name: `the ${name} exporter serves metrics`,
  images: [product.image],
  sidecar: async (stage) => new MetricsExporterSidecar(stage.chart, 'metrics', { exporter: await exporter(stage) }),
  works: (on) => page(on, product.port, path, has),
  ...more,
});

/** Lines of a generated file that another release or build of the product does not know. */
const without = (pattern: RegExp) => (manifest: any): any => (manifest.kind !== 'ConfigMap' ? manifest : {
  ...manifest, data: Object.fromEntries(Object.entries<string>(manifest.data).map(([file, text]) => [file, text.replace(pattern, '')])),
});

const withArguments = (container: string, ...args: string[]) => (manifest: any): any => (manifest.kind !== 'Pod' ? manifest : {
  ...manifest,
  spec: { ...manifest.spec, containers: manifest.spec.containers.map((c: any) => (c.name === container ? { ...c, args: [...c.args, ...args] } : c)) },
});

const PLAYS: readonly ProductPlay[] = [
  {
    name: 'Envoy in front of the app',
    images: ENVOY_IMAGES,
    sidecar: (stage) => new EnvoyProxySidecar(stage.chart, 'proxy', { port: 15001 }),
    works: (on) => page(on, 15001, '/work', 'app\n'),
  },
  terminates('Envoy', ENVOY_IMAGES, TlsEngine.envoy()),
  terminates('HAProxy', [HAPROXY.image], TlsEngine.haproxy()),
  // This build lacks the module.
  terminates('nginx', [NGINX.image], TlsEngine.nginx(), without(/^\s*stub_status;\n/m)),
  ships('the OpenTelemetry Collector', OTEL_COLLECTOR.image, LogEngine.openTelemetryCollector()),
  ships('Fluent Bit', FLUENT_BIT.image, LogEngine.fluentBit()),
  {
    name: 'the OpenTelemetry Collector takes telemetry',
    images: Object.values(TELEMETRY_COLLECTOR.images),
    sidecar: (stage) => new TelemetrySidecar(stage.chart, 'telemetry', { outputs: [TelemetryOutput.otlp({ url: 'http://gateway.elsewhere:4317' })] }),
    works: (on) => page(on, TELEMETRY_COLLECTOR.ports.metrics, TELEMETRY_COLLECTOR.metricsPath, 'otelcol_process_uptime'),
  },
  {
    name: 'the agent of OpenBao renders a file for the app',
    images: [VAULT_AGENTS.openbao.image],
    sidecar: async (stage) => new ConfigSyncSidecar(stage.chart, 'secrets', {
      path: '/etc/app/secrets',
      source: ConfigSource.vault({
        address: await secretServer(stage),
        agent: VaultDistribution.OPENBAO,
        authentication: VaultAuthentication.appRole({ secretName: await makeSecret(stage, 'role', { 'role-id': 'shop', 'secret-id': 'open-sesame' }) }),
        files: [VaultFile.kvField('password', 'password', { mount: 'secret', path: 'shop' })],
      }),
    }),
    works: (on) => page(on, 8080, '/file?path=/etc/app/secrets/password', 'hunter2'),
  },
  serves('statsd', STATSD_EXPORTER, () => MetricsExporter.statsd(), 'statsd_exporter_build_info'),
  serves('Redis', REDIS_EXPORTER, () => MetricsExporter.redis(), 'redis_exporter_build_info', { exitCode: UNHANDLED }),
  serves('Postgres', POSTGRES_EXPORTER, async (stage) => MetricsExporter.postgres({
    user: EnvSource.text('shop'), password: EnvSource.secret(await makeSecret(stage, 'db', { password: 'none' }), 'password'),
  }), 'pg_up 0', { exitCode: UNHANDLED }),
  serves('nginx', NGINX_EXPORTER, () => MetricsExporter.nginx({ statusUrl: 'http://127.0.0.1:8080/stub_status' }), 'nginx_up 1', {
    exitCode: 1,
    notNative: 'since its release 0.11, other than 1.x, waits for nginx before it listens',
    fit: withArguments('metrics', '-nginx.retries=60', '-nginx.retry-interval=1s'),
  }),
  serves('blackbox', BLACKBOX_EXPORTER, () => MetricsExporter.blackbox({ targets: [{ name: 'app', address: '127.0.0.1:8080', probe: BlackboxProbe.TCP }] }),
    'probe_success 1', { path: `${BLACKBOX_EXPORTER.probePath}?module=${BlackboxProbe.TCP}&target=127.0.0.1:8080` }),
  {
    name: 'the Cloud SQL Auth Proxy listens for the app',
    images: Object.values(CLOUD_SQL_PROXY.images),
    sidecar: async (stage) => new DatabaseProxySidecar(stage.chart, 'db', {
      proxy: DatabaseProxy.cloudSql({
        instances: [CloudSqlInstance.postgres('p:europe-west1:orders')], credentials: { secretName: await makeSecret(stage, 'key', { 'key.json': cloudSqlKey() }), key: 'key.json' },
      }),
    }),
    works: (on) => page(on, CLOUD_SQL_PROXY.ports.http, '/metrics', 'cloudsqlconn'),
  },
  {
    name: 'PgBouncer listens for the app',
    images: [PG_BOUNCER.image],
    sidecar: async (stage) => new DatabaseProxySidecar(stage.chart, 'pool', {
      proxy: DatabaseProxy.pgBouncer({
        databases: [{ name: 'orders', host: '127.0.0.1' }], serverTls: PgBouncerServerTls.off(),
        users: { secretName: await makeSecret(stage, 'users', { users: '"shop" "md5d6a35858d61d85e4a82ab1fb044aba9d"\n' }), key: 'users' },
      }),
    }),
    // Its probes ask the port itself, from within: it listens on loopback.
    works: async ({ pod }) => expect(pod.statusOf('pool').ready).toBe(true),
    // Of Debian 12, 1.18: a setting that came later, and TERM cuts the clients.
    exitCode: 1,
    fit: without(/^\s*max_prepared_statements\s*=.*\n/m),
  },
];

playProducts(scenarios(), PLAYS);

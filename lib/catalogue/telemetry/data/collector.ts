/**
 * The OpenTelemetry Collector as a telemetry sidecar. Release, user and directories are those of the log shipper's.
 * Components of the two distributions: opentelemetry-collector-releases v0.159.0, distributions/otelcol-{k8s,contrib}/manifest.yaml.
 */
import { OTEL_COLLECTOR } from '../../log-shipping/otel/product';

export const TELEMETRY_COLLECTOR = {
  name: OTEL_COLLECTOR.name,
  version: OTEL_COLLECTOR.version,
  user: OTEL_COLLECTOR.user,
  group: OTEL_COLLECTOR.group,
  configDirectory: OTEL_COLLECTOR.configDirectory,
  configFile: OTEL_COLLECTOR.configFile,
  stateDirectory: OTEL_COLLECTOR.stateDirectory,
  certificateDirectory: '/etc/otelcol-certificates',
  images: {
    /** Fewer components, and so less to load and to patch. */
    k8s: `ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s:${OTEL_COLLECTOR.version}`,
    contrib: OTEL_COLLECTOR.image,
  },
  /** What the k8s distribution is known to have: with anything else it is contrib, which has everything. */
  k8sComponents: {
    extensions: ['health_check', 'file_storage', 'pprof', 'zpages'],
    receivers: ['otlp', 'prometheus', 'jaeger', 'zipkin'],
    processors: ['memory_limiter', 'batch', 'resourcedetection', 'transform', 'filter', 'resource', 'attributes', 'redaction', 'tail_sampling'],
    exporters: ['otlp', 'otlphttp', 'otlp_grpc', 'otlp_http', 'debug', 'nop', 'file', 'loadbalancing'],
    connectors: ['forward', 'routing', 'count'],
  },
  ports: {
    grpc: 4317,
    http: 4318,
    /** The product's own 13133 and 8888 belong to a log shipper on the same Pod. */
    health: 13134,
    metrics: 8889,
    /** Where a `prometheus` output is scraped, unless it says otherwise. */
    prometheus: 9464,
  },
  healthPath: '/',
  metricsPath: '/metrics',
  resources: { cpu: '50m', memory: '128Mi', cpuLimit: '500m', memoryLimit: '256Mi' },
  /** Queues are flushed on TERM, and what has no destination is given up at once. */
  drainSeconds: 10,
  startupSeconds: 60,
  /** In memory, for all outputs together: a spike that a collector of the default size can hold beside its own needs. */
  memoryQueueBytes: 16 * 1024 * 1024,
  batch: { flushTimeout: '1s', minBytes: 256 * 1024, maxBytes: 2 * 1024 * 1024 },
} as const;

import { LogProduct } from '../engine';

/** https://opentelemetry.io/docs/collector/, and the sources of the version named here. */
export const OTEL_COLLECTOR: LogProduct = {
  name: 'OpenTelemetry Collector',
  image: 'ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-contrib:0.159.0',
  // The image's own user, by number.
  user: 10001,
  group: 10001,
  configDirectory: '/etc/otelcol',
  configFile: 'otelcol.yaml',
  stateDirectory: '/var/lib/otelcol',
  scratch: [],
  healthPort: 13133,
  healthPath: '/',
  metricsPort: 8888,
  metricsPath: '/metrics',
  resources: { cpu: '50m', memory: '128Mi', cpuLimit: '200m', memoryLimit: '256Mi' },
  agentResources: { cpu: '200m', memory: '256Mi', cpuLimit: '1', memoryLimit: '512Mi' },
  drainSeconds: 15,
  leastBuffer: '32Mi',
  hasShell: false,
  version: '0.159.0',
  facts: 'open-telemetry/opentelemetry-collector@v0.159.0 and -contrib@v0.159.0; opentelemetry-collector-releases: distributions/otelcol-contrib',
};

/** https://github.com/prometheus/statsd_exporter, read and run at 0.31.0. */
export const STATSD_EXPORTER = {
  name: 'statsd exporter',
  version: '0.31.0',
  image: 'quay.io/prometheus/statsd-exporter:v0.31.0',
  user: 65534,
  group: 65534,
  port: 9102,
  portName: 'statsd-metrics',
  /** UDP and TCP, on loopback. */
  statsdPort: 9125,
  metricsPath: '/metrics',
  healthPath: '/-/healthy',
  configDirectory: '/etc/statsd-exporter',
  configFile: 'mapping.yaml',
  resources: { cpu: '20m', memory: '32Mi', cpuLimit: '200m', memoryLimit: '128Mi' },
  /** It ends at once; what it has counted was scraped or is lost. */
  drainSeconds: 2,
} as const;

/** https://prometheus.github.io/jmx_exporter/1.6.0/deployment/standalone. There is no official image. */
export const JMX_EXPORTER = {
  name: 'JMX exporter',
  version: '1.6.0',
  user: 65534,
  group: 65534,
  port: 9404,
  portName: 'jmx-metrics',
  jmxPort: 9999,
  metricsPath: '/metrics',
  /** Answered by its HTTP server alone. */
  healthPath: '/-/healthy',
  jar: '/opt/jmx_exporter/jmx_prometheus_standalone.jar',
  configDirectory: '/etc/jmx-exporter',
  configFile: 'config.yaml',
  /** What a Java machine writes beside its heap: performance data. */
  scratch: '/tmp',
  resources: { cpu: '50m', memory: '128Mi', cpuLimit: '500m', memoryLimit: '256Mi' },
  /** Share of the memory limit for the heap. */
  heapPercent: 50,
  startupSeconds: 60,
  drainSeconds: 2,
} as const;

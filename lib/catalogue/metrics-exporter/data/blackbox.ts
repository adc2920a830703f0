/** https://github.com/prometheus/blackbox_exporter, configuration read in CONFIGURATION.md and main.go. */
export const BLACKBOX_EXPORTER = {
  name: 'blackbox exporter',
  version: '0.28.0',
  image: 'quay.io/prometheus/blackbox-exporter:v0.28.0',
  /** Its image runs as root for the sake of ICMP, which is not among the probes here. */
  user: 65534,
  group: 65534,
  port: 9115,
  portName: 'probe-metrics',
  metricsPath: '/metrics',
  probePath: '/probe',
  healthPath: '/-/healthy',
  configDirectory: '/etc/blackbox-exporter',
  configFile: 'blackbox.yaml',
  timeout: '5s',
  resources: { cpu: '10m', memory: '24Mi', cpuLimit: '100m', memoryLimit: '64Mi' },
  drainSeconds: 2,
} as const;

/** https://github.com/oliver006/redis_exporter, variables read in its README.md and exporter/http.go. */
export const REDIS_EXPORTER = {
  name: 'Redis exporter',
  version: '1.88.0',
  image: 'docker.io/oliver006/redis_exporter:v1.88.0',
  user: 59000,
  group: 59000,
  port: 9121,
  portName: 'redis-metrics',
  metricsPath: '/metrics',
  healthPath: '/health',
  address: 'redis://127.0.0.1:6379',
  resources: { cpu: '10m', memory: '32Mi', cpuLimit: '100m', memoryLimit: '96Mi' },
  drainSeconds: 2,
} as const;

/** https://github.com/nginx/nginx-prometheus-exporter, flags read at 1.5 (README.md). */
export const NGINX_EXPORTER = {
  name: 'nginx exporter',
  version: '1.5.3',
  image: 'docker.io/nginx/nginx-prometheus-exporter:1.5.3',
  user: 1001,
  group: 1001,
  port: 9113,
  portName: 'nginx-metrics',
  metricsPath: '/metrics',
  /** The start page: the metrics themselves are asked of nginx, and a probe must not depend on it. */
  healthPath: '/',
  scrapeUri: 'http://127.0.0.1:8080/stub_status',
  resources: { cpu: '10m', memory: '24Mi', cpuLimit: '100m', memoryLimit: '64Mi' },
  /** It lets a scrape finish for this long. */
  drainSeconds: 5,
} as const;

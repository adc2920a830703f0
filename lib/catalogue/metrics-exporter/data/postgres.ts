/** https://github.com/prometheus-community/postgres_exporter, read in README.md and cmd/postgres_exporter/main.go. */
export const POSTGRES_EXPORTER = {
  name: 'Postgres exporter',
  version: '0.20.1',
  image: 'quay.io/prometheuscommunity/postgres-exporter:v0.20.1',
  /** The image's user is a name, "nobody". */
  user: 65534,
  group: 65534,
  port: 9187,
  portName: 'pg-metrics',
  metricsPath: '/metrics',
  /** The start page: the metrics themselves are asked of the database, and a probe must not depend on it. */
  healthPath: '/',
  host: '127.0.0.1',
  databasePort: 5432,
  database: 'postgres',
  sslModes: ['disable', 'require', 'verify-ca', 'verify-full'],
  resources: { cpu: '20m', memory: '32Mi', cpuLimit: '200m', memoryLimit: '128Mi' },
  drainSeconds: 2,
} as const;

/** What the options in this folder hold, for users whom no compiler tells. */
import { BlackboxExporterOptions, BlackboxTarget, CustomExporterOptions, JmxExporterOptions, NginxExporterOptions, PostgresExporterOptions, RedisExporterOptions, StatsdExporterOptions, StatsdMapping } from './exporter-options';
import { PodMonitorOptions } from './metrics-exporter-sidecar';
import { DURATION, ENV_SOURCE, FieldsOf } from '../../sidecar/value-shape';

export const STATSD_MAPPING: FieldsOf<StatsdMapping> = {
  match: 'text', name: 'text', labels: { map: 'text' }, timer: { oneOf: ['histogram', 'summary'] }, buckets: { list: 'number' },
};

export const STATSD_EXPORTER_OPTIONS: FieldsOf<StatsdExporterOptions> = {
  mappings: { list: { fields: STATSD_MAPPING, required: ['match', 'name'] } }, timer: { oneOf: ['histogram', 'summary'] },
  statsdPort: 'number',
};

export const NGINX_EXPORTER_OPTIONS: FieldsOf<NginxExporterOptions> = {
  statusUrl: 'text',
};

export const REDIS_EXPORTER_OPTIONS: FieldsOf<RedisExporterOptions> = {
  address: 'text', user: ENV_SOURCE, password: ENV_SOURCE,
};

export const POSTGRES_EXPORTER_OPTIONS: FieldsOf<PostgresExporterOptions> = {
  user: ENV_SOURCE, password: ENV_SOURCE, host: 'text', databasePort: 'number', database: 'text', sslMode: 'text',
};

export const JMX_EXPORTER_OPTIONS: FieldsOf<JmxExporterOptions> = {
  image: 'text', jar: 'text', jmxPort: 'number', rules: { list: { map: 'anything' } }, includeBeans: { list: 'text' }, configSecret: 'text',
};

export const BLACKBOX_TARGET: FieldsOf<BlackboxTarget> = {
  name: 'text', address: 'text', probe: { oneOf: ['http_2xx', 'tcp_connect', 'grpc'] },
};

export const BLACKBOX_EXPORTER_OPTIONS: FieldsOf<BlackboxExporterOptions> = {
  targets: { list: { fields: BLACKBOX_TARGET, required: ['name', 'address'] } },
};

export const CUSTOM_EXPORTER_OPTIONS: FieldsOf<CustomExporterOptions> = {
  image: 'text', port: 'number', path: 'text', portName: 'text', healthPath: 'text', args: { list: 'text' }, env: { map: ENV_SOURCE },
  user: 'number',
};

export const POD_MONITOR_OPTIONS: FieldsOf<PodMonitorOptions> = {
  interval: DURATION, scrapeTimeout: DURATION, labels: { map: 'text' }, sampleLimit: 'number',
};

import { EnvSource, SharedVolume } from '../../../lib';
import {
  KafkaSaslMechanism, LogFilter, LogHttpFormat, LogMultiline, LogOtlpProtocol, LogOutput, LogParser, LogSource, LogTls, TimeFormat,
} from '../../../lib/catalogue/log-shipping';

export const TLS: LogTls = {
  ca: SharedVolume.secretNamed('ca', 'ca'),
  clientCertificate: SharedVolume.secretNamed('client', 'client'),
  serverName: 'logs.example',
};
const secret = (key: string) => EnvSource.secret('logging', key);
const auth = { user: EnvSource.text('shop'), password: secret('password') };

/** Each kind of output, once as small as can be and once with everything. */
export const OUTPUTS: Record<string, LogOutput[]> = {
  loki: [
    LogOutput.loki({ url: 'http://loki.monitoring:3100' }),
    LogOutput.loki({ url: 'https://loki.example', tls: TLS, tenant: 'team-a', labels: { job: 'shop' }, labelFields: { level: 'level' }, structuredMetadata: { trace: 'trace_id' }, auth, retries: 3 }),
  ],
  elasticsearch: [
    LogOutput.elasticsearch({ url: 'http://es:9200' }),
    LogOutput.elasticsearch({ url: 'https://es.example:9200/proxy', tls: TLS, index: 'logs-shop', apiKey: secret('api-key') }),
    LogOutput.elasticsearch({ url: 'https://es.example:9200', auth, indexPrefix: 'shop' }),
  ],
  openSearch: [
    LogOutput.openSearch({ url: 'https://os.example', auth }),
    LogOutput.openSearch({ url: 'https://x.eu-west-1.es.amazonaws.com', awsRegion: 'eu-west-1', awsRoleArn: 'arn:aws:iam::123456789012:role/logs' }),
  ],
  cloudWatchLogs: [
    LogOutput.cloudWatchLogs({ region: 'eu-west-1', logGroup: '/app/shop' }),
    LogOutput.cloudWatchLogs({
      region: 'eu-west-1', logGroup: '/app/shop', logStream: 'one', createGroup: true, retentionDays: 30, roleArn: 'arn:aws:iam::123456789012:role/logs',
      endpoint: 'https://vpce.example', credentials: { accessKeyId: secret('id'), secretAccessKey: secret('key') },
    }),
  ],
  s3: [
    LogOutput.s3({ region: 'eu-west-1', bucket: 'my-logs' }),
    LogOutput.s3({ region: 'eu-west-1', bucket: 'my-logs', keyPrefix: 'a/b', uploadSeconds: 60, objectSize: '2M', roleArn: 'arn:aws:iam::123456789012:role/logs', endpoint: 'http://minio.storage:9000', retries: 2 }),
  ],
  kafka: [
    LogOutput.kafka({ brokers: ['kafka-0:9092', 'kafka-1:9092'], topic: 'logs' }),
    LogOutput.kafka({ brokers: ['kafka:9093'], topic: 'logs', tls: { ca: TLS.ca, clientCertificate: TLS.clientCertificate }, auth, saslMechanism: KafkaSaslMechanism.SCRAM_SHA_256 }),
  ],
  otlp: [
    LogOutput.otlp({ url: 'http://gateway:4318' }),
    LogOutput.otlp({ url: 'https://gateway:4317', protocol: LogOtlpProtocol.GRPC, tls: TLS, headers: { 'x-scope': EnvSource.text('shop'), 'authorization': secret('header') } }),
  ],
  splunkHec: [
    LogOutput.splunkHec({ url: 'https://splunk:8088', token: secret('hec') }),
    LogOutput.splunkHec({ url: 'https://splunk:8088', token: secret('hec'), tls: TLS, index: 'main', source: 'shop', sourceType: 'app' }),
  ],
  datadog: [
    LogOutput.datadog({ apiKey: secret('datadog') }),
    LogOutput.datadog({ apiKey: secret('datadog'), site: 'datadoghq.eu', service: 'shop', source: 'java', tags: { env: 'prod', team: 'shop' } }),
  ],
  http: [
    LogOutput.http({ url: 'http://ingest/logs' }),
    LogOutput.http({ url: 'https://ingest.example/logs', tls: TLS, headers: { 'X-Key': secret('header') }, auth, format: LogHttpFormat.JSON_LINES }),
  ],
  forward: [
    LogOutput.forward({ host: 'fluentd.logging' }),
    LogOutput.forward({ host: 'fluentd.logging', port: 24284, tls: TLS, sharedKey: secret('shared'), auth }),
  ],
  stdout: [LogOutput.stdout()],
};

export const SOURCES: LogSource[] = [
  LogSource.files('/var/log/app/*.log', { pathField: 'file' }),
  LogSource.files('/var/log/app/*.json', { name: 'json', parser: LogParser.json({ timeField: 'time' }) }),
  LogSource.files('/var/log/app/*.fmt', { name: 'logfmt', parser: LogParser.logfmt({ timeField: 'ts', timeFormat: TimeFormat.unixSeconds() }) }),
  LogSource.files('/var/log/app/access', { name: 'access', parser: LogParser.regex('^(?<time>\\S+) (?<level>\\w+) (?<message>.*)$', { timeField: 'time', timeFormat: TimeFormat.strptime('%d/%b/%Y:%H:%M:%S.%L %z') }) }),
  LogSource.files('/var/log/app/*.trace', { name: 'trace', multiline: LogMultiline.startsWith('^\\d{4}-') }),
  LogSource.files('/var/log/app/*.err', { name: 'err', multiline: LogMultiline.continuesWith('^\\s'), parser: LogParser.json({ timeField: 'time', timeFormat: TimeFormat.iso8601(false) }) }),
];

export const FILTERS: LogFilter[] = [
  LogFilter.keep('level', '^(warn|error)$'), LogFilter.drop('path', '^/healthz$'), LogFilter.redact('password'), LogFilter.removeFields('a', 'b'),
  LogFilter.addFields({ team: 'the "shop"' }), LogFilter.rename({ msg: 'message' }),
];

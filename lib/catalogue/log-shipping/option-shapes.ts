/** What the options in this folder hold, for users whom no compiler tells. */
import { LogEngineOptions } from './log-engine';
import { LogEnrichment } from './log-enrichment';
import { LogParserOptions } from './log-parser';
import { LogRotation } from './log-rotation';
import { NodeAgentToleration } from './log-shipper-node-agent';
import { ContainerLogSelector, ContainerLogsOptions, LogFilesOptions } from './log-source';
import { CloudWatchLogsOutputProps, LogAwsCredentials, S3OutputProps } from './outputs/aws-props';
import { LokiOutputProps } from './outputs/loki-props';
import { LogBasicAuth, LogTls, StdoutOutputProps } from './outputs/props';
import { ElasticsearchOutputProps, OpenSearchOutputProps } from './outputs/search-props';
import { ForwardOutputProps, KafkaOutputProps } from './outputs/stream-props';
import { DatadogOutputProps, HttpOutputProps, OtlpOutputProps, SplunkHecOutputProps } from './outputs/web-props';
import { ENV_SOURCE, FieldsOf, SHARED_VOLUME } from '../../sidecar/value-shape';

export const LOG_ENGINE_OPTIONS: FieldsOf<LogEngineOptions> = {
  image: 'text', extraConfig: { map: 'anything' },
};

export const LOG_TLS: FieldsOf<LogTls> = {
  ca: SHARED_VOLUME, caFile: 'text', clientCertificate: SHARED_VOLUME, certificateFile: 'text', keyFile: 'text', serverName: 'text',
  minimumVersion: { oneOf: ['1.2', '1.3'] }, insecureSkipVerify: 'boolean',
};

export const LOG_BASIC_AUTH: FieldsOf<LogBasicAuth> = {
  user: ENV_SOURCE, password: ENV_SOURCE,
};

export const LOKI_OUTPUT_PROPS: FieldsOf<LokiOutputProps> = {
  url: 'text', tls: { fields: LOG_TLS }, tenant: 'text', labels: { map: 'text' }, labelFields: { map: 'text' },
  structuredMetadata: { map: 'text' }, auth: { fields: LOG_BASIC_AUTH, required: ['user', 'password'] }, bearerToken: ENV_SOURCE, name: 'text',
  retries: 'number', settings: { map: 'anything' },
};

export const ELASTICSEARCH_OUTPUT_PROPS: FieldsOf<ElasticsearchOutputProps> = {
  apiKey: ENV_SOURCE, url: 'text', tls: { fields: LOG_TLS }, index: 'text', indexPrefix: 'text',
  auth: { fields: LOG_BASIC_AUTH, required: ['user', 'password'] }, name: 'text', retries: 'number', settings: { map: 'anything' },
};

export const OPEN_SEARCH_OUTPUT_PROPS: FieldsOf<OpenSearchOutputProps> = {
  awsRegion: 'text', awsRoleArn: 'text', url: 'text', tls: { fields: LOG_TLS }, index: 'text', indexPrefix: 'text',
  auth: { fields: LOG_BASIC_AUTH, required: ['user', 'password'] }, name: 'text', retries: 'number', settings: { map: 'anything' },
};

export const LOG_AWS_CREDENTIALS: FieldsOf<LogAwsCredentials> = {
  accessKeyId: ENV_SOURCE, secretAccessKey: ENV_SOURCE,
};

export const CLOUD_WATCH_LOGS_OUTPUT_PROPS: FieldsOf<CloudWatchLogsOutputProps> = {
  logGroup: 'text', logStream: 'text', createGroup: 'boolean', retentionDays: 'number', region: 'text', roleArn: 'text',
  credentials: { fields: LOG_AWS_CREDENTIALS, required: ['accessKeyId', 'secretAccessKey'] }, endpoint: 'text', name: 'text',
  retries: 'number', settings: { map: 'anything' },
};

export const S3_OUTPUT_PROPS: FieldsOf<S3OutputProps> = {
  bucket: 'text', keyPrefix: 'text', uploadSeconds: 'number', objectSize: 'text', region: 'text', roleArn: 'text',
  credentials: { fields: LOG_AWS_CREDENTIALS, required: ['accessKeyId', 'secretAccessKey'] }, endpoint: 'text', name: 'text',
  retries: 'number', settings: { map: 'anything' },
};

export const KAFKA_OUTPUT_PROPS: FieldsOf<KafkaOutputProps> = {
  brokers: { list: 'text' }, topic: 'text', tls: { fields: LOG_TLS }, auth: { fields: LOG_BASIC_AUTH, required: ['user', 'password'] },
  saslMechanism: { oneOf: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] }, name: 'text', retries: 'number', settings: { map: 'anything' },
};

export const OTLP_OUTPUT_PROPS: FieldsOf<OtlpOutputProps> = {
  url: 'text', protocol: { oneOf: ['http', 'grpc'] }, tls: { fields: LOG_TLS }, headers: { map: ENV_SOURCE }, name: 'text', retries: 'number',
  settings: { map: 'anything' },
};

export const SPLUNK_HEC_OUTPUT_PROPS: FieldsOf<SplunkHecOutputProps> = {
  url: 'text', token: ENV_SOURCE, tls: { fields: LOG_TLS }, index: 'text', source: 'text', sourceType: 'text', name: 'text', retries: 'number',
  settings: { map: 'anything' },
};

export const DATADOG_OUTPUT_PROPS: FieldsOf<DatadogOutputProps> = {
  apiKey: ENV_SOURCE, site: 'text', service: 'text', source: 'text', tags: { map: 'text' }, name: 'text', retries: 'number',
  settings: { map: 'anything' },
};

export const HTTP_OUTPUT_PROPS: FieldsOf<HttpOutputProps> = {
  url: 'text', tls: { fields: LOG_TLS }, headers: { map: ENV_SOURCE }, auth: { fields: LOG_BASIC_AUTH, required: ['user', 'password'] },
  format: { oneOf: ['array', 'lines'] }, name: 'text', retries: 'number', settings: { map: 'anything' },
};

export const FORWARD_OUTPUT_PROPS: FieldsOf<ForwardOutputProps> = {
  host: 'text', port: 'number', tls: { fields: LOG_TLS }, sharedKey: ENV_SOURCE,
  auth: { fields: LOG_BASIC_AUTH, required: ['user', 'password'] }, name: 'text', retries: 'number', settings: { map: 'anything' },
};

export const STDOUT_OUTPUT_PROPS: FieldsOf<StdoutOutputProps> = {
  name: 'text', retries: 'number', settings: { map: 'anything' },
};

export const LOG_PARSER_OPTIONS: FieldsOf<LogParserOptions> = {
  timeField: 'text', timeFormat: { instance: 'TimeFormat', method: '_toData', make: 'use TimeFormat.iso8601(...)' },
};

export const CONTAINER_LOG_SELECTOR: FieldsOf<ContainerLogSelector> = {
  podName: 'text', inNamespace: 'text', container: 'text',
};

export const LOG_FILES_OPTIONS: FieldsOf<LogFilesOptions> = {
  exclude: { list: 'text' }, sizeLimit: 'text', volume: SHARED_VOLUME, containerLogs: { fields: CONTAINER_LOG_SELECTOR }, name: 'text',
  parser: { instance: 'LogParser', method: '_toData', make: 'use LogParser.json(...)' },
  multiline: { instance: 'LogMultiline', method: '_toData', make: 'use LogMultiline.startsWith(...)' }, maxLineBytes: 'number',
  pathField: 'text', settings: { map: 'anything' },
};

export const CONTAINER_LOGS_OPTIONS: FieldsOf<ContainerLogsOptions> = {
  selector: { fields: CONTAINER_LOG_SELECTOR }, name: 'text',
  parser: { instance: 'LogParser', method: '_toData', make: 'use LogParser.json(...)' },
  multiline: { instance: 'LogMultiline', method: '_toData', make: 'use LogMultiline.startsWith(...)' }, maxLineBytes: 'number',
  pathField: 'text', settings: { map: 'anything' },
};

export const LOG_ENRICHMENT: FieldsOf<LogEnrichment> = {
  podName: 'boolean', podNamespace: 'boolean', nodeName: 'boolean', containerName: 'boolean', podLabels: { list: 'text' },
};

export const LOG_ROTATION: FieldsOf<LogRotation> = {
  maxSize: 'text', keep: 'number', intervalSeconds: 'number', user: 'number',
};

export const NODE_AGENT_TOLERATION: FieldsOf<NodeAgentToleration> = {
  key: 'text', operator: 'text', value: 'text', effect: 'text',
};

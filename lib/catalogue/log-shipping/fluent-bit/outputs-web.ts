import { DatadogData, ForwardData, HttpData, KafkaData, OtlpData, SplunkData, Value } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import { address, httpAuth } from './address';
import type { Plugin } from './config';

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/opentelemetry */
export function otlp(o: OtlpData, secrets: EnvironmentSecrets): Plugin {
  return {
    name: 'opentelemetry',
    ...address(o.endpoint, o.tls),
    ...(o.protocol === 'grpc' ? { grpc: 'on' } : { logs_uri: o.endpoint.path }),
    logs_body_key: '$message',
    logs_body_key_attributes: 'on',
    compress: 'gzip',
    ...headers(o.name, o.headers, secrets),
  };
}

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/splunk */
export function splunk(o: SplunkData, secrets: EnvironmentSecrets): Plugin {
  return {
    name: 'splunk',
    ...address(o.endpoint, o.tls),
    splunk_token: secrets.text(o.name, 'token', o.token),
    compress: 'gzip',
    ...(o.index === undefined ? {} : { event_index: o.index }),
    ...(o.source === undefined ? {} : { event_source: o.source }),
    ...(o.sourceType === undefined ? {} : { event_sourcetype: o.sourceType }),
  };
}

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/datadog */
export function datadog(o: DatadogData, secrets: EnvironmentSecrets): Plugin {
  const tags = Object.entries(o.tags).map(([k, v]) => `${k}:${v}`);
  return {
    name: 'datadog',
    ...address({ host: `http-intake.logs.${o.site}`, port: 443, tls: true }, { verify: true, minVersion: '1.2' }),
    apikey: secrets.text(o.name, 'api_key', o.apiKey),
    compress: 'gzip',
    ...(o.service === undefined ? {} : { dd_service: o.service }),
    ...(o.source === undefined ? {} : { dd_source: o.source }),
    ...(tags.length ? { dd_tags: tags.join(',') } : {}),
  };
}

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/http */
export function http(o: HttpData, secrets: EnvironmentSecrets): Plugin {
  return {
    name: 'http',
    ...address(o.endpoint, o.tls),
    uri: o.endpoint.path,
    format: o.format === 'array' ? 'json' : 'json_lines',
    json_date_key: 'time',
    json_date_format: 'iso8601',
    compress: 'gzip',
    ...headers(o.name, o.headers, secrets),
    ...httpAuth(o.name, o.auth, secrets),
  };
}

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/forward */
export function forward(o: ForwardData, secrets: EnvironmentSecrets): Plugin {
  return {
    name: 'forward',
    ...address({ host: o.host, port: o.port, tls: o.tls !== undefined }, o.tls ?? { verify: true }),
    require_ack_response: 'on',
    compress: 'gzip',
    // Fluentd can't read the metadata that Fluent Bit sends along since 5.0.4.
    retain_metadata_in_forward_mode: 'off',
    ...(o.sharedKey ? { shared_key: secrets.text(o.name, 'shared_key', o.sharedKey) } : {}),
    ...(o.auth ? { username: secrets.text(o.name, 'user', o.auth.user), password: secrets.text(o.name, 'password', o.auth.password) } : {}),
  };
}

const QUEUE_KILOBYTES = 16 * 1024;

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/kafka and librdkafka's CONFIGURATION.md */
export function kafka(o: KafkaData, secrets: EnvironmentSecrets): Plugin {
  return {
    'name': 'kafka',
    'brokers': o.brokers.join(','),
    'topics': o.topic,
    'format': 'json',
    'timestamp_key': 'time',
    'timestamp_format': 'iso8601',
    // A full queue of the library is waited for; it would drop records after ten tries.
    'queue_full_retries': 0,
    // That queue is in memory, and of a gigabyte by default.
    'rdkafka.queue.buffering.max.kbytes': QUEUE_KILOBYTES,
    // What the library gives up (after five minutes by default) Fluent Bit does not send again. 0: never.
    ...(o.retries === undefined ? { 'rdkafka.message.timeout.ms': 0 } : { 'rdkafka.message.send.max.retries': o.retries }),
    'rdkafka.request.required.acks': '-1',
    'rdkafka.compression.codec': 'gzip',
    ...(o.tls || o.auth ? { 'rdkafka.security.protocol': `${o.auth ? 'SASL_' : ''}${o.tls ? 'SSL' : 'PLAINTEXT'}` } : {}),
    ...(o.tls?.caFile ? { 'rdkafka.ssl.ca.location': o.tls.caFile } : {}),
    ...(o.tls?.certFile ? { 'rdkafka.ssl.certificate.location': o.tls.certFile, 'rdkafka.ssl.key.location': o.tls.keyFile } : {}),
    ...(o.tls && !o.tls.verify ? { 'rdkafka.enable.ssl.certificate.verification': 'false' } : {}),
    ...(o.auth ? {
      'rdkafka.sasl.mechanism': o.mechanism,
      'rdkafka.sasl.username': secrets.text(o.name, 'user', o.auth.user),
      'rdkafka.sasl.password': secrets.text(o.name, 'password', o.auth.password),
    } : {}),
  };
}

function headers(output: string, data: Readonly<Record<string, Value>>, secrets: EnvironmentSecrets): Plugin {
  const list = Object.entries(data).map(([name, value]) => `${name} ${secrets.text(output, `header_${name}`, value)}`);
  return list.length ? { header: list } : {};
}

import { FIELDS } from '../enrichment';
import { AwsData, CloudWatchData, KafkaData, PipelineData, S3Data } from '../pipeline';
import { Element, element } from './elements';
import type { Match, Secrets } from './outputs';
import { INJECT_TIME } from './outputs';
import { refuse } from './outputs-web';

const STREAM = 'log_stream';

export function streamName(pipeline: PipelineData): Element {
  const fields = [FIELDS.namespace, FIELDS.pod, FIELDS.container].filter((f) => pipeline.enrich.some((e) => e.field === f));
  const name = fields.map((f) => `\${record["${f}"]}`).join('.');
  return element('filter', '**', { '@type': 'record_transformer' }, element('record', undefined, { [STREAM]: `pod/${name}` }));
}

/** https://github.com/fluent-plugins-nursery/fluent-plugin-cloudwatch-logs */
export function cloudWatch(o: CloudWatchData, secrets: Secrets): Match {
  credentials(o.aws, secrets);
  return {
    params: {
      '@type': 'cloudwatch_logs',
      'region': o.aws.region,
      'log_group_name': o.group,
      ...(o.stream === undefined ? { log_stream_name_key: STREAM, remove_log_stream_name_key: true } : { log_stream_name: o.stream }),
      // Streams can't be made without being allowed to make the group.
      'auto_create_stream': true,
      'retention_in_days': o.retentionDays,
      ...(o.aws.roleArn ? { aws_use_sts: true, aws_sts_role_arn: o.aws.roleArn } : {}),
      'endpoint': url(o.aws),
    },
  };
}

/** https://github.com/fluent/fluent-plugin-s3 */
export function s3(o: S3Data, secrets: Secrets): Match {
  credentials(o.aws, secrets);
  return {
    params: {
      '@type': 's3',
      's3_bucket': o.bucket,
      's3_region': o.aws.region,
      's3_endpoint': url(o.aws),
      'force_path_style': o.aws.endpoint ? true : undefined,
      'path': `${o.prefix}/%Y/%m/%d/%H/`,
      's3_object_key_format': '%{path}%{hex_random}.%{file_extension}',
      'hex_random_length': 16,
      'store_as': 'gzip',
      // Asking at start would end the process while the destination is away, and needs rights of its own.
      'check_apikey_on_start': false,
      'check_bucket': false,
      'check_object': false,
      'auto_create_bucket': false,
    },
    sections: [
      ...(o.aws.roleArn ? [element('assume_role_credentials', undefined, { role_arn: o.aws.roleArn, role_session_name: 'fluentd' })] : []),
      element('format', undefined, { '@type': 'json' }),
      INJECT_TIME,
    ],
    bufferArg: 'time',
    buffer: { timekey: '1h', timekey_use_utc: true, flush_interval: `${o.uploadSeconds}s`, chunk_limit_size: Number(o.objectBytes) },
  };
}

/** https://github.com/fluent/fluent-plugin-kafka */
export function kafka(o: KafkaData, secrets: Secrets): Match {
  if (o.tls) refuse(o.tls, secrets, true);
  if (o.tls && !o.tls.verify) throw secrets.lacks('tls.insecureSkipVerify', 'taking any certificate of a Kafka broker');
  return {
    params: {
      '@type': 'kafka2',
      'brokers': o.brokers.join(','),
      'default_topic': o.topic,
      // A field "topic" of a record must not decide where it goes.
      'topic_key': '_topic',
      'required_acks': -1,
      'compression_codec': 'gzip',
      'use_event_time': true,
      ...(o.tls ? {
        ...(o.tls.caFile ? { ssl_ca_cert: [o.tls.caFile] } : { ssl_ca_certs_from_system: true }),
        ssl_client_cert: o.tls.certFile,
        ssl_client_cert_key: o.tls.keyFile,
      } : {}),
      ...(o.auth ? {
        username: secrets.get('user', o.auth.user),
        password: secrets.get('password', o.auth.password),
        sasl_over_ssl: o.tls !== undefined,
        ...(o.mechanism === 'PLAIN' ? {} : { scram_mechanism: o.mechanism === 'SCRAM-SHA-256' ? 'sha256' : 'sha512' }),
      } : {}),
    },
    sections: [element('format', undefined, { '@type': 'json' }), INJECT_TIME],
    bufferArg: '_topic',
  };
}

function url(aws: AwsData): string | undefined {
  const e = aws.endpoint;
  return e && `${e.tls ? 'https' : 'http'}://${e.host}:${e.port}${e.path === '/' ? '' : e.path}`;
}

function credentials(aws: AwsData, secrets: Secrets): void {
  if (aws.accessKeyId) secrets.variable('AWS_ACCESS_KEY_ID', aws.accessKeyId);
  if (aws.secretAccessKey) secrets.variable('AWS_SECRET_ACCESS_KEY', aws.secretAccessKey);
}

import { Config } from '../merge';
import { AwsData, CloudWatchData, KafkaData, PipelineData, S3Data } from '../pipeline';
import { FileSecrets } from './secrets';
import { tlsPart } from './sinks';
import { template, templateField } from './templates';

export function cloudWatch(o: CloudWatchData, pipeline: PipelineData, secrets: FileSecrets, common: Config): Config {
  const fields = (['namespace', 'pod', 'container'] as const).flatMap((from) => pipeline.enrich.find((e) => e.from === from)?.field ?? []);
  return {
    type: 'aws_cloudwatch_logs',
    ...common,
    ...aws(o.aws, secrets),
    group_name: template(`outputs[${o.name}].logGroup`, o.group),
    // A stream that is all template is refused: it must begin with fixed text.
    stream_name: o.stream === undefined ? `pod/${fields.map(templateField).join('.')}` : template(`outputs[${o.name}].logStream`, o.stream),
    create_missing_group: o.createGroup,
    create_missing_stream: true,
    ...(o.retentionDays === undefined ? {} : { retention: { enabled: true, days: o.retentionDays } }),
    encoding: { codec: 'json' },
    compression: 'gzip',
  };
}

export function s3(o: S3Data, secrets: FileSecrets, common: Config): Config {
  return {
    type: 'aws_s3',
    ...common,
    ...aws(o.aws, secrets),
    bucket: o.bucket,
    key_prefix: `${template(`outputs[${o.name}].keyPrefix`, o.prefix)}/%Y/%m/%d/%H/`,
    encoding: { codec: 'json' },
    framing: { method: 'newline_delimited' },
    compression: 'gzip',
    batch: { timeout_secs: o.uploadSeconds, max_bytes: Number(o.objectBytes) },
  };
}

export function kafka(o: KafkaData, secrets: FileSecrets): Config {
  const path = `outputs[${o.name}].auth`;
  return {
    type: 'kafka',
    acknowledgements: { enabled: true },
    bootstrap_servers: o.brokers.join(','),
    topic: o.topic,
    encoding: { codec: 'json' },
    compression: 'gzip',
    // 0: for ever. The default gives a record up after five minutes.
    ...(o.retries === undefined ? { message_timeout_ms: 0 } : {}),
    librdkafka_options: {
      'request.required.acks': '-1',
      // Of a gigabyte by default, in memory; what does not fit waits on disk.
      'queue.buffering.max.kbytes': '32768',
      ...(o.retries === undefined ? {} : { 'message.send.max.retries': String(o.retries) }),
    },
    ...(o.tls ? { tls: { enabled: true, ...tlsPart(o.name, o.tls) } } : {}),
    ...(o.auth ? {
      sasl: {
        enabled: true,
        mechanism: o.mechanism,
        username: secrets.text(`${path}.user`, o.auth.user),
        password: secrets.text(`${path}.password`, o.auth.password),
      },
    } : {}),
  };
}

function aws(data: AwsData, secrets: FileSecrets): Config {
  if (data.accessKeyId) secrets.variable('AWS_ACCESS_KEY_ID', data.accessKeyId);
  if (data.secretAccessKey) secrets.variable('AWS_SECRET_ACCESS_KEY', data.secretAccessKey);
  const { endpoint: e } = data;
  return {
    region: data.region,
    ...(data.roleArn === undefined ? {} : { auth: { assume_role: data.roleArn } }),
    ...(e ? { endpoint: `${e.tls ? 'https' : 'http'}://${e.host}:${e.port}${e.path === '/' ? '' : e.path}` } : {}),
  };
}

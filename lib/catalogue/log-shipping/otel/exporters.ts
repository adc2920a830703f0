/** Outputs in the Collector's terms. Every one of them waits on disk, bounded by bytes. */
import { lacks } from '../engines';
import { CloudWatchData, KafkaData, OtlpData, OutputData, PipelineData, SplunkData } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import { aws, base, Exporter, headers, otelLacks, queue, queued, retry, tls } from './common';
import { elasticsearch, loki, openSearch } from './exporters-search';
import { OTEL_COLLECTOR } from './product';
import { reference } from './variables';

export function exporter(o: OutputData, pipeline: PipelineData, secrets: EnvironmentSecrets): Exporter {
  const share = pipeline.buffer.bytes / BigInt(pipeline.outputs.length);
  switch (o.kind) {
    case 'loki': return loki(o, share, secrets);
    case 'elasticsearch': return elasticsearch(o, share, secrets);
    case 'openSearch': return openSearch(o, share, secrets);
    case 'otlp': return otlp(o, share, secrets);
    case 'kafka': return kafka(o, share, secrets);
    case 'splunkHec': return splunk(o, share, secrets);
    case 'datadog': return {
      id: `datadog/${o.name}`,
      config: { api: { site: o.site, key: secrets.text(o.name, 'api_key', o.apiKey) }, ...queued(o, share) },
    };
    case 'cloudWatchLogs': return cloudWatchLogs(o, share, pipeline, secrets);
    case 's3': return {
      id: `awss3/${o.name}`,
      config: {
        s3uploader: {
          ...aws(o.aws, secrets),
          s3_bucket: o.bucket,
          s3_prefix: o.prefix,
          s3_partition_format: '%Y/%m/%d/%H',
          compression: 'gzip',
          ...(o.aws.endpoint ? { endpoint: base(o.aws.endpoint), s3_force_path_style: true, disable_ssl: !o.aws.endpoint.tls } : {}),
          // 0: for ever.
          retry_mode: o.retries === 0 ? 'nop' : 'standard',
          ...(o.retries === 0 ? {} : { retry_max_attempts: o.retries === undefined ? 0 : o.retries + 1 }),
        },
        marshaler: 'otlp_json',
        sending_queue: { ...queue(share), batch: { flush_timeout: `${o.uploadSeconds}s`, min_size: Number(o.objectBytes), max_size: Number(o.objectBytes), sizer: 'bytes' } },
      },
    };
    case 'stdout': return { id: `debug/${o.name}`, config: { verbosity: 'detailed', use_internal_logger: false } };
    default: throw new Error('unreachable: checked before');
  }
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/awscloudwatchlogsexporter */
function cloudWatchLogs(o: CloudWatchData, share: bigint, pipeline: PipelineData, secrets: EnvironmentSecrets): Exporter {
  // Not in its list (internal/aws/cwlogs/utils.go): it would end at the start.
  if (o.retentionDays === 1096) throw lacks(`outputs[${o.name}].retentionDays`, 'a retention of 1096 days', OTEL_COLLECTOR.name, ['fluentBit']);
  return {
    id: `awscloudwatchlogs/${o.name}`,
    config: {
      ...aws(o.aws, secrets),
      log_group_name: o.group,
      log_stream_name: o.stream ?? podStream(o.name, pipeline),
      ...(o.retentionDays === undefined ? {} : { log_retention: o.retentionDays }),
      ...(o.aws.endpoint ? { endpoint: base(o.aws.endpoint) } : {}),
      retry_on_failure: retry(o),
      sending_queue: { ...queue(share), batch: undefined },
    },
  };
}

/** Streams can't be named by the record: in a node agent, which serves many Pods, one must be given. */
function podStream(output: string, pipeline: PipelineData): string {
  if (pipeline.sources.some((s) => s.kind === 'containers')) throw otelLacks(`outputs[${output}].logStream`, 'a log stream for each Pod in a node agent');
  const variables = (['namespace', 'pod', 'container'] as const).flatMap((from) => pipeline.enrich.find((e) => e.from === from)?.variable ?? []);
  return `pod/${variables.map(reference).join('.')}`;
}

function otlp(o: OtlpData, share: bigint, secrets: EnvironmentSecrets): Exporter {
  const common = { ...tls(o.endpoint.tls, o.tls), compression: 'gzip', timeout: '10s', ...headers(o.name, o.headers, secrets), ...queued(o, share) };
  return o.protocol === 'grpc'
    ? { id: `otlp_grpc/${o.name}`, config: { endpoint: `${o.endpoint.host}:${o.endpoint.port}`, ...common } }
    : { id: `otlp_http/${o.name}`, config: { logs_endpoint: base(o.endpoint) + o.endpoint.path, ...common } };
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/kafkaexporter */
function kafka(o: KafkaData, share: bigint, secrets: EnvironmentSecrets): Exporter {
  return {
    id: `kafka/${o.name}`,
    config: {
      brokers: [...o.brokers],
      logs: { topic: o.topic, encoding: 'otlp_json' },
      producer: { required_acks: -1, compression: 'gzip' },
      ...(o.tls ? tls(true, o.tls) : {}),
      ...(o.auth ? {
        auth: { sasl: { mechanism: o.mechanism, username: secrets.text(o.name, 'user', o.auth.user), password: secrets.text(o.name, 'password', o.auth.password) } },
      } : {}),
      ...queued(o, share),
    },
  };
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/splunkhecexporter */
function splunk(o: SplunkData, share: bigint, secrets: EnvironmentSecrets): Exporter {
  return {
    id: `splunk_hec/${o.name}`,
    config: {
      endpoint: `${base(o.endpoint)}/services/collector`,
      token: secrets.text(o.name, 'token', o.token),
      ...(o.index === undefined ? {} : { index: o.index }),
      ...(o.source === undefined ? {} : { source: o.source }),
      ...(o.sourceType === undefined ? {} : { sourcetype: o.sourceType }),
      ...tls(o.endpoint.tls, o.tls),
      ...queued(o, share),
    },
  };
}

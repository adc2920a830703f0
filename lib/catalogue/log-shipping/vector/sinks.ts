/** Outputs in Vector's terms. https://vector.dev/docs/reference/configuration/sinks/ */
import { lacks } from '../engines';
import { Config } from '../merge';
import {
  BasicAuthData, ElasticsearchData, Endpoint, HttpData, LokiData, OtlpData, OutputData, PipelineData, SplunkData, TlsData, Value,
} from '../pipeline';
import { VECTOR } from './product';
import { FileSecrets } from './secrets';
import { cloudWatch, kafka, s3 } from './sinks-aws-kafka';
import { template, templateField } from './templates';

/** An output with what all of them have: acknowledgements, retries and its share of the disk. */
export function sink(output: OutputData, pipeline: PipelineData, secrets: FileSecrets): Config {
  const share = pipeline.buffer.bytes / BigInt(pipeline.outputs.length);
  return {
    ...sinkOf(output, pipeline, secrets),
    buffer: { type: 'disk', max_size: Number(share), when_full: 'block' },
  };
}

function sinkOf(output: OutputData, pipeline: PipelineData, secrets: FileSecrets): Config {
  switch (output.kind) {
    case 'loki': return loki(output, secrets);
    case 'elasticsearch':
    case 'openSearch': return elasticsearch(output, secrets);
    case 'cloudWatchLogs': return cloudWatch(output, pipeline, secrets, common(output));
    case 's3': return s3(output, secrets, common(output));
    case 'kafka': return kafka(output, secrets);
    case 'otlp': return otlp(output, secrets);
    case 'splunkHec': return splunk(output, secrets);
    case 'datadog': return {
      type: 'datadog_logs', ...common(output), default_api_key: secrets.text(`outputs[${output.name}].apiKey`, output.apiKey), site: output.site, compression: 'gzip',
    };
    case 'http': return { type: 'http', ...httpPart(output, secrets), ...common(output, headers(output.name, output.headers, secrets)) };
    case 'stdout': return { type: 'console', target: 'stdout', encoding: JSON_ENCODING, acknowledgements: ACKNOWLEDGEMENTS };
    case 'forward': throw new Error('unreachable: checked before');
  }
}

const JSON_ENCODING = { codec: 'json' };
/** Positions are saved only when the records have arrived. */
const ACKNOWLEDGEMENTS = { enabled: true };

function common(output: OutputData, requestHeaders: Config = {}): Config {
  return {
    acknowledgements: { ...ACKNOWLEDGEMENTS },
    request: {
      retry_initial_backoff_secs: 1,
      retry_max_duration_secs: 60,
      ...(output.retries === undefined ? {} : { retry_attempts: output.retries }),
      ...(Object.keys(requestHeaders).length ? { headers: requestHeaders } : {}),
    },
  };
}

function loki(o: LokiData, secrets: FileSecrets): Config {
  const fields = (names: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(names).map(([l, f]) => [l, templateField(f)]));
  const dynamic = { ...fields(o.labelFields), ...fields(o.structuredMetadata) };
  return {
    type: 'loki',
    ...common(o),
    endpoint: base(o.endpoint),
    path: o.endpoint.path,
    labels: {
      ...Object.fromEntries(Object.entries(o.labels).map(([l, v]) => [l, template(`outputs[${o.name}].labels.${l}`, v)])),
      ...fields(o.labelFields),
    },
    remove_label_fields: true,
    ...(Object.keys(o.structuredMetadata).length
      ? { structured_metadata: fields(o.structuredMetadata), remove_structured_metadata_fields: true }
      : {}),
    // A label whose whole value comes from a field is refused without this. It is a label only: the tenant, which
    // decides who may read, is fixed text. https://vector.dev/highlights/2026-07-14-0-57-0-upgrade-guide/
    ...(Object.keys(dynamic).length ? { dangerously_allow_unconfined_template_resolution: true } : {}),
    encoding: { ...JSON_ENCODING },
    compression: 'gzip',
    ...(o.tenant === undefined ? {} : { tenant_id: template(`outputs[${o.name}].tenant`, o.tenant) }),
    ...auth(o.name, o.auth, secrets),
    ...(o.bearerToken ? { auth: { strategy: 'bearer', token: secrets.text(`outputs[${o.name}].bearerToken`, o.bearerToken) } } : {}),
    ...tls(o.name, o.endpoint, o.tls),
  };
}

function elasticsearch(o: ElasticsearchData, secrets: FileSecrets): Config {
  const key = o.apiKey ? { Authorization: `ApiKey ${secrets.text(`outputs[${o.name}].apiKey`, o.apiKey)}` } : {};
  return {
    type: 'elasticsearch',
    ...common(o, key),
    endpoints: [base(o.endpoint) + (o.endpoint.path === '/' ? '' : o.endpoint.path)],
    // Said, so that it is not asked for: that needs a right of its own.
    api_version: o.kind === 'openSearch' ? 'v7' : 'v8',
    mode: 'bulk',
    // "create" works for data streams too, and a record that is sent again keeps its id.
    bulk: { action: 'create', index: o.index ?? `${o.indexPrefix}-%Y.%m.%d` },
    id_key: ID,
    // Records of a batch that were refused for a while (429) would be dropped.
    request_retry_partial: true,
    compression: 'gzip',
    ...auth(o.name, o.auth, secrets),
    ...(o.aws ? { auth: { strategy: 'aws', ...(o.aws.roleArn ? { assume_role: o.aws.roleArn } : {}) }, aws: { region: o.aws.region } } : {}),
    ...tls(o.name, o.endpoint, o.tls),
  };
}

/** Field that gives a record its identity in Elasticsearch; taken out when it is sent. */
export const ID = 'log_record_id';

function otlp(o: OtlpData, secrets: FileSecrets): Config {
  if (o.protocol === 'grpc') throw lacks(`outputs[${o.name}].protocol`, 'OTLP over gRPC', VECTOR.name, ['fluentBit', 'otel']);
  return {
    type: 'opentelemetry',
    protocol: {
      type: 'http',
      uri: base(o.endpoint) + o.endpoint.path,
      method: 'post',
      // Whole batches; with "json" a batch of more than one record is refused by receivers.
      encoding: { codec: 'otlp' },
      compression: 'gzip',
      ...common(o, { 'Content-Type': 'application/x-protobuf', ...headers(o.name, o.headers, secrets) }),
      ...tls(o.name, o.endpoint, o.tls),
    },
  };
}

function splunk(o: SplunkData, secrets: FileSecrets): Config {
  return {
    type: 'splunk_hec_logs',
    ...common(o),
    endpoint: base(o.endpoint),
    default_token: secrets.text(`outputs[${o.name}].token`, o.token),
    encoding: { ...JSON_ENCODING },
    compression: 'gzip',
    ...(o.index === undefined ? {} : { index: template(`outputs[${o.name}].index`, o.index) }),
    ...(o.source === undefined ? {} : { source: template(`outputs[${o.name}].source`, o.source) }),
    ...(o.sourceType === undefined ? {} : { sourcetype: template(`outputs[${o.name}].sourceType`, o.sourceType) }),
    ...tls(o.name, o.endpoint, o.tls),
  };
}

function httpPart(o: HttpData, secrets: FileSecrets): Config {
  return {
    uri: template(`outputs[${o.name}].url`, base(o.endpoint) + o.endpoint.path),
    method: 'post',
    encoding: { ...JSON_ENCODING },
    // Without a framing JSON is sent as one array.
    ...(o.format === 'lines' ? { framing: { method: 'newline_delimited' } } : {}),
    compression: 'gzip',
    ...auth(o.name, o.auth, secrets),
    ...tls(o.name, o.endpoint, o.tls),
  };
}

function base(e: Endpoint): string {
  return `${e.tls ? 'https' : 'http'}://${e.host}:${e.port}`;
}

function headers(output: string, data: Readonly<Record<string, Value>>, secrets: FileSecrets): Config {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => {
    const path = `outputs[${output}].headers.${name}`;
    return [name, typeof value === 'string' ? template(path, value) : secrets.text(path, value)];
  }));
}

function auth(output: string, data: BasicAuthData | undefined, secrets: FileSecrets): Config {
  if (!data) return {};
  const path = `outputs[${output}].auth`;
  return { auth: { strategy: 'basic', user: secrets.text(`${path}.user`, data.user), password: secrets.text(`${path}.password`, data.password) } };
}

function tls(output: string, endpoint: Endpoint, data: TlsData): Config {
  return endpoint.tls ? { tls: tlsPart(output, data) } : {};
}

export function tlsPart(output: string, data: TlsData): Config {
  if (data.minVersion === '1.3') throw lacks(`outputs[${output}].tls.minimumVersion`, 'TLS 1.3 as the oldest version', VECTOR.name, ['fluentBit', 'fluentd', 'otel']);
  return {
    verify_certificate: data.verify,
    verify_hostname: data.verify,
    ...(data.caFile ? { ca_file: data.caFile } : {}),
    ...(data.certFile ? { crt_file: data.certFile, key_file: data.keyFile } : {}),
    ...(data.serverName ? { server_name: data.serverName } : {}),
  };
}

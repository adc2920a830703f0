import { FIELDS } from '../enrichment';
import {
  BasicAuthData, CloudWatchData, ElasticsearchData, Endpoint, LokiData, OutputData, PipelineData, TlsData,
} from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import type { Plugin } from './config';
import { ALL } from './filters';

/** An output with what all of them have: match, retries and its share of the disk. */
export function outputPlugin(output: OutputData, pipeline: PipelineData, secrets: EnvironmentSecrets): Plugin {
  const share = pipeline.buffer.bytes / BigInt(pipeline.outputs.length);
  return {
    ...plugin(output, secrets),
    'match': ALL,
    'alias': output.name,
    // Other words are taken for 1 in silence.
    'retry_limit': output.retries === undefined ? 'no_limits' : output.retries === 0 ? 'no_retries' : output.retries,
    // Above it the oldest records are dropped.
    'storage.total_limit_size': Number(share),
  };
}

function plugin(output: OutputData, secrets: EnvironmentSecrets): Plugin {
  switch (output.kind) {
    case 'loki': return loki(output, secrets);
    case 'elasticsearch':
    case 'openSearch': return search(output, secrets);
    case 'cloudWatchLogs': return cloudWatch(output, secrets);
    case 'stdout': return { name: 'stdout', format: 'json_lines', json_date_key: 'time', json_date_format: 'iso8601' };
  }
}

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/loki */
function loki(o: LokiData, secrets: EnvironmentSecrets): Plugin {
  const fields = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([label, field]) => `${label}=$${field}`);
  const labels = [...Object.entries(o.labels).map(([label, value]) => `${label}=${value}`), ...fields(o.labelFields)];
  const metadata = fields(o.structuredMetadata);
  return {
    name: 'loki',
    ...address(o.endpoint, o.tls),
    uri: o.endpoint.path,
    ...(labels.length ? { labels: labels.join(', ') } : {}),
    ...(metadata.length ? { structured_metadata: metadata.join(', ') } : {}),
    line_format: 'json',
    // A record that has but one field left (the line itself) is sent as that text.
    drop_single_key: 'raw',
    compress: 'gzip',
    ...(o.tenant === undefined ? {} : { tenant_id: o.tenant }),
    ...auth(o.name, o.auth, secrets),
    ...(o.bearerToken ? { bearer_token: secrets.text(o.name, 'token', o.bearerToken) } : {}),
  };
}

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/elasticsearch and .../opensearch */
function search(o: ElasticsearchData, secrets: EnvironmentSecrets): Plugin {
  return {
    name: o.kind === 'elasticsearch' ? 'es' : 'opensearch',
    ...address(o.endpoint, o.tls),
    ...(o.endpoint.path === '/' ? {} : { path: o.endpoint.path.replace(/\/$/, '') }),
    ...(o.index === undefined
      ? { logstash_format: 'on', logstash_prefix: o.indexPrefix, logstash_dateformat: '%Y.%m.%d' }
      : { index: o.index }),
    // Types are gone since Elasticsearch 8 and OpenSearch 2: requests that name one are refused.
    suppress_type_name: 'on',
    // A record that is sent again has the same id, and is not stored twice.
    generate_id: 'on',
    time_key_nanos: 'on',
    compress: 'gzip',
    // Answers are read to see which records were refused; a buffer that is too small loses that.
    buffer_size: '512k',
    ...auth(o.name, o.auth, secrets),
    ...(o.apiKey ? { http_api_key: secrets.text(o.name, 'api_key', o.apiKey) } : {}),
    ...(o.aws ? { aws_auth: 'on', aws_region: o.aws.region, ...(o.aws.roleArn ? { aws_role_arn: o.aws.roleArn } : {}) } : {}),
  };
}

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/cloudwatch */
function cloudWatch(o: CloudWatchData, secrets: EnvironmentSecrets): Plugin {
  if (o.aws.accessKeyId) secrets.variable('AWS_ACCESS_KEY_ID', o.aws.accessKeyId);
  if (o.aws.secretAccessKey) secrets.variable('AWS_SECRET_ACCESS_KEY', o.aws.secretAccessKey);
  if (o.aws.endpoint && (!o.aws.endpoint.tls || o.aws.endpoint.path !== '/')) {
    throw new Error(`outputs[${o.name}].endpoint: "${o.aws.endpoint.host}" is not an https address without a path, and Fluent Bit speaks nothing else to CloudWatch Logs: use one`);
  }
  return {
    name: 'cloudwatch_logs',
    region: o.aws.region,
    log_group_name: o.group,
    ...(o.stream === undefined
      // Between fields of a template only "." and "," may stand. The prefix is for records that lack one of them.
      ? { log_stream_template: `$${FIELDS.namespace}.$${FIELDS.pod}.$${FIELDS.container}`, log_stream_prefix: 'other-' }
      : { log_stream_name: o.stream }),
    auto_create_group: o.createGroup ? 'on' : 'off',
    ...(o.retentionDays === undefined ? {} : { log_retention_days: o.retentionDays }),
    ...(o.aws.roleArn === undefined ? {} : { role_arn: o.aws.roleArn }),
    ...(o.aws.endpoint ? { endpoint: o.aws.endpoint.host, port: o.aws.endpoint.port } : {}),
  };
}

function auth(output: string, data: BasicAuthData | undefined, secrets: EnvironmentSecrets): Plugin {
  return data ? { http_user: secrets.text(output, 'user', data.user), http_passwd: secrets.text(output, 'password', data.password) } : {};
}

/** Host, port and TLS. The server's name is not checked unless one says so. https://docs.fluentbit.io/manual/administration/transport-security */
function address(endpoint: Endpoint, tls: TlsData): Plugin {
  return {
    host: endpoint.host,
    port: endpoint.port,
    ...(endpoint.tls ? {
      'tls': 'on',
      'tls.verify': tls.verify ? 'on' : 'off',
      'tls.verify_hostname': tls.verify ? 'on' : 'off',
      'tls.min_version': `TLSv${tls.minVersion}`,
      ...(tls.serverName ? { 'tls.vhost': tls.serverName } : {}),
      ...(tls.caFile ? { 'tls.ca_file': tls.caFile } : {}),
      ...(tls.certFile ? { 'tls.crt_file': tls.certFile, 'tls.key_file': tls.keyFile } : {}),
    } : { tls: 'off' }),
  };
}

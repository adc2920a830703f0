import { ElasticsearchData, LokiData } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import { address, httpAuth } from './address';
import type { Plugin } from './config';

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/loki */
export function loki(o: LokiData, secrets: EnvironmentSecrets): Plugin {
  const fields = (names: Readonly<Record<string, string>>) => Object.entries(names).map(([label, field]) => `${label}=$${field}`);
  const labels = [...Object.entries(o.labels).map(([label, value]) => `${label}=${value}`), ...fields(o.labelFields)];
  const metadata = fields(o.structuredMetadata);
  return {
    name: 'loki',
    ...address(o.endpoint, o.tls),
    uri: o.endpoint.path,
    labels: labels.join(', '),
    ...(metadata.length ? { structured_metadata: metadata.join(', ') } : {}),
    line_format: 'json',
    // A record that has but one field left (the line itself) is sent as that text.
    drop_single_key: 'raw',
    compress: 'gzip',
    ...(o.tenant === undefined ? {} : { tenant_id: o.tenant }),
    ...httpAuth(o.name, o.auth, secrets),
    ...(o.bearerToken ? { bearer_token: secrets.text(o.name, 'token', o.bearerToken) } : {}),
  };
}

/** https://docs.fluentbit.io/manual/data-pipeline/outputs/elasticsearch and .../opensearch */
export function elasticsearch(o: ElasticsearchData, secrets: EnvironmentSecrets): Plugin {
  return {
    name: o.kind === 'elasticsearch' ? 'es' : 'opensearch',
    ...address(o.endpoint, o.tls),
    ...(o.endpoint.path === '/' ? {} : { path: o.endpoint.path.replace(/\/$/, '') }),
    ...(o.index === undefined
      ? { logstash_format: 'on', logstash_prefix: o.indexPrefix, logstash_dateformat: '%Y.%m.%d' }
      : { index: o.index }),
    ...identity(o),
    // Types are gone since Elasticsearch 8 and OpenSearch 2: requests that name one are refused.
    suppress_type_name: 'on',
    time_key_nanos: 'on',
    // The answer has a part for each record: one that is cut off (at 512 kB by default) is taken for a failure.
    buffer_size: 0,
    compress: 'gzip',
    ...httpAuth(o.name, o.auth, secrets),
    ...(o.apiKey ? { http_api_key: secrets.text(o.name, 'api_key', o.apiKey) } : {}),
    ...(o.aws ? { aws_auth: 'on', aws_region: o.aws.region, ...(o.aws.roleArn ? { aws_role_arn: o.aws.roleArn } : {}) } : {}),
  };
}

/**
 * A record that is sent again has the same id, and is not stored twice. Elasticsearch then answers 409 for all that are
 * there already, and a batch of nothing else is taken for a failure and sent for ever (plugins/out_es/es.c, release
 * 5.1.1): so they are written over. A data stream lets nothing be written over, and a given name may be one.
 *
 * @see https://www.elastic.co/docs/manage-data/data-store/templates the names that are data streams by themselves
 */
function identity(o: ElasticsearchData): Plugin {
  if (o.kind === 'openSearch') return { generate_id: 'on', write_operation: 'create' };
  const mayBeStream = o.index !== undefined || /^(logs|metrics|synthetics|traces)-/.test(o.indexPrefix);
  return mayBeStream ? { generate_id: 'off', write_operation: 'create' } : { generate_id: 'on', write_operation: 'index' };
}

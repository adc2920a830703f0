import { oneOf } from '../arguments';
import { ElasticsearchData, LokiData } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import { base, Exporter, otelLacks, queue, queued, retry, tls } from './common';

/**
 * Loki takes OTLP. Which attributes become labels is said in Loki's own limits_config.otlp_config; by default the Pod's
 * namespace, Pod and container are among them. https://grafana.com/docs/loki/latest/send-data/otel/
 */
export function loki(o: LokiData, share: bigint, secrets: EnvironmentSecrets): Exporter {
  const own = Object.values(o.labelFields).find((f) => !f.startsWith('k8s_'));
  if (own) throw otelLacks(`outputs[${o.name}].labelFields`, `a label from the field "${own}"`);
  const suffix = '/loki/api/v1/push';
  const path = o.endpoint.path.endsWith(suffix) ? o.endpoint.path.slice(0, -suffix.length) : o.endpoint.path.replace(/\/$/, '');
  const basic = o.auth ? `basicauth/${o.name}` : undefined;
  const headers = {
    ...(o.tenant === undefined ? {} : { 'X-Scope-OrgID': o.tenant }),
    ...(o.bearerToken ? { Authorization: `Bearer ${secrets.text(o.name, 'token', o.bearerToken)}` } : {}),
  };
  return {
    id: `otlp_http/${o.name}`,
    config: {
      logs_endpoint: `${base(o.endpoint)}${path}/otlp/v1/logs`,
      ...tls(o.endpoint.tls, o.tls),
      compression: 'gzip',
      timeout: '10s',
      ...(Object.keys(headers).length ? { headers } : {}),
      ...(basic ? { auth: { authenticator: basic } } : {}),
      ...queued(o, share),
    },
    ...(basic ? { extensions: { [basic]: basicAuth(o, secrets) } } : {}),
  };
}

function basicAuth(o: LokiData | ElasticsearchData, secrets: EnvironmentSecrets): object {
  return { client_auth: { username: secrets.text(o.name, 'user', o.auth!.user), password: secrets.text(o.name, 'password', o.auth!.password) } };
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/elasticsearchexporter */
export function elasticsearch(o: ElasticsearchData, share: bigint, secrets: EnvironmentSecrets): Exporter {
  oneOf(`outputs[${o.name}].auth`, { auth: o.auth, apiKey: o.apiKey });
  return {
    id: `elasticsearch/${o.name}`,
    config: {
      endpoints: [base(o.endpoint) + (o.endpoint.path === '/' ? '' : o.endpoint.path)],
      logs_index: o.index ?? o.indexPrefix,
      ...(o.index === undefined ? { logstash_format: { enabled: true } } : {}),
      ...(o.auth ? { user: secrets.text(o.name, 'user', o.auth.user), password: secrets.text(o.name, 'password', o.auth.password) } : {}),
      ...(o.apiKey ? { api_key: secrets.text(o.name, 'api_key', o.apiKey) } : {}),
      ...tls(o.endpoint.tls, o.tls),
      // It counts tries of its own: a billion for "no limit".
      retry: o.retries === 0 ? { enabled: false } : { enabled: true, max_retries: o.retries ?? 1_000_000_000, initial_interval: '1s', max_interval: '30s' },
      sending_queue: queue(share),
    },
  };
}

/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/opensearchexporter */
export function openSearch(o: ElasticsearchData, share: bigint, secrets: EnvironmentSecrets): Exporter {
  const authenticator = o.aws ? `sigv4auth/${o.name}` : o.auth ? `basicauth/${o.name}` : undefined;
  const extension = o.aws
    ? { region: o.aws.region, service: 'es', ...(o.aws.roleArn ? { assume_role: { arn: o.aws.roleArn } } : {}) }
    : o.auth ? basicAuth(o, secrets) : undefined;
  return {
    id: `opensearch/${o.name}`,
    config: {
      http: {
        endpoint: base(o.endpoint) + (o.endpoint.path === '/' ? '' : o.endpoint.path),
        ...tls(o.endpoint.tls, o.tls),
        ...(authenticator ? { auth: { authenticator } } : {}),
      },
      logs_index: o.index ?? o.indexPrefix,
      ...(o.index === undefined ? { logs_index_time_format: 'yyyy.MM.dd' } : {}),
      mapping: { mode: 'flatten_attributes' },
      bulk_action: 'create',
      retry_on_failure: retry(o),
      sending_queue: queue(share),
    },
    ...(authenticator && extension ? { extensions: { [authenticator]: extension } } : {}),
  };
}

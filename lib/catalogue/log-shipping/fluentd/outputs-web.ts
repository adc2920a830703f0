import { DatadogData, ElasticsearchData, ForwardData, HttpData, TlsData } from '../pipeline';
import { element, Param } from './elements';
import type { Match, Secrets } from './outputs';

/** https://github.com/uken/fluent-plugin-elasticsearch, https://github.com/fluent/fluent-plugin-opensearch */
export function search(o: ElasticsearchData, secrets: Secrets): Match {
  if (o.endpoint.tls) refuse(o.tls, secrets, true);
  const address = {
    host: o.endpoint.host,
    port: o.endpoint.port,
    scheme: o.endpoint.tls ? 'https' : 'http',
    ...(o.endpoint.path === '/' ? {} : { path: o.endpoint.path }),
  };
  const open = o.kind === 'openSearch';
  return {
    params: {
      '@type': open ? 'opensearch' : 'elasticsearch',
      ...(o.aws ? {} : address),
      ...(o.index === undefined ? { logstash_format: true, logstash_prefix: o.indexPrefix } : { index_name: o.index, include_timestamp: true }),
      'id_key': '_hash',
      'remove_keys': '_hash',
      'write_operation': 'create',
      'suppress_type_name': true,
      // Asking for the version at start would end the process while the destination is away. Why a record was refused
      // for good is said nowhere else.
      ...(open
        ? { verify_os_version_at_startup: false, log_os_400_reason: true }
        : { verify_es_version_at_startup: false, default_elasticsearch_version: 8, log_es_400_reason: true }),
      'reconnect_on_error': true,
      'reload_on_failure': true,
      'reload_connections': false,
      'request_timeout': '30s',
      'compression_level': 'default_compression',
      ...(o.auth ? { user: secrets.get('user', o.auth.user), password: secrets.get('password', o.auth.password) } : {}),
      ...(o.apiKey ? { api_key: secrets.get('api_key', o.apiKey) } : {}),
      ...(o.endpoint.tls ? {
        ssl_verify: o.tls.verify, ca_file: o.tls.caFile, client_cert: o.tls.certFile, client_key: o.tls.keyFile,
      } : {}),
    },
    sections: o.aws ? [element('endpoint', undefined, {
      region: o.aws.region, url: `https://${o.endpoint.host}:${o.endpoint.port}`, assume_role_arn: o.aws.roleArn,
    })] : [],
    bufferArg: 'tag',
  };
}

/** https://docs.fluentd.org/output/http */
export function http(o: HttpData, secrets: Secrets): Match {
  if (o.endpoint.tls) refuse(o.tls, secrets, false);
  const headers = Object.entries(o.headers).map(([name, v]) => [name, secrets.get(`header_${name}`, v)] as const);
  return {
    params: {
      '@type': 'http',
      'endpoint': `${o.endpoint.tls ? 'https' : 'http'}://${o.endpoint.host}:${o.endpoint.port}${o.endpoint.path}`,
      'http_method': 'post',
      'json_array': o.format === 'array',
      'compress': 'gzip',
      'reuse_connections': true,
      // All but 503 would be taken for "never again", and the records dropped.
      'retryable_response_codes': ['429', '500', '502', '503', '504'],
      'open_timeout': 10,
      'read_timeout': 30,
      ...(headers.length ? { headers: { json: Object.fromEntries(headers) } } : {}),
      ...(o.endpoint.tls ? {
        tls_verify_mode: o.tls.verify ? 'peer' : 'none',
        tls_version: version(o.tls),
        tls_ca_cert_path: o.tls.caFile,
        tls_client_cert_path: o.tls.certFile,
        tls_private_key_path: o.tls.keyFile,
      } : {}),
    },
    sections: [
      ...(o.auth ? [element('auth', undefined, { method: 'basic', username: secrets.get('user', o.auth.user), password: secrets.get('password', o.auth.password) })] : []),
      element('format', undefined, { '@type': 'json' }),
    ],
  };
}

/** https://docs.fluentd.org/output/forward */
export function forward(o: ForwardData, secrets: Secrets): Match {
  const key = o.sharedKey ? secrets.get('shared_key', o.sharedKey) : undefined;
  return {
    params: {
      '@type': 'forward',
      'require_ack_response': true,
      'compress': 'gzip',
      // A host that can't be resolved yet would end the process.
      'ignore_network_errors_at_startup': true,
      ...(o.tls ? {
        transport: 'tls',
        tls_version: version(o.tls),
        tls_verify_hostname: o.tls.verify,
        tls_insecure_mode: !o.tls.verify,
        ...(o.tls.caFile ? { tls_cert_path: [o.tls.caFile] } : {}),
        tls_client_cert_path: o.tls.certFile,
        tls_client_private_key_path: o.tls.keyFile,
      } : {}),
    },
    sections: [
      element('server', undefined, {
        host: o.host,
        port: o.port,
        name: o.tls?.serverName,
        ...(o.auth ? { username: secrets.get('user', o.auth.user), password: secrets.get('password', o.auth.password) } : {}),
      }),
      ...(key ? [element('security', undefined, { self_hostname: { variable: 'HOSTNAME' }, shared_key: key })] : []),
    ],
    bufferArg: 'tag',
  };
}

/** https://github.com/DataDog/fluent-plugin-datadog */
export function datadog(o: DatadogData, secrets: Secrets): Match {
  const tags = Object.entries(o.tags).map(([k, v]) => `${k}:${v}`).join(',');
  return {
    params: {
      '@type': 'datadog',
      'api_key': secrets.get('api_key', o.apiKey),
      'site': o.site,
      'use_http': true,
      'use_ssl': true,
      'use_compression': true,
      // Tries of its own block the buffer's.
      'max_retries': 3,
      'service': o.service,
      'dd_source': o.source,
      'dd_tags': tags || undefined,
    },
  };
}

function version(tls: TlsData): Param {
  return tls.minVersion === '1.3' ? 'TLSv1_3' : 'TLSv1_2';
}

/** What the libraries below these plugins have no parameter for. */
export function refuse(tls: TlsData, secrets: Secrets, versionToo: boolean): void {
  if (tls.serverName) throw secrets.lacks('tls.serverName', 'another name for the server');
  if (versionToo && tls.minVersion === '1.3') throw secrets.lacks('tls.minimumVersion', 'TLS 1.3 as the oldest version');
}

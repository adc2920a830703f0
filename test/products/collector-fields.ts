/**
 * Fields of the components that can't be had as modules, read in their sources (config.go, config.schema.yaml and README.md of
 * exporter/*exporter and extension/basicauthextension, open-telemetry/opentelemetry-collector-contrib). Deprecated ones
 * are left out: the library must not write them.
 */
import { parse } from 'yaml';
import { Plain } from './plain';

/** `true`: any value. A list: one of these. */
type Fields = { readonly [field: string]: true | RegExp | Fields | ReadonlyArray<string | number> };

const DURATION = /^\d+(ms|s|m|h)$/;
const RETRY: Fields = { enabled: ['true', 'false'], initial_interval: DURATION, randomization_factor: true, multiplier: true, max_interval: DURATION, max_elapsed_time: DURATION };
const BATCH: Fields = { flush_timeout: DURATION, min_size: /^\d+$/, max_size: /^\d+$/, sizer: ['bytes', 'items', 'requests'] };
const QUEUE: Fields = {
  enabled: ['true', 'false'], wait_for_result: true, sizer: ['bytes', 'items', 'requests'], queue_size: /^\d+$/, block_on_overflow: ['true', 'false'],
  num_consumers: /^\d+$/, storage: true, batch: BATCH,
};
const TLS: Fields = {
  insecure: ['true', 'false'], insecure_skip_verify: ['true', 'false'], server_name_override: true, ca_file: true, cert_file: true, key_file: true,
  min_version: ['1.2', '1.3'], max_version: ['1.2', '1.3'], cipher_suites: true, reload_interval: DURATION, include_system_ca_certs_pool: true,
};
const HTTP: Fields = {
  endpoint: true, proxy_url: true, tls: TLS, timeout: DURATION, headers: true, auth: { authenticator: true }, compression: ['gzip', 'none'],
  read_buffer_size: true, write_buffer_size: true, max_idle_conns: true, max_idle_conns_per_host: true, idle_conn_timeout: DURATION, disable_keep_alives: true,
};
const AWS: Fields = {
  region: true, endpoint: true, role_arn: /^arn:/, external_id: true, max_retries: /^\d+$/, num_workers: true, request_timeout_seconds: true,
  no_verify_ssl: true, proxy_address: true, local_mode: true, resource_arn: true,
};
/** internal/aws/cwlogs/utils.go */
const RETENTION = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 2192, 2557, 2922, 3288, 3653];

export const FIELDS: Readonly<Record<string, Fields>> = {
  basicauth: { client_auth: { username: true, password: true } },
  splunk_hec: {
    ...HTTP,
    endpoint: /^https?:.*\/services\/collector$/, token: true, source: true, sourcetype: true, index: true, splunk_app_name: true, splunk_app_version: true,
    log_data_enabled: true, profiling_data_enabled: true, export_raw: true, disable_compression: true, max_content_length_logs: true, max_event_size: true,
    health_path: true, health_check_enabled: true, otel_attrs_to_hec_metadata: true, otel_to_hec_fields: true, heartbeat: true, telemetry: true,
    retry_on_failure: RETRY, sending_queue: QUEUE,
  },
  datadog: {
    api: { site: true, key: true, fail_on_invalid_key: true }, logs: true, metrics: true, traces: true, host_metadata: true, hostname: true,
    retry_on_failure: RETRY, sending_queue: QUEUE,
  },
  awsemf: {
    ...AWS,
    log_group_name: true, log_stream_name: true, log_retention: RETENTION, namespace: true, detailed_metrics: true, version: ['0', '1'],
    dimension_rollup_option: ['ZeroAndSingleDimensionRollup', 'SingleDimensionRollupOnly', 'NoDimensionRollup'], output_destination: ['cloudwatch', 'stdout'],
    resource_to_telemetry_conversion: { enabled: ['true', 'false'] }, retain_initial_value_of_delta_metric: true, metric_declarations: true, tags: true,
  },
  elasticsearch: {
    ...HTTP,
    endpoints: true, cloudid: true, user: true, password: true, api_key: true, pipeline: true, logs_index: true, metadata_keys: true,
    logstash_format: { enabled: ['true', 'false'], prefix_separator: true, date_format: true },
    retry: { enabled: ['true', 'false'], max_retries: /^\d+$/, initial_interval: DURATION, max_interval: DURATION, retry_on_status: true },
    sending_queue: QUEUE, logs_dynamic_id: { enabled: ['true', 'false'] }, discover: { on_start: true, interval: DURATION },
  },
  opensearch: {
    http: HTTP, timeout: DURATION, logs_index: true, logs_index_fallback: true, logs_index_time_format: /^[yMdHms._-]+$/, dataset: true,
    mapping: { mode: ['ss4o', 'ecs', 'flatten_attributes', 'bodymap', 'otel-v1'], timestamp_field: true, unix_timestamp: true, fields: true, dedup: true, dedot: true },
    bulk_action: ['create', 'index'], pipeline: true, retry_on_failure: RETRY, sending_queue: QUEUE,
  },
  awscloudwatchlogs: {
    ...AWS,
    log_group_name: true, log_stream_name: true, log_retention: RETENTION, raw_log: ['true', 'false'], tags: true, retry_on_failure: RETRY, sending_queue: QUEUE,
  },
  awss3: {
    s3uploader: {
      region: true, s3_bucket: true, s3_prefix: true, s3_base_prefix: true, s3_partition_format: /^(%[YmdHM]|[/=a-z])+$/, s3_partition_timezone: true,
      file_prefix: true, endpoint: /^https?:/, role_arn: /^arn:/, external_id: true, s3_force_path_style: ['true', 'false'], disable_ssl: ['true', 'false'],
      acl: true, storage_class: true, compression: ['gzip', 'zstd'], retry_mode: ['standard', 'adaptive', 'nop'], retry_max_attempts: /^\d+$/,
      retry_max_backoff: DURATION, unique_key_func_name: ['uuidv7'],
    },
    marshaler: ['otlp_proto', 'otlp_json', 'sumo_ic', 'body'], encoding: true, encoding_file_extension: true, timeout: DURATION,
    resource_attrs_to_s3: { s3_bucket: true, s3_prefix: true }, retry_on_failure: RETRY, sending_queue: QUEUE,
  },
};

function unknown(path: string, value: unknown, fields: Fields[string]): string[] {
  if (fields === true) return [];
  const bad = [`${path}: ${JSON.stringify(value)}`];
  if (Array.isArray(fields)) return fields.map(String).includes(String(value)) ? [] : bad;
  if (fields instanceof RegExp) return fields.test(String(value)) ? [] : bad;
  if (typeof value !== 'object' || value === null) return bad;
  return Object.entries(value).flatMap(([key, v]) => ((fields as Fields)[key] === undefined ? [`${path}.${key} is unknown`] : unknown(`${path}.${key}`, v, (fields as Fields)[key])));
}

/** Fields and values of listed components that these do not know. */
export function unknownFields(p: Plain): string[] {
  const [text] = Object.values(p.files);
  const { exporters, extensions } = parse(text, { version: '1.1' });
  return Object.entries({ ...exporters, ...extensions }).filter(([id]) => kindOf(id) in FIELDS)
    .flatMap(([id, config]) => unknown(id, config, FIELDS[kindOf(id)]));
}

export const kindOf = (id: string): string => id.split('/')[0];

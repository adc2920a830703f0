/** What exporters have in common. */
import { lacks } from '../engines';
import { Config } from '../merge';
import { AwsData, Endpoint, OutputData, TlsData, Value } from '../pipeline';
import { EnvironmentSecrets } from '../secrets';
import { OTEL_COLLECTOR } from './product';
import { STORAGE } from './receivers';

/** One exporter, and the extensions that it needs. */
export interface Exporter {
  readonly id: string;
  readonly config: Config;
  readonly extensions?: Record<string, Config>;
}

/** Retries are counted by time here: a try takes up to 30 seconds with its pause. 0 is no limit. */
export function retry(o: OutputData): Config {
  if (o.retries === 0) return { enabled: false };
  return { enabled: true, initial_interval: '1s', max_interval: '30s', max_elapsed_time: o.retries === undefined ? '0s' : `${o.retries * 30}s` };
}

/** A queue in memory would be lost with the process, whose position in the file has gone on already. */
export function queue(share: bigint): Config {
  return {
    enabled: true,
    storage: STORAGE,
    sizer: 'bytes',
    // Half of the share: the storage rewrites its file when it gets smaller, and has two of them meanwhile.
    queue_size: Number(share / 2n),
    // Whoever reads the files waits, instead of records being dropped.
    block_on_overflow: true,
    num_consumers: 2,
    batch: { flush_timeout: '1s', min_size: 512 * 1024, max_size: 1024 * 1024, sizer: 'bytes' },
  };
}

export function queued(o: OutputData, share: bigint): Config {
  return { retry_on_failure: retry(o), sending_queue: queue(share) };
}

export function base(e: Endpoint): string {
  return `${e.tls ? 'https' : 'http'}://${e.host}:${e.port}`;
}

/** https://github.com/open-telemetry/opentelemetry-collector/blob/main/config/configtls/README.md */
export function tls(encrypted: boolean, data: TlsData): Config {
  if (!encrypted) return { tls: { insecure: true } };
  return {
    tls: {
      insecure: false,
      min_version: data.minVersion ?? '1.2',
      ...(data.verify ? {} : { insecure_skip_verify: true }),
      ...(data.caFile ? { ca_file: data.caFile } : {}),
      ...(data.certFile ? { cert_file: data.certFile, key_file: data.keyFile } : {}),
      ...(data.serverName ? { server_name_override: data.serverName } : {}),
    },
  };
}

export function headers(output: string, data: Readonly<Record<string, Value>>, secrets: EnvironmentSecrets): Config {
  const entries = Object.entries(data).map(([name, value]) => [name, secrets.text(output, `header_${name}`, value)]);
  return entries.length ? { headers: Object.fromEntries(entries) } : {};
}

export function aws(data: AwsData, secrets: EnvironmentSecrets): Config {
  if (data.accessKeyId) secrets.variable('AWS_ACCESS_KEY_ID', data.accessKeyId);
  if (data.secretAccessKey) secrets.variable('AWS_SECRET_ACCESS_KEY', data.secretAccessKey);
  return { region: data.region, ...(data.roleArn === undefined ? {} : { role_arn: data.roleArn }) };
}

export function otelLacks(path: string, what: string): Error {
  return lacks(path, what, OTEL_COLLECTOR.name, ['fluentBit', 'vector']);
}

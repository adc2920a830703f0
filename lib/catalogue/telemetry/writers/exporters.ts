/** Exporters and their queues; fields as in the sources of 0.159 (exporter/*, exporterhelper). */
import { Config } from '../../log-shipping/merge';
import { base } from '../../log-shipping/otel/common';
import { reference } from '../../log-shipping/otel/variables';
import { TELEMETRY_COLLECTOR } from '../data/collector';
import { CloudWatchData, HeaderData, OtlpData, TelemetryOutputData } from '../telemetry-output';
import { OtlpProtocol, TelemetrySignal } from '../telemetry-output-props';

export interface Exporter {
  readonly id: string;
  readonly config: Config;
  readonly signals: readonly TelemetrySignal[];
}

export interface QueueShare {
  readonly bytes: number;
  readonly onDisk: boolean;
}

export function exporterOf(o: TelemetryOutputData, index: number, share: QueueShare): Exporter[] {
  const name = String(index + 1);
  const one = (id: string, config: Config): Exporter[] => [{ id, config, signals: o.signals }];
  switch (o.kind) {
    case 'otlp': return one(...otlp(o, index, name, share));
    case 'prometheus': return one(`prometheus/${name}`, {
      endpoint: `0.0.0.0:${o.port}`,
      namespace: o.prefix,
      resource_to_telemetry_conversion: { enabled: o.resourceAsLabels },
    });
    case 'remoteWrite': return one(`prometheusremotewrite/${name}`, {
      endpoint: base(o.endpoint) + o.endpoint.path,
      headers: headers(o.headers, index),
      external_labels: Object.keys(o.labels).length ? { ...o.labels } : undefined,
      resource_to_telemetry_conversion: { enabled: o.resourceAsLabels },
      retry_on_failure: retry(share),
    });
    case 'cloudWatch': return cloudWatch(o, name);
    case 'debug': return one(`debug/${name}`, { verbosity: 'detailed', use_internal_logger: false });
  }
}

function otlp(o: OtlpData, index: number, name: string, share: QueueShare): [string, Config] {
  const directory = `${TELEMETRY_COLLECTOR.certificateDirectory}/${name}`;
  const tls = o.endpoint.tls
    ? {
      insecure: false,
      min_version: '1.2',
      ca_file: o.caSecret && `${directory}/ca/ca.crt`,
      cert_file: o.clientSecret && `${directory}/client/tls.crt`,
      key_file: o.clientSecret && `${directory}/client/tls.key`,
      // A renewed certificate is read again.
      reload_interval: o.clientSecret && '5m',
      server_name_override: o.serverName,
    }
    : { insecure: true };
  const common = { tls, headers: headers(o.headers, index), compression: 'gzip', timeout: '10s', retry_on_failure: retry(share), sending_queue: queue(share) };
  return o.protocol === OtlpProtocol.GRPC
    ? [`otlp_grpc/${name}`, { endpoint: `${o.endpoint.host}:${o.endpoint.port}`, ...common }]
    : [`otlp_http/${name}`, { endpoint: base(o.endpoint) + o.endpoint.path.replace(/\/$/, ''), ...common }];
}

/** One destination, and an exporter for each of its signals. */
function cloudWatch(o: CloudWatchData, name: string): Exporter[] {
  const aws = { region: o.region, role_arn: o.roleArn, max_retries: 5 };
  const stream = `${reference('POD_NAMESPACE')}.${reference('POD_NAME')}`;
  const byKind: { [signal in TelemetrySignal]: [string, Config] } = {
    [TelemetrySignal.METRICS]: [`awsemf/${name}`, {
      ...aws,
      namespace: o.group,
      log_group_name: `/metrics/${o.group}`,
      log_stream_name: stream,
      dimension_rollup_option: 'NoDimensionRollup',
      resource_to_telemetry_conversion: { enabled: true },
    }],
    [TelemetrySignal.TRACES]: [`awsxray/${name}`, { ...aws, index_all_attributes: true }],
    [TelemetrySignal.LOGS]: [`awscloudwatchlogs/${name}`, {
      region: o.region, role_arn: o.roleArn, log_group_name: `/logs/${o.group}`, log_stream_name: stream,
    }],
  };
  return o.signals.map((signal) => ({ id: byKind[signal][0], config: byKind[signal][1], signals: [signal] }));
}

/** In memory what is too old is given up; on disk there is room until the queue is full. */
function retry({ onDisk }: QueueShare): Config {
  return { enabled: true, initial_interval: '1s', max_interval: '30s', max_elapsed_time: onDisk ? '0s' : '300s' };
}

/** Batches are made here and not in a processor, which would hold what the queue does not know of. */
function queue({ bytes, onDisk }: QueueShare): Config {
  const { flushTimeout, minBytes, maxBytes } = TELEMETRY_COLLECTOR.batch;
  return {
    enabled: true,
    storage: onDisk ? 'file_storage' : undefined,
    sizer: 'bytes',
    queue_size: bytes,
    // The app is told, and its SDK tries again or drops: it must not wait for a destination.
    block_on_overflow: false,
    num_consumers: 4,
    batch: { flush_timeout: flushTimeout, min_size: Math.min(minBytes, bytes), max_size: maxBytes, sizer: 'bytes' },
  };
}

/** The variable of the container that holds a header's value. */
export function headerVariable(index: number, header: string): string {
  return `OUTPUT_${index + 1}_${header.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

function headers(data: HeaderData, index: number): Config | undefined {
  const entries = Object.entries(data).map(([name, source]) => [name, source._toEnv('x').value ?? reference(headerVariable(index, name))]);
  return entries.length ? Object.fromEntries(entries) : undefined;
}

/** The Collector's configuration, as data. https://opentelemetry.io/docs/collector/configuration/ */
import { TelemetryOutputData } from '../telemetry-output';
import { exporterOf } from './exporters';
import { Config, defined, merge, refusePlainSecrets } from '../../log-shipping/merge';
import { reference, resolveReferences } from '../../log-shipping/otel/variables';
import { TELEMETRY_COLLECTOR } from '../data/collector';
import { OtlpProtocol, TelemetrySignal } from '../telemetry-output-props';
import { checkCollector } from './check';

export interface CollectorModel {
  readonly outputs: readonly TelemetryOutputData[];
  readonly ports: { readonly grpc: number; readonly http: number; readonly health: number; readonly metrics: number };
  /** Attributes by the variable of the container that holds them; one that is empty is left out. */
  readonly podAttributes: { readonly [attribute: string]: string };
  /** Fixed attributes, where the app does not say otherwise. */
  readonly attributes: { readonly [attribute: string]: string };
  readonly detectors: readonly string[];
  /** Bytes of the queue on disk; undefined: in memory. */
  readonly diskQueueBytes?: bigint;
  readonly logLevel: string;
  readonly extraConfig?: Config;
}

export const STORAGE = 'file_storage';

export function collectorConfig(model: CollectorModel): Config {
  const generated = resolveReferences(defined(generate(model)));
  const config = merge(generated, model.extraConfig);
  checkCollector(config, model.ports);
  refusePlainSecrets(config, /\$\{env:/, 'extraConfig');
  return config;
}

/** Signals that some output takes. */
export function signalsOf(outputs: readonly TelemetryOutputData[]): TelemetrySignal[] {
  return Object.values(TelemetrySignal).filter((signal) => outputs.some((o) => o.signals.includes(signal)));
}

function generate(model: CollectorModel): Config {
  const { ports, outputs } = model;
  const share = model.diskQueueBytes === undefined
    ? { bytes: TELEMETRY_COLLECTOR.memoryQueueBytes / outputs.length, onDisk: false }
    // Half of the disk: its file is written anew when it gets smaller, and there are two of them meanwhile.
    : { bytes: Number(model.diskQueueBytes / 2n) / outputs.length, onDisk: true };
  const exporters = outputs.flatMap((o, i) => exporterOf(o, i, { bytes: Math.floor(share.bytes), onDisk: share.onDisk }));
  const processors = processorsOf(model);
  const extensions = {
    // Probes come to the Pod's address; what is sent to the Pod's other ports is none of this one's.
    health_check: { endpoint: `0.0.0.0:${ports.health}`, path: TELEMETRY_COLLECTOR.healthPath },
    ...(share.onDisk ? {
      [STORAGE]: {
        directory: TELEMETRY_COLLECTOR.stateDirectory,
        create_directory: true,
        compaction: { on_start: true, on_rebound: true, directory: TELEMETRY_COLLECTOR.stateDirectory, cleanup_on_start: true },
      },
    } : {}),
  };
  return {
    extensions,
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${ports.grpc}` }, http: { endpoint: `127.0.0.1:${ports.http}` } } } },
    processors,
    exporters: Object.fromEntries(exporters.map((e) => [e.id, e.config])),
    service: {
      extensions: Object.keys(extensions),
      telemetry: {
        logs: { level: model.logLevel, encoding: 'json' },
        metrics: { level: 'normal', readers: [{ pull: { exporter: { prometheus: { host: '0.0.0.0', port: ports.metrics } } } }] },
      },
      pipelines: Object.fromEntries(signalsOf(outputs).map((signal) => [signal, {
        receivers: ['otlp'],
        processors: Object.keys(processors),
        exporters: exporters.filter((e) => e.signals.includes(signal)).map((e) => e.id),
      }])),
    },
  };
}

/** In the order in which data passes them: what is refused for want of memory must be refused first. */
function processorsOf({ podAttributes, attributes, detectors }: CollectorModel): Config {
  const at = (name: string) => `resource.attributes[${JSON.stringify(name)}]`;
  const statements = [
    // An empty value would stop the collector in its resource processor; here it is left out.
    ...Object.entries(podAttributes).map(([name, variable]) => `set(${at(name)}, "${reference(variable)}") where "${reference(variable)}" != ""`),
    ...Object.entries(attributes).map(([name, value]) => `set(${at(name)}, ${JSON.stringify(value)}) where ${at(name)} == nil`),
  ];
  return {
    // Shares of the container's limit, which it reads from its cgroup.
    memory_limiter: { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 20 },
    ...(detectors.length ? { resourcedetection: { detectors: [...detectors], timeout: '5s', override: false } } : {}),
    ...(statements.length ? {
      'transform/pod': { error_mode: 'ignore', trace_statements: [...statements], metric_statements: [...statements], log_statements: [...statements] },
    } : {}),
  };
}

/** What the SDK calls the forms of OTLP. */
export function appEndpoint(protocol: OtlpProtocol, ports: CollectorModel['ports']): string {
  return `http://127.0.0.1:${protocol === OtlpProtocol.GRPC ? ports.grpc : ports.http}`;
}

/** Errors that say which engine can do what another can't. */
import { OutputData, OutputKind } from './pipeline';

const NAMES = { fluentBit: 'Fluent Bit', fluentd: 'Fluentd', vector: 'Vector', otel: 'OpenTelemetry Collector' };
type EngineName = keyof typeof NAMES;

/** Which engine sends where. The tests hold it against the writers themselves. */
export const ENGINES_BY_OUTPUT: Readonly<Record<OutputKind, readonly EngineName[]>> = {
  loki: ['fluentBit', 'vector', 'otel'],
  elasticsearch: ['fluentBit', 'fluentd', 'vector', 'otel'],
  openSearch: ['fluentBit', 'fluentd', 'vector', 'otel'],
  cloudWatchLogs: ['fluentBit', 'fluentd', 'vector', 'otel'],
  s3: ['fluentBit', 'fluentd', 'vector', 'otel'],
  kafka: ['fluentBit', 'fluentd', 'vector', 'otel'],
  otlp: ['fluentBit', 'vector', 'otel'],
  splunkHec: ['fluentBit', 'vector', 'otel'],
  datadog: ['fluentBit', 'fluentd', 'vector', 'otel'],
  http: ['fluentBit', 'fluentd', 'vector'],
  forward: ['fluentBit', 'fluentd'],
  stdout: ['fluentBit', 'fluentd', 'vector', 'otel'],
};

export function outputsOf(engine: EngineName): ReadonlySet<OutputKind> {
  return new Set((Object.keys(ENGINES_BY_OUTPUT) as OutputKind[]).filter((k) => ENGINES_BY_OUTPUT[k].includes(engine)));
}

export function requireOutputs(engine: string, supported: ReadonlySet<OutputKind>, outputs: readonly OutputData[]): void {
  for (const [i, o] of outputs.entries()) {
    if (supported.has(o.kind)) continue;
    const others = ENGINES_BY_OUTPUT[o.kind].map((e) => NAMES[e]);
    throw new Error(`outputs[${i}]: "${o.kind}" is not an output of ${engine}: use ${list(others)}`);
  }
}

/** Something smaller that an engine lacks: name it, and who has it. */
export function lacks(path: string, what: string, engine: string, others: readonly EngineName[]): Error {
  return new Error(`${path}: ${what} is not something ${engine} can do: leave it out, or use ${list(others.map((e) => NAMES[e]))}`);
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}

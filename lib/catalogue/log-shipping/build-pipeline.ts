/** From props to the plain pipeline: names, defaults and what only the whole can be checked for. */
import { requireWhole } from './arguments';
import { LogProduct } from './engine';
import { enrichData } from './enrichment';
import { LogBufferFull, LogPipelineProps, LogShipperLevel } from './log-pipeline-props';
import { PipelineData, SourceData } from './pipeline';
import { shipperPorts } from './ports';
import { Quantity } from '../../kubernetes/quantity';

export interface BuiltPipeline {
  readonly data: PipelineData;
  /** Size of the state volume. */
  readonly stateSize: string;
}

/** @param nodeAgent the name of the agent, whose own output is left out; absent for a sidecar */
export function buildPipeline(props: LogPipelineProps, product: LogProduct, nodeAgent?: string): BuiltPipeline {
  if (nodeAgent === undefined) props.sources?.forEach((s) => s._directory());
  if (!props.sources?.length) throw new Error('sources: [] is empty: name at least one, e.g. LogSource.files("/var/log/app/*.log")');
  if (!props.outputs?.length) throw new Error('outputs: [] is empty: name at least one, e.g. LogOutput.loki({ url: "http://loki.monitoring:3100" })');
  const enrich = enrichData(props.enrichment);
  const sourceNames = unique('sources', props.sources.map((s) => s._name()));
  const outputNames = unique('outputs', props.outputs.map((o) => o._name()));
  const { stateSize, bytes } = bufferSize(props, product);
  return {
    stateSize,
    data: {
      ports: shipperPorts(props, product),
      sources: nodeAgent === undefined
        ? props.sources.map((s, i) => s._toData(sourceNames[i]))
        : containerSources(props, sourceNames, nodeAgent),
      enrich,
      filters: (props.filters ?? []).map((f) => f._toData()),
      outputs: props.outputs.map((o, i) => o._toData(outputNames[i], enrich)),
      buffer: { bytes, whenFull: props.buffer?.whenFull ?? LogBufferFull.BLOCK },
      level: props.logLevel ?? LogShipperLevel.INFO,
      drainSeconds: requireWhole('drainSeconds', props.drainSeconds ?? product.drainSeconds, 2, 3600),
    },
  };
}

function containerSources(props: LogPipelineProps, names: string[], nodeAgent: string): SourceData[] {
  const sources = props.sources.map((s, i) => s._toContainerData(names[i]));
  const globs = sources.map((s) => s.globs[0]);
  const twice = globs.findIndex((g, i) => globs.indexOf(g) !== i);
  if (twice >= 0) {
    throw new Error(`sources[${twice}].containerLogs: reads the same container logs as another source, so that every line would be shipped twice: say of each which containers it reads`);
  }
  return sources.map((s) => ({ ...s, ownPods: `${nodeAgent}-*`, exclude: [`/var/log/containers/${nodeAgent}-*`] }));
}

/** "loki", "loki" becomes "loki", "loki-2": by position, so that adding one at the end renames none. */
function unique(path: string, names: string[]): string[] {
  const seen = new Map<string, number>();
  const result = names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
  const twice = result.find((name, i) => result.indexOf(name) !== i);
  if (twice) throw new Error(`${path}: the name "${twice}" is used twice: give another name`);
  return result;
}

/** An eighth of the volume, and at least 8Mi, stays free for positions and for what is written while others are deleted. */
function bufferSize(props: LogPipelineProps, product: LogProduct): { stateSize: string; bytes: bigint } {
  const least = bytesOf(product.leastBuffer) * BigInt(props.outputs.length);
  const spare = (size: bigint) => (size / 8n > 8n * MI ? size / 8n : 8n * MI);
  const standard = [256n * MI, ((least + 8n * MI) * 8n) / 7n].reduce((a, b) => (a > b ? a : b));
  const stateSize = props.buffer?.sizeLimit ?? `${(standard + MI - 1n) / MI}Mi`;
  const size = bytesOf(stateSize, 'buffer.sizeLimit');
  const bytes = size - spare(size);
  if (bytes < least) {
    throw new Error(`buffer.sizeLimit: "${stateSize}" is too small: ${product.name} needs ${product.leastBuffer} for each of ${props.outputs.length} outputs, and 8Mi or an eighth besides; give at least "${(standard + MI - 1n) / MI}Mi"`);
  }
  return { stateSize, bytes };
}

const MI = 1024n * 1024n;

function bytesOf(text: string, path = 'size'): bigint {
  return Quantity.parse(text, path).value();
}

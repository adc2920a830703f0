/** What all engines must know of the container logs of a node. */
import { ApiRule } from './engine';
import { EnrichData, PipelineData } from './pipeline';

export function isNodeAgent(pipeline: PipelineData): boolean {
  return pipeline.sources.some((s) => s.kind === 'containers');
}

/** Of these the file's name tells: `<pod>_<namespace>_<container>-<id>.log`. */
export function pathFields(enrich: readonly EnrichData[]): EnrichData[] {
  return enrich.filter((e) => e.from === 'pod' || e.from === 'namespace' || e.from === 'container');
}

export function labelFields(enrich: readonly EnrichData[]): EnrichData[] {
  return enrich.filter((e) => e.from === 'label');
}

/** Of these the agent's own environment tells. */
export function nodeFields(enrich: readonly EnrichData[]): EnrichData[] {
  return enrich.filter((e) => e.from === 'node');
}

/** A regular expression for the file's name, with groups named by the fields that are wanted. */
export function pathPattern(enrich: readonly EnrichData[]): string {
  const group = (from: EnrichData['from'], pattern: string) => {
    const field = enrich.find((e) => e.from === from)?.field;
    return field ? `(?<${field}>${pattern})` : `(?:${pattern})`;
  };
  return `${group('pod', '[^/_]+')}_${group('namespace', '[^_]+')}_${group('container', '.+')}-[0-9a-f]{64}\\.log$`;
}

/** Reading Pods, for their labels. */
export const POD_RULES: readonly ApiRule[] = [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch'] }];

import { FilterData, PipelineData } from '../pipeline';
import type { Plugin } from './config';

/** All records of this pipeline. */
export const ALL = 'logs.*';

/** Enrichment first, so that the user's filters can ask for it. */
export function filterPlugins(pipeline: PipelineData): Plugin[] {
  const enrich = pipeline.enrich.map((e) => `${e.field} ${quoted(`\${${e.variable}}`)}`);
  return [
    ...(enrich.length ? [modify({ set: enrich })] : []),
    ...pipeline.filters.flatMap((f, i) => filterPlugin(f, `filters[${i}]`)),
  ];
}

function modify(options: Plugin): Plugin {
  return { name: 'modify', match: ALL, ...options };
}

/** Words are separated by spaces, unless quoted: src/flb_utils.c, next_token(). */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function filterPlugin(filter: FilterData, path: string): Plugin[] {
  switch (filter.kind) {
    // https://docs.fluentbit.io/manual/data-pipeline/filters/grep: field, one space, and the rest is the expression
    case 'keep': return [{ name: 'grep', match: ALL, regex: `${filter.field} ${filter.pattern}` }];
    case 'drop': return [{ name: 'grep', match: ALL, exclude: `${filter.field} ${filter.pattern}` }];
    // https://docs.fluentbit.io/manual/data-pipeline/filters/modify
    case 'redact': return [modify({ condition: `Key_exists ${filter.field}`, set: `${filter.field} ${quoted(filter.replacement)}` })];
    case 'remove': return [modify({ remove: [...filter.fields] })];
    case 'addFields': return [modify({ set: Object.entries(filter.fields).map(([f, v]) => `${f} ${quoted(v)}`) })];
    case 'rename': return [modify({ hard_rename: Object.entries(filter.fields).map(([a, b]) => `${a} ${b}`) })];
    case 'redactMatches': throw new Error(
      `${path}: "redactMatches" is not something Fluent Bit can do: use LogFilter.redact() for the whole field, or another engine (Fluentd, Vector, OpenTelemetry Collector)`);
  }
}

import { isNodeAgent, labelFields, nodeFields, pathFields } from '../container-logs';
import { EnrichData, FilterData, PipelineData } from '../pipeline';
import type { Plugin } from './config';
import { pathKey, tag } from './inputs';

/** All records of this pipeline. */
export const ALL = 'logs.*';

/** Enrichment first, so that the user's filters can ask for it. */
export function filterPlugins(pipeline: PipelineData): Plugin[] {
  return [
    ...(isNodeAgent(pipeline) ? containerFilters(pipeline) : setFields(pipeline.enrich)),
    ...pipeline.filters.flatMap((f, i) => filterPlugin(f, `filters[${i}]`)),
  ];
}

function setFields(enrich: readonly EnrichData[]): Plugin[] {
  return enrich.length ? [modify({ set: enrich.map((e) => `${e.field} ${quoted(`\${${e.variable}}`)}`) })] : [];
}

export const PATH_PARSER = 'container-log-path';
const META = 'k8s_meta_';

/** By the file's name, the agent's environment and, for labels, the Kubernetes API. */
function containerFilters(pipeline: PipelineData): Plugin[] {
  const labels = labelFields(pipeline.enrich);
  return [
    ...pipeline.sources.flatMap((s) => [
      ...(pathFields(pipeline.enrich).length
        ? [{ name: 'parser', match: tag(s), key_name: pathKey(s), parser: PATH_PARSER, reserve_data: 'on', preserve_key: s.pathField ? 'on' : 'off' }]
        : []),
      // https://docs.fluentbit.io/manual/data-pipeline/filters/kubernetes
      ...(labels.length ? [{
        name: 'kubernetes', match: tag(s), kube_tag_prefix: `logs.${s.name}.var.log.containers.`, labels: 'on', annotations: 'off', buffer_size: 0,
      }] : []),
    ]),
    ...(labels.length ? [
      { name: 'nest', match: ALL, operation: 'lift', nested_under: 'kubernetes', add_prefix: META },
      { name: 'nest', match: ALL, operation: 'lift', nested_under: `${META}labels`, add_prefix: `${META}label_` },
      modify({ hard_rename: labels.map((l) => `${META}label_${l.label} ${l.field}`), remove_wildcard: META }),
    ] : []),
    ...setFields(nodeFields(pipeline.enrich)),
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

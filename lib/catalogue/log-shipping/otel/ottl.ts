/**
 * Statements of the transformation language, built from quoted parts only.
 * https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/pkg/ottl
 */
import { requireLinearRegex } from '../arguments';
import { EnrichData, FilterData } from '../pipeline';
import { OTEL_COLLECTOR } from './product';
import { reference } from './variables';

/** Where a field stands: what the Pod is told by is the resource's, the line is the body, all else are attributes. */
export class Paths {
  private readonly resource: Map<string, string>;

  constructor(enrich: readonly EnrichData[]) {
    this.resource = new Map(enrich.map((e) => [e.field, resourceName(e)]));
  }

  public of(field: string): string {
    if (field === 'message') return 'log.body';
    const resource = this.resource.get(field);
    return resource ? `resource.attributes[${text(resource)}]` : `log.attributes[${text(field)}]`;
  }
}

/** https://opentelemetry.io/docs/specs/semconv/resource/k8s/ */
export function resourceName(e: EnrichData): string {
  return e.from === 'label' ? `k8s.pod.label.${e.label}` : { pod: 'k8s.pod.name', namespace: 'k8s.namespace.name', node: 'k8s.node.name', container: 'k8s.container.name' }[e.from];
}

export function text(value: string): string {
  return JSON.stringify(value);
}

/** An empty value would stop the collector in its resource processor; here it is left out. */
export function enrichStatements(enrich: readonly EnrichData[]): string[] {
  return enrich.map((e) => `set(resource.attributes[${text(resourceName(e))}], "${reference(e.variable)}") where "${reference(e.variable)}" != ""`);
}

/** The path tells Pod, namespace and container; what was not asked for is taken out again. */
export function agentStatements(enrich: readonly EnrichData[]): string[] {
  const known = ['k8s.pod.name', 'k8s.namespace.name', 'k8s.container.name'];
  const wanted = enrich.map(resourceName);
  return [
    ...enrichStatements(enrich.filter((e) => e.from === 'node')),
    ...known.filter((k) => !wanted.includes(k)).map((k) => `delete_key(resource.attributes, ${text(k)})`),
  ];
}

/**
 * A parsed line is a map: its fields become attributes, its message the body. Nothing else of it stays in the body, where
 * a field that is redacted could still be read.
 */
export const RECORD_STATEMENTS: readonly string[] = [
  'set(log.time, log.observed_time) where log.time_unix_nano == 0',
  'merge_maps(log.attributes, log.body, "upsert") where IsMap(log.body)',
  'set(log.body, "") where IsMap(log.body) and log.body["message"] == nil',
  'set(log.body, log.body["message"]) where IsMap(log.body)',
  'delete_key(log.attributes, "message")',
];

export type Step = { readonly dropIf: string } | { readonly statements: string[] };

export function filterStep(filter: FilterData, paths: Paths, path: string): Step {
  switch (filter.kind) {
    case 'keep':
    case 'drop': {
      const at = paths.of(filter.field);
      const pattern = text(requireLinearRegex(`${path}.pattern`, filter.pattern, OTEL_COLLECTOR.name));
      const found = `${at} != nil and IsMatch(${at}, ${pattern})`;
      return { dropIf: filter.kind === 'drop' ? found : `not (${found})` };
    }
    case 'redact': return { statements: [`set(${paths.of(filter.field)}, ${text(filter.replacement)}) where ${paths.of(filter.field)} != nil`] };
    case 'redactMatches': {
      const pattern = text(requireLinearRegex(`${path}.pattern`, filter.pattern, OTEL_COLLECTOR.name));
      // In a replacement "$1" is a group.
      const by = text(filter.replacement.replace(/\$/g, '$$$$'));
      return { statements: [`replace_pattern(${paths.of(filter.field)}, ${pattern}, ${by}) where IsString(${paths.of(filter.field)})`] };
    }
    case 'remove': return { statements: filter.fields.map((f) => remove(f, paths)) };
    case 'addFields': return { statements: Object.entries(filter.fields).map(([f, v]) => `set(${paths.of(f)}, ${text(v)})`) };
    case 'rename': return {
      statements: Object.entries(filter.fields).flatMap(([a, b]) => [`set(${paths.of(b)}, ${paths.of(a)}) where ${paths.of(a)} != nil`, remove(a, paths)]),
    };
  }
}

function remove(field: string, paths: Paths): string {
  const at = paths.of(field);
  const [, map, key] = /^(.*)\[(.*)\]$/.exec(at) ?? [];
  return map ? `delete_key(${map}, ${key})` : `set(${at}, "")`;
}

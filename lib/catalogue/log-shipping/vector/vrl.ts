/**
 * Programs in Vector's remap language, built from quoted parts only. https://vector.dev/docs/reference/vrl/
 */
import { requireLinearRegex } from '../arguments';
import { EnrichData, FilterData, ParserData, SourceData, TimeData } from '../pipeline';
import { VECTOR } from './product';

/** A string literal. Two braces would be a template; a raw literal has no way to hold a quote. */
export function text(value: string): string {
  return JSON.stringify(value).replace(/\{\{/g, '\\{{');
}

export function regex(path: string, pattern: string): string {
  return `r'${requireLinearRegex(path, pattern, VECTOR.name).replace(/\\?'/g, "\\'")}'`;
}

export function field(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `.${name}` : `."${name}"`;
}

/** A source's lines as records: what Vector adds of its own is taken out, and what can be parsed is. */
export function parseProgram(source: SourceData, enrich: readonly EnrichData[]): string {
  return [
    ...(source.kind === 'containers' ? containerFields(source, enrich) : []),
    'del(.source_type)',
    ...(source.parser ? parse(source.parser, `sources[${source.name}]`) : []),
  ].join('\n');
}

/** What Vector knows of a Pod, under the names that all engines use. */
function containerFields(source: SourceData, enrich: readonly EnrichData[]): string[] {
  const at = { pod: '.kubernetes.pod_name', namespace: '.kubernetes.pod_namespace', container: '.kubernetes.container_name', node: '.kubernetes.pod_node_name' };
  const value = (e: EnrichData) => (e.from === 'label' ? `.kubernetes.pod_labels.${JSON.stringify(e.label)}` : at[e.from]);
  return [
    ...enrich.map((e) => `if exists(${value(e)}) { ${field(e.field)} = ${value(e)} }`),
    ...(source.pathField ? [`${field(source.pathField)} = .file`] : []),
    'del(.kubernetes)',
    'del(.file)',
  ];
}

/** Whether a line begins a record, for lines that are joined after reading. */
export function startsRecord(m: NonNullable<SourceData['multiline']>, path: string): string {
  const found = `match(string(.message) ?? "", ${regex(path, m.pattern)})`;
  return m.kind === 'start' ? found : `!${found}`;
}

function parse(parser: ParserData, path: string): string[] {
  const call = parser.kind === 'json' ? 'parse_json(line)'
    : parser.kind === 'logfmt' ? 'parse_logfmt(line)'
      : `parse_regex(line, ${regex(`${path}.parser`, parser.pattern!)})`;
  return [
    'line = string(.message) ?? ""',
    `parsed, err = ${call}`,
    parser.kind === 'json' ? 'if err == null && is_object(parsed) {' : 'if err == null {',
    '  del(.message)',
    parser.kind === 'json' ? '  . = merge(., object!(parsed))' : '  . = merge(., parsed)',
    ...(parser.time ? time(parser.time).map((l) => `  ${l}`) : []),
    '}',
  ];
}

function time(t: TimeData): string[] {
  const f = field(t.field);
  const call = t.format.kind === 'unixSeconds'
    ? `from_unix_timestamp(to_int((to_float(${f}) ?? 0.0) * 1000.0), unit: "milliseconds")`
    : `parse_timestamp(string(${f}) ?? "", format: ${text(t.format.kind === 'iso8601' ? '%+' : chrono(t.format.pattern))}, timezone: "UTC")`;
  return [
    `if exists(${f}) {`,
    `  time, err = ${call}`,
    '  if err == null {',
    `    del(${f})`,
    '    .timestamp = time',
    '  }',
    '}',
  ];
}

/** https://docs.rs/chrono/latest/chrono/format/strftime/: a fraction is `%.f` with its dot, else three digits. */
function chrono(pattern: string): string {
  return pattern.replace(/\.%L/g, '%.f').replace(/%L/g, '%3f');
}

export function enrichProgram(enrich: readonly EnrichData[]): string {
  return enrich.map((e) => `${field(e.field)} = get_env_var(${text(e.variable)}) ?? ""`).join('\n');
}

export type FilterStep = { readonly condition: string } | { readonly program: string };

export function filterStep(filter: FilterData, path: string): FilterStep {
  switch (filter.kind) {
    case 'keep':
    case 'drop': {
      const f = field(filter.field);
      const found = `exists(${f}) && match(to_string(${f}) ?? "", ${regex(`${path}.pattern`, filter.pattern)})`;
      return { condition: filter.kind === 'keep' ? found : `!(${found})` };
    }
    case 'redact': return { program: `if exists(${field(filter.field)}) { ${field(filter.field)} = ${text(filter.replacement)} }` };
    case 'redactMatches': {
      const f = field(filter.field);
      // In a replacement "$1" is a group.
      const by = text(filter.replacement.replace(/\$/g, '$$$$'));
      return { program: `if is_string(${f}) { ${f} = replace(string!(${f}), ${regex(`${path}.pattern`, filter.pattern)}, ${by}) }` };
    }
    case 'remove': return { program: filter.fields.map((f) => `del(${field(f)})`).join('\n') };
    case 'addFields': return { program: Object.entries(filter.fields).map(([f, v]) => `${field(f)} = ${text(v)}`).join('\n') };
    case 'rename': return { program: Object.entries(filter.fields).map(([a, b]) => `if exists(${field(a)}) { ${field(b)} = del(${field(a)}) }`).join('\n') };
  }
}

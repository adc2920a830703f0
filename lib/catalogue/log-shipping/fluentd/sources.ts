import { lacks } from '../engines';
import { EnrichData, FilterData, ParserData, SourceData } from '../pipeline';
import { Element, element, Param, ruby } from './elements';
import { FLUENTD } from './product';

export const ALL = 'logs.**';
const MESSAGE = 'message';

export function tag(source: SourceData): string {
  return `logs.${source.name}`;
}

/** https://docs.fluentd.org/input/tail */
export function tail(source: SourceData): Element {
  return element('source', undefined, {
    '@type': 'tail',
    '@id': `in_${source.name}`,
    'path': source.globs.join(','),
    'exclude_path': source.exclude,
    'pos_file': `${FLUENTD.stateDirectory}/${source.name}.pos`,
    'tag': tag(source),
    'read_from_head': true,
    // A file that the app makes just before its end is seen only at the next look: 60 seconds by default.
    'refresh_interval': 0.5,
    'rotate_wait': '30s',
    // Without it a rotated file that still matches is read a second time.
    'follow_inodes': true,
    'max_line_size': source.maxLineBytes,
    ...(source.pathField ? { path_key: source.pathField } : {}),
    ...(source.multiline ? { multiline_flush_interval: '1s' } : {}),
  }, source.multiline
    ? element('parse', undefined, { '@type': 'multiline', 'format_firstline': firstLine(source.multiline), 'format1': `/(?<${MESSAGE}>.*)/` })
    : element('parse', undefined, { '@type': 'none', 'message_key': MESSAGE }));
}

function firstLine(m: { kind: 'start' | 'continuation'; pattern: string }): string {
  return m.kind === 'start' ? `/${m.pattern}/` : `/^(?!.*(?:${m.pattern}))/`;
}

/** Parsing after reading, so that a line that can't be parsed goes on as it is. https://docs.fluentd.org/filter/parser */
export function parseFilter(source: SourceData): Element[] {
  if (!source.parser) return [];
  return [element('filter', tag(source), {
    '@type': 'parser',
    'key_name': MESSAGE,
    'reserve_data': true,
    // "Keep the time of reading", even where the parser has found another.
    'reserve_time': source.parser.time === undefined,
    'remove_key_name_field': true,
    'emit_invalid_record_to_error': false,
  }, parse(source.parser, `sources[${source.name}].parser`))];
}

function parse(p: ParserData, path: string): Element {
  if (p.kind === 'logfmt') throw lacks(path, 'logfmt', FLUENTD.name, ['fluentBit', 'vector', 'otel']);
  return element('parse', undefined, {
    '@type': p.kind === 'json' ? 'json' : 'regexp',
    ...(p.pattern === undefined ? {} : { expression: `/${p.pattern}/m` }),
    ...(p.time ? { time_key: p.time.field, ...timeFormat(p.time.format) } : {}),
  });
}

function timeFormat(f: NonNullable<ParserData['time']>['format']): Record<string, Param> {
  switch (f.kind) {
    case 'iso8601': return { time_type: 'string', time_format: '%iso8601' };
    case 'unixSeconds': return { time_type: 'float' };
    case 'strptime': return { time_type: 'string', time_format: f.pattern, utc: true };
  }
}

/** https://docs.fluentd.org/filter/record_transformer */
export function enrichFilter(enrich: readonly EnrichData[]): Element[] {
  if (enrich.length === 0) return [];
  return [element('filter', ALL, { '@type': 'record_transformer', 'auto_typecast': false },
    element('record', undefined, Object.fromEntries(enrich.map((e) => [e.field, { variable: e.variable }]))))];
}

export function recordFilter(f: FilterData): Element[] {
  switch (f.kind) {
    // https://docs.fluentd.org/filter/grep
    case 'keep':
    case 'drop': return [element('filter', ALL, { '@type': 'grep' },
      element(f.kind === 'keep' ? 'regexp' : 'exclude', undefined, { key: f.field, pattern: `/${f.pattern}/` }))];
    case 'remove': return [element('filter', ALL, { '@type': 'record_transformer', 'remove_keys': [...f.fields] })];
    case 'addFields': return [element('filter', ALL, { '@type': 'record_transformer', 'auto_typecast': false }, element('record', undefined, { ...f.fields }))];
    case 'redact': return [program(`record[${ruby(f.field)}] = ${ruby(f.replacement)} if record.key?(${ruby(f.field)})`)];
    case 'redactMatches': {
      const field = `record[${ruby(f.field)}]`;
      // By a block, in which "\1" has no meaning.
      return [program(`${field} = ${field}.gsub(Regexp.new(${ruby(f.pattern)})) { ${ruby(f.replacement)} } if ${field}.is_a?(String)`)];
    }
    case 'rename': return [program(Object.entries(f.fields)
      .map(([a, b]) => `record[${ruby(b)}] = record.delete(${ruby(a)}) if record.key?(${ruby(a)})`).join('; '))];
  }
}

const NOTHING = '_nothing';

/**
 * A statement on the record itself: record_transformer can't leave a field out where there was none.
 * https://github.com/repeatedly/fluent-plugin-record-modifier
 */
function program(statement: string): Element {
  return element('filter', ALL, { '@type': 'record_modifier', 'remove_keys': [NOTHING] },
    element('record', undefined, { [NOTHING]: `\${${statement}; nil}` }));
}

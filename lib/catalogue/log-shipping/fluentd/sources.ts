import { labelFields, pathFields, pathPattern } from '../container-logs';
import { lacks } from '../engines';
import { EnrichData, FilterData, ParserData, SourceData } from '../pipeline';
import { Element, element, Param, ruby } from './elements';
import { FLUENTD } from './product';

export const ALL = 'logs.**';
const MESSAGE = 'message';

/** Of a container's log the file is part of the tag: the Pod's labels are found by it. */
function tag(source: SourceData): string {
  return source.kind === 'containers' ? `logs.${source.name}.*` : `logs.${source.name}`;
}

function pattern(source: SourceData): string {
  return source.kind === 'containers' ? `logs.${source.name}.**` : `logs.${source.name}`;
}

/** Labels of Fluentd, not of a Pod: lines as they are read, and records. */
export const READ = '@READ';
export const RECORD = '@RECORD';
const PATH = 'log_file_path';

/** https://docs.fluentd.org/input/tail */
export function tail(source: SourceData): Element {
  return element('source', undefined, {
    '@type': 'tail',
    '@id': `in_${source.name}`,
    '@label': source.kind === 'containers' ? READ : undefined,
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
    'path_key': source.kind === 'containers' ? source.pathField ?? PATH : source.pathField,
    'multiline_flush_interval': source.kind === 'files' && source.multiline ? '1s' : undefined,
  }, lineParser(source));
}

function lineParser(source: SourceData): Element {
  // https://github.com/fluent/fluent-plugin-parser-cri
  if (source.kind === 'containers') return element('parse', undefined, { '@type': 'cri', 'keep_time_key': false });
  return source.multiline
    ? element('parse', undefined, { '@type': 'multiline', 'format_firstline': firstLine(source.multiline), 'format1': `/(?<${MESSAGE}>.*)/` })
    : element('parse', undefined, { '@type': 'none', 'message_key': MESSAGE });
}

/** Pieces of a line, and lines of a record, of containers. https://github.com/fluent-plugins-nursery/fluent-plugin-concat */
export function joinFilters(source: SourceData): Element[] {
  const pieces = element('filter', pattern(source), {
    '@type': 'concat',
    'key': MESSAGE,
    'separator': '',
    'use_partial_cri_logtag': true,
    'partial_cri_logtag_key': 'logtag',
    'partial_cri_stream_key': 'stream',
    'use_first_timestamp': true,
    'flush_interval': '5s',
    'timeout_label': RECORD,
  });
  if (!source.multiline) return [pieces];
  return [pieces, element('filter', pattern(source), {
    '@type': 'concat',
    'key': MESSAGE,
    'stream_identity_key': 'stream',
    'multiline_start_regexp': firstLine(source.multiline),
    'use_first_timestamp': true,
    'flush_interval': '1s',
    'timeout_label': RECORD,
  })];
}

/** By the file's name, the agent's environment and, for labels, the Kubernetes API. */
export function containerFilters(source: SourceData, enrich: readonly EnrichData[]): Element[] {
  const path = source.pathField ?? PATH;
  const names = pathFields(enrich).map((e) => `record[${ruby(e.field)}] = m[${ruby(e.field)}]`);
  const labels = labelFields(enrich).map((e) => `(v = record.dig('kubernetes', 'labels', ${ruby(e.label!)})) && record[${ruby(e.field)}] = v`);
  return [
    program([
      'record.delete(\'logtag\')',
      ...(names.length ? [`(m = Regexp.new(${ruby(pathPattern(enrich))}).match(record[${ruby(path)}].to_s)) && (${names.join('; ')})`] : []),
      ...(source.pathField ? [] : [`record.delete(${ruby(path)})`]),
    ].join('; '), pattern(source)),
    // https://github.com/fabric8io/fluent-plugin-kubernetes_metadata_filter
    ...(labels.length ? [
      element('filter', pattern(source), { '@type': 'kubernetes_metadata', 'skip_container_metadata': true, 'skip_master_url': true, 'skip_namespace_metadata': true }),
      program(`${labels.join('; ')}; record.delete('kubernetes'); record.delete('docker')`, pattern(source)),
    ] : []),
  ];
}

function firstLine(m: { kind: 'start' | 'continuation'; pattern: string }): string {
  return m.kind === 'start' ? `/${m.pattern}/` : `/^(?!.*(?:${m.pattern}))/`;
}

/** Parsing after reading, so that a line that can't be parsed goes on as it is. https://docs.fluentd.org/filter/parser */
export function parseFilter(source: SourceData): Element[] {
  if (!source.parser) return [];
  return [element('filter', pattern(source), {
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
function program(statement: string, of: string = ALL): Element {
  return element('filter', of, { '@type': 'record_modifier', 'remove_keys': [NOTHING] },
    element('record', undefined, { [NOTHING]: `\${${statement}; nil}` }));
}

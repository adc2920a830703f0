import { ParserData, SourceData, TimeData } from '../pipeline';
import type { Plugin } from './config';
import { FLUENT_BIT } from './product';

/** Field of a line that is not parsed, in every engine. */
const MESSAGE = 'message';

/** Of a container's log the file is part of the tag: the Pod's labels are found by it. */
export function tag(source: SourceData): string {
  return source.kind === 'containers' ? `logs.${source.name}.*` : `logs.${source.name}`;
}

/** https://docs.fluentbit.io/manual/data-pipeline/inputs/tail */
export function tailInput(source: SourceData, whenFull: 'block' | 'dropOldest'): Plugin {
  return {
    'name': 'tail',
    'alias': source.name,
    'tag': tag(source),
    'path': source.globs.join(','),
    ...(source.exclude.length ? { exclude_path: source.exclude.join(',') } : {}),
    'key': MESSAGE,
    'db': `${FLUENT_BIT.stateDirectory}/${source.name}.db`,
    'db.locking': 'on',
    'db.sync': 'normal',
    'read_from_head': 'on',
    // A file that the app makes just before its end is seen only at the next look: 60 seconds by default. Behind the
    // dot stand nanoseconds: "0.25" would be 25 of them (src/flb_utils.c, flb_utils_time_split).
    'refresh_interval': source.kind === 'containers' ? 1 : '0.250000000',
    // Files that were renamed are read to their end for so long.
    'rotate_wait': 30,
    'buffer_chunk_size': Math.min(64 * 1024, source.maxLineBytes),
    'buffer_max_size': source.maxLineBytes,
    // Without this, one line that is too long ends the reading of its whole file.
    'skip_long_lines': 'on',
    'truncate_long_lines': 'on',
    'storage.type': 'filesystem',
    'storage.pause_on_chunks_overlimit': whenFull === 'block' ? 'on' : 'off',
    ...(source.kind === 'containers' ? { 'path_key': pathKey(source), 'multiline.parser': 'cri' } : fileOptions(source)),
  };
}

/** A line of a container is joined from its pieces first; what is in it comes after. */
export function pathKey(source: SourceData): string {
  return source.pathField ?? 'log_file_path';
}

function fileOptions(source: SourceData): Plugin {
  return {
    ...(source.pathField ? { path_key: source.pathField } : {}),
    ...(source.multiline ? { 'multiline.parser': multilineName(source) } : source.parser ? { parser: parserName(source) } : {}),
  };
}

export function parsers(source: SourceData): Plugin[] {
  return source.parser ? [{ name: parserName(source), ...parser(source.parser) }] : [];
}

/**
 * A parser of our own with a short wait: those that are built in keep the last record for more than five seconds, and
 * at TERM a record that waits is lost. https://docs.fluentbit.io/manual/data-pipeline/parsers/multiline-parsing
 */
export function multilineParser(source: SourceData): Plugin[] {
  if (!source.multiline) return [];
  const { kind, pattern } = source.multiline;
  const not = `^(?!.*(?:${pattern}))`;
  return [{
    name: multilineName(source),
    type: 'regex',
    flush_timeout: 1000,
    key_content: MESSAGE,
    rules: [
      { state: 'start_state', regex: kind === 'start' ? pattern : not, next_state: 'cont' },
      { state: 'cont', regex: kind === 'start' ? not : pattern, next_state: 'cont' },
    ],
  }];
}

/** What must be done with a source's records before anything else: parsing, where lines had to be joined first. */
export function sourceFilters(source: SourceData): Plugin[] {
  const parse = source.parser ? [{ name: 'parser', match: tag(source), key_name: MESSAGE, parser: parserName(source), reserve_data: 'on' }] : [];
  if (source.kind === 'files') return source.multiline ? parse : [];
  const join = {
    'name': 'multiline',
    'match': tag(source),
    'multiline.parser': multilineName(source),
    'multiline.key_content': MESSAGE,
    'flush_ms': 1000,
  };
  return [
    // The parser for container logs has names of its own.
    { name: 'modify', match: tag(source), hard_rename: [`log ${MESSAGE}`], remove: ['_p', 'time'] },
    ...(source.multiline ? [join] : []),
    ...parse,
  ];
}

function parserName(source: SourceData): string {
  return `${source.name}-parser`;
}

function multilineName(source: SourceData): string {
  return `${source.name}-multiline`;
}

/** https://docs.fluentbit.io/manual/data-pipeline/parsers/configuring-parser */
function parser(p: ParserData): Plugin {
  return {
    format: p.kind,
    ...(p.pattern === undefined ? {} : { regex: p.pattern }),
    ...(p.time ? { time_key: p.time.field, time_format: timeFormat(p.time), time_keep: 'off', time_strict: 'off' } : {}),
  };
}

function timeFormat(time: TimeData): string {
  switch (time.format.kind) {
    // %z reads "Z" as well as offsets; what stands behind a missing fraction is not read at all.
    case 'iso8601': return time.format.fraction ? '%Y-%m-%dT%H:%M:%S.%L%z' : '%Y-%m-%dT%H:%M:%S%z';
    case 'unixSeconds': return '%s.%L';
    case 'strptime': return time.format.pattern;
  }
}

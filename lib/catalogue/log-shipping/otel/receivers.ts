/** https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/receiver/filelogreceiver */
import { requireLinearRegex } from '../arguments';
import { Config } from '../merge';
import { MultilineData, ParserData, SourceData, TimeData } from '../pipeline';
import { OTEL_COLLECTOR } from './product';

export const STORAGE = 'file_storage';

/** The id is also the name under which positions are saved. */
export function receiverId(source: SourceData): string {
  return `file_log/${source.name}`;
}

const PATH = 'log.file.path';
/**
 * What was written since the last look is not read at TERM, which the kubelet was seen to send 70 ms after the app's end:
 * with 100 ms the last line was lost at times. This costs 13m of CPU (release 0.159.0; 5m at 100 ms, 25m at 20 ms). As a
 * native sidecar it is given a second more (../last-look.ts).
 */
const POLL = '50ms';

export function receiver(source: SourceData): Config {
  const path = `sources[${source.name}]`;
  const container = source.kind === 'containers';
  const m = source.multiline;
  // The receiver itself joins lines as they stand in the file, which a container's don't before they are unpacked.
  const joins = m && (container || m.kind === 'continuation');
  const operators = [
    // https://github.com/open-telemetry/opentelemetry-collector-contrib/blob/main/pkg/stanza/docs/operators/container.md
    ...(container ? [{ type: 'container', add_metadata_from_filepath: true }, { type: 'remove', field: 'attributes.logtag', if: 'attributes.logtag != nil' }] : []),
    ...(joins ? [recombine(m, source.maxLineBytes, `${path}.multiline`)] : []),
    ...(source.parser ? parse(source.parser, `${path}.parser`) : []),
    ...pathOperators(source, container || joins !== undefined),
  ];
  return {
    ...files(source),
    start_at: 'beginning',
    poll_interval: POLL,
    include_file_name: false,
    include_file_path: source.pathField !== undefined || container || joins !== undefined,
    max_log_size: source.maxLineBytes,
    // Else the indent is gone by which a stack trace is known.
    preserve_leading_whitespaces: true,
    // A piece of a container's line may end with a space.
    ...(container ? { preserve_trailing_whitespaces: true } : {}),
    storage: STORAGE,
    // Without it a record that can't be handed on is lost; 0 is no limit.
    retry_on_failure: { enabled: true, initial_interval: '1s', max_interval: '30s', max_elapsed_time: '0s' },
    ...(m && !joins ? { multiline: { line_start_pattern: requireLinearRegex(`${path}.multiline`, m.pattern, OTEL_COLLECTOR.name) } } : {}),
    ...(operators.length ? { operators } : {}),
  };
}

/** The Pod is told by the path below /var/log/pods, not by that of the links to it. */
function files(source: SourceData): Config {
  if (source.selector) {
    const { pod, namespace, container } = source.selector;
    return { include: [`/var/log/pods/${namespace}_${pod}_*/${container}/*.log`], exclude: [`/var/log/pods/*_${source.ownPods}_*/*/*.log`] };
  }
  return { include: [...source.globs], ...(source.exclude.length ? { exclude: [...source.exclude] } : {}) };
}

function recombine(m: MultilineData, maxBytes: number, path: string): Config {
  requireLinearRegex(path, m.pattern, OTEL_COLLECTOR.name);
  const found = `body matches ${JSON.stringify(m.pattern)}`;
  return {
    type: 'recombine',
    combine_field: 'body',
    is_first_entry: m.kind === 'start' ? found : `not (${found})`,
    source_identifier: `attributes["${PATH}"]`,
    force_flush_period: '1s',
    max_log_size: maxBytes,
  };
}

/** A line that can't be parsed goes on as it is; one that can becomes a map, and no copy of it stays beside. */
function parse(parser: ParserData, path: string): Config[] {
  const common = { parse_from: 'body', parse_to: 'body', on_error: 'send_quiet' };
  const parserOperator = parser.kind === 'json' ? { type: 'json_parser', ...common }
    : parser.kind === 'logfmt' ? { type: 'key_value_parser', delimiter: '=', ...common }
      : { type: 'regex_parser', regex: requireLinearRegex(path, parser.pattern!, OTEL_COLLECTOR.name), ...common };
  return [parserOperator, ...(parser.time ? time(parser.time, `${path}.timeFormat`) : [])];
}

/**
 * Its strptime has a table of its own: `%j` is an offset in it and no day, a fraction follows "." or "," alone, and digits
 * would be parts of a date. https://github.com/open-telemetry/opentelemetry-collector-contrib, internal/coreinternal/timeutils/internal/ctimefmt
 */
function requireTimePattern(pattern: string, path: string): string {
  const found = /\d/.test(pattern) ? 'a digit'
    : /%j/.test(pattern.replace(/%%/g, '')) ? '"%j"'
      : /(^|[^.,])%L/.test(pattern) ? '"%L" behind something else than "." or ","' : undefined;
  if (found) throw new Error(`${path}: "${pattern}" has ${found}, which the ${OTEL_COLLECTOR.name} reads as something else: use Fluent Bit, Fluentd or Vector`);
  return pattern;
}

function time(t: TimeData, path: string): Config[] {
  const field = `body["${t.field}"]`;
  const present = `type(body) == "map" and ${field} != nil`;
  const layout = t.format.kind === 'iso8601' ? { layout_type: 'gotime', layout: '2006-01-02T15:04:05.999999999Z07:00' }
    : t.format.kind === 'unixSeconds' ? { layout_type: 'epoch', layout: 's.us' }
      : { layout_type: 'strptime', layout: requireTimePattern(t.format.pattern, path) };
  // Of a text it would take ".5" for five of the smallest unit, and no whole seconds at all; of a number it does not.
  const isText = `${present} and type(${field}) == "string" and ${field} matches "^[0-9]+([.][0-9]+)?$"`;
  const text = { type: 'add', field, value: `EXPR(float(${field}))`, if: isText, on_error: 'send_quiet' };
  return [
    ...(t.format.kind === 'unixSeconds' ? [text] : []),
    { type: 'time_parser', parse_from: field, ...layout, on_error: 'send_quiet', if: present },
    { type: 'remove', field, if: present },
  ];
}

function pathOperators(source: SourceData, present: boolean): Config[] {
  if (source.pathField !== undefined) return [{ type: 'move', from: `attributes["${PATH}"]`, to: `attributes["${source.pathField}"]` }];
  return present ? [{ type: 'remove', field: `attributes["${PATH}"]` }] : [];
}

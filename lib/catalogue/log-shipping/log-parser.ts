import { requireField, requireLiteral, requireRegex } from './arguments';
import { LOG_PARSER_OPTIONS } from './option-shapes';
import { MultilineData, ParserData, TimeData } from './pipeline';
import { requireOptions, requireShape } from '../../sidecar/value-shape';

/**
 * How the time stands in a field of the record.
 *
 * @example
 * const format = TimeFormat.strptime('%d/%b/%Y:%H:%M:%S %z');
 */
export class TimeFormat {
  /**
   * `2026-11-22T10:20:30.123Z`, with `Z` or an offset like `+01:00`.
   *
   * @param fraction whether there is a fraction of a second; default: true. Fluent Bit must be told: where it looks for
   * one that is not there, it takes the time for UTC, whatever offset follows.
   */
  public static iso8601(fraction: boolean = true): TimeFormat {
    requireShape('fraction', fraction, 'boolean');
    return new TimeFormat({ kind: 'iso8601', fraction });
  }

  /** Seconds since 1970, with or without a fraction. */
  public static unixSeconds(): TimeFormat {
    return new TimeFormat({ kind: 'unixSeconds' });
  }

  /**
   * A pattern of strptime. The conversions that all engines know are `%Y %m %d %b %H %M %S %z %y %e %j`, and `%L` for
   * the fraction of a second.
   *
   * @throws when the pattern has another conversion
   */
  public static strptime(pattern: string): TimeFormat {
    requireLiteral('pattern', pattern, 'a time pattern');
    for (const [conversion] of pattern.matchAll(/%(.|$)/g)) {
      if (!'YmdbHMSzyejL%'.includes(conversion[1] ?? ' ')) {
        throw new Error(`pattern: "${pattern}" has "${conversion}", which not all engines know: use %Y %m %d %b %H %M %S %z %y %e %j and %L`);
      }
    }
    return new TimeFormat({ kind: 'strptime', pattern });
  }

  private constructor(private readonly format: TimeData['format']) {}

  /** @internal */
  public _toData(): TimeData['format'] {
    return this.format;
  }
}

/** Options of a `LogParser`. */
export interface LogParserOptions {
  /**
   * Field that holds the record's time. It is taken out of the record.
   *
   * @default - the time at which the line is read
   */
  readonly timeField?: string;
  /**
   * How the time is written in that field.
   *
   * @default TimeFormat.iso8601()
   */
  readonly timeFormat?: TimeFormat;
}

/**
 * What a line is made of. A line that can't be parsed is shipped as it is, in the field `message`.
 *
 * @example
 * const parser = LogParser.json({ timeField: 'ts' });
 */
export class LogParser {
  /** One JSON object in each line: its fields become the record's. */
  public static json(options: LogParserOptions = {}): LogParser {
    requireOptions('options', options, LOG_PARSER_OPTIONS);
    return new LogParser('json', options);
  }

  /** `key=value key2="a text"`. */
  public static logfmt(options: LogParserOptions = {}): LogParser {
    requireOptions('options', options, LOG_PARSER_OPTIONS);
    return new LogParser('logfmt', options);
  }

  /**
   * A regular expression with named groups: `^(?<level>\w+) (?<message>.*)$`.
   *
   * @throws when it is not a regular expression or names no group
   */
  public static regex(pattern: string, options: LogParserOptions = {}): LogParser {
    requireOptions('options', options, LOG_PARSER_OPTIONS);
    requireRegex('pattern', pattern);
    const groups = [...pattern.matchAll(/\(\?<([^>=!]+)>/g)].map((m) => m[1]);
    if (groups.length === 0) {
      throw new Error(`pattern: "${pattern}" names no group, so no field comes out of it: write groups as "(?<level>...)"`);
    }
    groups.forEach((g) => requireField('pattern', g));
    if (options.timeField !== undefined && !groups.includes(options.timeField)) {
      throw new Error(`timeField: "${options.timeField}" is no group of "${pattern}": name one of ${groups.join(', ')}`);
    }
    return new LogParser('regex', options, pattern);
  }

  private readonly data: ParserData;

  private constructor(kind: ParserData['kind'], options: LogParserOptions, pattern?: string) {
    if (options.timeFormat && options.timeField === undefined) {
      throw new Error('timeFormat: is given without timeField: name the field that holds the time');
    }
    const time = options.timeField === undefined ? undefined : {
      field: requireField('timeField', options.timeField),
      format: (options.timeFormat ?? TimeFormat.iso8601())._toData(),
    };
    this.data = { kind, ...(pattern === undefined ? {} : { pattern }), ...(time ? { time } : {}) };
  }

  /** @internal */
  public _toData(): ParserData {
    return this.data;
  }
}

/**
 * Several lines that are one record: stack traces.
 *
 * @example
 * const javaStackTraces = LogMultiline.startsWith('^\\d{4}-\\d{2}-\\d{2}');
 */
export class LogMultiline {
  /** A line that matches begins a record; all others belong to the record before them. */
  public static startsWith(pattern: string): LogMultiline {
    return new LogMultiline({ kind: 'start', pattern: requireRegex('pattern', pattern) });
  }

  /** A line that matches belongs to the record before it; all others begin one: `^\s` for indented stack traces. */
  public static continuesWith(pattern: string): LogMultiline {
    return new LogMultiline({ kind: 'continuation', pattern: requireRegex('pattern', pattern) });
  }

  private constructor(private readonly data: MultilineData) {}

  /** @internal */
  public _toData(): MultilineData {
    return this.data;
  }
}

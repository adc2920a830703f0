import { requireField, requireLiteral, requireRegex } from './arguments';
import { FilterData } from './pipeline';
import { requireShape } from '../../sidecar/value-shape';

/**
 * A step that every record passes on its way to the outputs, in the order given.
 *
 * @example
 * const filters = [
 *   LogFilter.drop('path', '^/healthz$'),
 *   LogFilter.redact('password'),
 *   LogFilter.addFields({ team: 'shop' }),
 * ];
 */
export class LogFilter {
  /** Keeps only records in whose field the regular expression is found. A record without the field is dropped. */
  public static keep(field: string, pattern: string): LogFilter {
    return new LogFilter({ kind: 'keep', field: requireField('field', field), pattern: requireRegex('pattern', pattern) });
  }

  /** Drops records in whose field the regular expression is found. */
  public static drop(field: string, pattern: string): LogFilter {
    return new LogFilter({ kind: 'drop', field: requireField('field', field), pattern: requireRegex('pattern', pattern) });
  }

  /** Puts `[redacted]`, or another text, in place of a field's value, where the record has the field. */
  public static redact(field: string, replacement: string = '[redacted]'): LogFilter {
    return new LogFilter({ kind: 'redact', field: requireField('field', field), replacement: requireLiteral('replacement', replacement) });
  }

  /**
   * Puts `[redacted]`, or another text, in place of every match inside a field's text: card numbers, tokens. Fluent Bit
   * can't do this.
   */
  public static redactMatches(field: string, pattern: string, replacement: string = '[redacted]'): LogFilter {
    return new LogFilter({
      kind: 'redactMatches',
      field: requireField('field', field),
      pattern: requireRegex('pattern', pattern),
      replacement: requireLiteral('replacement', replacement),
    });
  }

  /** Takes fields out. */
  public static removeFields(...fields: string[]): LogFilter {
    if (fields.length === 0) throw new Error('fields: [] is empty: name the fields to remove');
    return new LogFilter({ kind: 'remove', fields: fields.map((f, i) => requireField(`fields[${i}]`, f)) });
  }

  /** Adds fields of fixed text; a field that the record has already is replaced. */
  public static addFields(fields: { [field: string]: string }): LogFilter {
    return new LogFilter({ kind: 'addFields', fields: checked(fields, (name, value) => requireLiteral(`fields.${name}`, value)) });
  }

  /** Renames fields, old name to new name. A field that has the new name already is replaced. */
  public static rename(fields: { [field: string]: string }): LogFilter {
    return new LogFilter({ kind: 'rename', fields: checked(fields, (name, value) => requireField(`fields.${name}`, value)) });
  }

  private constructor(private readonly data: FilterData) {}

  /** @internal */
  public _toData(): FilterData {
    return this.data;
  }
}

function checked(fields: { [field: string]: string }, check: (name: string, value: string) => string): Record<string, string> {
  requireShape('fields', fields, { map: 'text' });
  const entries = Object.entries(fields);
  if (entries.length === 0) throw new Error('fields: {} is empty: name at least one field');
  return Object.fromEntries(entries.map(([name, value]) => [requireField('fields', name), check(name, value)]));
}

/** Values that users write, with what a printer may get wrong: quotes, backslashes, signs of other languages, "$", "#", "%". */
import * as fc from 'fast-check';

export const optional = <T>(a: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(a, { nil: undefined });

/** One line of text without what the library refuses in it. */
export const line: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('shop', 'a "b" \\ c', 'it\'s', '$HOME', '$$', '$1', '100 %', '# no comment', ': yes', '- x', '{{ x }}', '{a: b}', '[1]', '%{x}', 'Köln', 'null', 'true', '0x1F', '1e3', '~', '@x', '&a', '*a', '!b', '|', '>', '`', '\\', '"', '\'', '日本'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  // eslint-disable-next-line no-control-regex
).filter((t) => t.trim() === t && t !== '' && !t.includes('${') && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(t));

export const label: fc.Arbitrary<string> = fc.stringMatching(/^[a-z]([a-z0-9-]{0,12}[a-z0-9])?$/);

/** A field of a record. */
export const field: fc.Arbitrary<string> = fc.oneof(fc.constantFrom('level', 'message', 'trace_id', 'k8s_pod_name', '_x', 'a-b', 'set', 'log', 'nil', 'true'), fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,10}$/));

export const port: fc.Arbitrary<number> = fc.integer({ min: 20000, max: 30000 });

/** What `keys` names, at most once each. */
export function someOf<T>(values: readonly T[], least = 0): fc.Arbitrary<T[]> {
  return fc.subarray([...values], { minLength: least });
}

/**
 * `${env:NAME}` in a configuration is replaced, and `$$` is one `$`: fixed text must double it, references must not.
 * https://opentelemetry.io/docs/collector/configuration/#environment-variables
 */

/** Stands for the `$` of a reference until all other `$` are doubled; no text of a user holds it. */
const MARK = '\u0001';

export function reference(name: string): string {
  return `${MARK}{env:${name}}`;
}

/** Doubles every `$` of fixed text, in keys too, and makes the references real. */
export function resolveReferences<T>(value: T): T {
  if (typeof value === 'string') return value.replace(/\$/g, '$$$$').replaceAll(MARK, '$') as T;
  if (Array.isArray(value)) return value.map(resolveReferences) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [resolveReferences(k), resolveReferences(v)])) as T;
}

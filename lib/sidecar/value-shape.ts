/**
 * Whether a value has the types that a signature promises. TypeScript sees to it where it is asked; JavaScript, `any` and
 * values read from a file do not, and would fail far from the argument that is wrong, or be written into a manifest.
 */

/** What a value must be. An `instance` has the method that this library's own classes have (two copies of it may meet). */
export type ValueShape =
  | 'text' | 'whole number' | 'boolean' | 'anything'
  | { readonly oneOf: readonly string[] }
  | { readonly list: ValueShape }
  | { readonly map: ValueShape }
  | { readonly fields: Readonly<Record<string, ValueShape>>; readonly required?: readonly string[] }
  | { readonly instance: string; readonly method: string };

/**
 * @throws for the first place that does not fit: its path, what stands there and what must. Only the type is told, never
 * the value: it may be a secret in the wrong place.
 */
export function requireShape(at: string, value: unknown, shape: ValueShape): void {
  const must = (what: string): never => {
    throw new Error(`${at || 'the argument'}: is ${typeName(value)}, and must be ${what}`);
  };
  if (shape === 'anything') return;
  if (shape === 'text') return typeof value === 'string' ? undefined : must('text');
  if (shape === 'boolean') return typeof value === 'boolean' ? undefined : must('true or false');
  if (shape === 'whole number') return Number.isSafeInteger(value) ? undefined : must('a whole number');
  if ('oneOf' in shape) return shape.oneOf.includes(value as string) ? undefined : must(`one of ${shape.oneOf.map((s) => `"${s}"`).join(', ')}`);
  if ('list' in shape) {
    if (!Array.isArray(value)) return must('a list');
    // By index: forEach would pass over the holes of a list.
    for (let i = 0; i < value.length; i++) requireShape(`${at}[${i}]`, value[i], shape.list);
    return;
  }
  if ('instance' in shape) {
    return typeof (value as Record<string, unknown> | null | undefined)?.[shape.method] === 'function' ? undefined : must(`a ${shape.instance}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return must('a map');
  const fields = value as Record<string, unknown>;
  if ('map' in shape) {
    for (const [key, one] of Object.entries(fields)) requireShape(`${at}.${key}`, one, shape.map);
    return;
  }
  for (const [key, one] of Object.entries(shape.fields)) {
    // `undefined` is what TypeScript lets stand for a member that is not given.
    if (fields[key] !== undefined || shape.required?.includes(key)) requireShape(at ? `${at}.${key}` : key, fields[key], one);
  }
}

/** "a list", "null", "a number": a value in a message without what it says. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : `the number ${value}`;
  return { string: value === '' ? 'empty text' : 'text', boolean: 'true or false', object: 'a map', function: 'a function' }[typeof value as string] ?? `a ${typeof value}`;
}

/** The value where it can hold nothing that must stay unseen (a number, a boolean, empty text), else its type. */
export function shownSafely(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value === '' ? '""' : typeName(value);
}

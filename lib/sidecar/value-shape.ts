/**
 * Whether a value has the types that a signature promises. TypeScript sees to it where it is asked; JavaScript, `any` and
 * values read from a file do not, and would fail far from the argument that is wrong, or be written into a manifest.
 */

/**
 * What a value must be. An `instance` has the method that this library's own classes have (two copies of it may meet);
 * `make` says how one gets it. `fields` names all members that there are: another name is a slip of the pen, and what it
 * says would be left out in silence.
 */
export type ValueShape =
  | 'text' | 'number' | 'whole number' | 'boolean' | 'anything'
  | { readonly oneOf: readonly string[] }
  | { readonly list: ValueShape }
  | { readonly map: ValueShape }
  | { readonly fields: Readonly<Record<string, ValueShape>>; readonly required?: readonly string[] }
  | { readonly instance: string; readonly method: string; readonly make?: string };

/**
 * @throws for the first place that does not fit: its path, what stands there and what must. Only the type is told, never
 * the value: it may be a secret in the wrong place.
 */
export function requireShape(at: string, value: unknown, shape: ValueShape): void {
  const must = (what: string): never => {
    const is = value === undefined ? 'missing' : typeName(value);
    throw new Error(`${at || 'the argument'}: is ${is}, and must be ${what}`);
  };
  if (shape === 'anything') return;
  if (shape === 'text') return typeof value === 'string' ? undefined : must('text');
  if (shape === 'boolean') return typeof value === 'boolean' ? undefined : must('true or false');
  if (shape === 'number') return typeof value === 'number' ? undefined : must('a number');
  if (shape === 'whole number') return Number.isSafeInteger(value) ? undefined : must('a whole number');
  if ('oneOf' in shape) return shape.oneOf.includes(value as string) ? undefined : must(`one of ${shape.oneOf.map((s) => `"${s}"`).join(', ')}`);
  if ('list' in shape) {
    if (!Array.isArray(value)) return must('a list');
    // By index: forEach would pass over the holes of a list.
    for (let i = 0; i < value.length; i++) requireShape(`${at}[${i}]`, value[i], shape.list);
    return;
  }
  if ('instance' in shape) {
    return typeof (value as Record<string, unknown> | null | undefined)?.[shape.method] === 'function'
      ? undefined : must(`${/^[AEIOU]/.test(shape.instance) ? 'an' : 'a'} ${shape.instance}${shape.make ? `: ${shape.make}` : ''}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return must('a map');
  const fields = value as Record<string, unknown>;
  if ('map' in shape) {
    for (const [key, one] of Object.entries(fields)) requireShape(at ? `${at}.${printable(key)}` : printable(key), one, shape.map);
    return;
  }
  const given = Object.keys(fields);
  if (!given.every((key) => Object.prototype.hasOwnProperty.call(shape.fields, key))) requireKnown(at, fields, Object.keys(shape.fields));
  for (const key of given) {
    // `undefined` is what TypeScript lets stand for a member that is not given.
    if (fields[key] !== undefined) requireShape(at ? `${at}.${key}` : key, fields[key], shape.fields[key]);
  }
  for (const key of shape.required ?? []) if (fields[key] === undefined) requireShape(at ? `${at}.${key}` : key, undefined, shape.fields[key]);
}

/** The members that a props interface has, each: the compiler sees to it that none is left out. */
export type FieldsOf<P> = { readonly [K in keyof Required<P>]: ValueShape };

/** The props of a construct: there, a map, with no unknown member, and each member of its type. */
export function requireProps<P>(props: P, fields: FieldsOf<P>, required: ReadonlyArray<keyof P & string> = []): void {
  if (props === undefined || props === null) {
    throw new Error(`props: is missing${required.length ? `: give at least ${required.map((r) => `"${r}"`).join(' and ')}` : ''}`);
  }
  if (typeof props !== 'object' || Array.isArray(props)) throw new Error(`props: is ${typeName(props)}, and must be a map`);
  requireShape('', props, { fields, required });
}

/** The same for the options of a static function: what is wrong as a whole bears the argument's name. */
export function requireOptions<P>(argument: string, options: P, fields: FieldsOf<P>, required: ReadonlyArray<keyof P & string> = []): void {
  requireShape(argument, options, { map: 'anything' });
  requireShape('', options, { fields, required });
}

/** @throws for the first name that is none of the known ones, with the one that was probably meant. */
export function requireKnown(at: string, value: object, known: readonly string[]): void {
  for (const [key, one] of Object.entries(value)) {
    if (known.includes(key) || one === undefined) continue;
    const meant = nearest(key, known);
    throw new Error(`${at ? `${at}.` : ''}${printable(key)}: is not known here: ${meant ? `did you mean "${meant}"?` : `use ${known.join(', ')}`}`);
  }
}

/** A name as it stands; one that would break a line or look like two, in quotes and not for ever. */
function printable(name: string): string {
  return /^[\w.$/-]{1,120}$/.test(name) ? name : JSON.stringify(name.length > 120 ? `${name.slice(0, 40)}…` : name);
}

/** The known name that is at most a third of its letters away, whatever their case. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [best] = known.map((k) => ({ k, far: distance(name.toLowerCase(), k.toLowerCase()) })).sort((a, b) => a.far - b.far);
  return best && best.far <= Math.max(1, Math.floor(best.k.length / 3)) ? best.k : undefined;
}

/** Letters to add, take away, change or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  // What is much longer is not near, and would cost its length times this one's.
  if (Math.abs(a.length - b.length) > 8) return 9;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j++) {
      const change = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? rows[i - 2][j - 2] + 1 : Infinity;
      rows[i].push(Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, change, swap));
    }
  }
  return rows[a.length][b.length];
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

/** Classes that many props take. */
export const DURATION: ValueShape = { instance: 'Duration', method: 'toMilliseconds', make: 'use Duration.seconds(...)' };
export const ENV_SOURCE: ValueShape = { instance: 'EnvSource', method: '_toEnv', make: 'EnvSource.text("...") or EnvSource.secret("name", "key")' };
export const SIDECAR_RESOURCES: ValueShape = { instance: 'SidecarResources', method: '_toPart', make: 'use SidecarResources.of({ cpu: "50m", memory: "64Mi" })' };
export const SHARED_VOLUME: ValueShape = { instance: 'SharedVolume', method: '_toPart', make: 'use SharedVolume.emptyDir(...), SharedVolume.secretNamed(...), ...' };

/**
 * Whether JSON has the types that Kubernetes reads. The API server refuses anything else while it decodes, before any other
 * check, so that rules may rely on them: they see a copy from which whatever does not fit is gone.
 */
import { Quantity } from '../../kubernetes/quantity';

/** What a value must be. A `list` of objects must not hold null: Kubernetes would read it as an object without any field. */
export type Shape =
  | 'string' | 'integer' | 'boolean' | 'quantity' | 'integer or string' | 'anything'
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

/** Fields of one shape, their names in one text. */
export function typed(shape: Shape, names: string): Record<string, Shape> {
  return Object.fromEntries(names.split(' ').map((name) => [name, shape]));
}

/** Something that does not fit. */
export interface Misfit {
  /** "spec.template.spec.containers[app].env[PORT].value". */
  readonly at: string;
  readonly value: unknown;
  /** `type`: of another type than the field; `quantity`: a text that is no amount. */
  readonly kind: 'type' | 'quantity';
  /** "is a number, and must be a string". */
  readonly reason: string;
}

/**
 * The value without what does not fit and without nulls, which mean absent; the very same value where all fits.
 *
 * @param sound objects in it that are known to fit
 */
export function fit<T>(value: T, shape: Shape, misfits: Misfit[], sound: Sound = NONE): T | undefined {
  return new Fitter(misfits, sound).fit(value, shape) as T | undefined;
}

/** Objects that are known to be of their shape. */
type Sound = { has(object: object): boolean };

const NONE: Sound = { has: () => false };

const ABSENT = undefined;
/** Deeper than any Kubernetes object; what is deeper is cut off, or hand-made YAML could exhaust the stack. */
const DEEPEST = 60;

class Fitter {
  private readonly path: Array<string | { index: number; item: unknown }> = [];

  public constructor(private readonly misfits: Misfit[], private readonly sound: Sound) {}

  public fit(value: unknown, shape: Shape): unknown {
    if (value === undefined || shape === 'anything') return value;
    if (value === null) return shape === 'quantity' ? value : ABSENT;
    if (this.path.length > DEEPEST) return ABSENT;
    if (typeof shape === 'string') return this.scalar(value, shape);
    if ('list' in shape) return this.list(value, shape.list);
    return this.map(value, shape);
  }

  private scalar(value: unknown, shape: Extract<Shape, string>): unknown {
    switch (shape) {
      case 'string': return typeof value === 'string' ? value : this.wrong(value, 'a string');
      case 'boolean': return typeof value === 'boolean' ? value : this.wrong(value, 'true or false');
      case 'integer': return Number.isSafeInteger(value) ? value : this.wrong(value, 'a whole number');
      case 'integer or string': return Number.isSafeInteger(value) || typeof value === 'string' ? value : this.wrong(value, 'a whole number or a string');
      case 'quantity': return this.quantity(value);
      default: return value;
    }
  }

  private quantity(value: unknown): unknown {
    if (Quantity.tryParse(value) !== undefined) return value;
    if (typeof value !== 'string' && typeof value !== 'number') return this.wrong(value, 'a quantity, such as "100m" or "64Mi"');
    this.misfits.push({ at: this.place(), value, kind: 'quantity', reason: reasonOf(value) });
    return ABSENT;
  }

  private list(value: unknown, shape: Shape): unknown {
    if (!Array.isArray(value)) return this.wrong(value, 'a list');
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      // A program may leave a hole, which JSON writes as null.
      const item = value[i] ?? null;
      this.path.push({ index: i, item });
      const fits = item === null && typeof shape !== 'string' ? this.wrong(item, nounOf(shape)) : this.fit(item, shape);
      this.path.pop();
      if ((fits === ABSENT || fits !== value[i]) && !copy) copy = value.slice(0, i);
      if (copy && fits !== ABSENT) copy.push(fits);
    }
    return copy ?? value;
  }

  private map(value: unknown, shape: { map: Shape } | { fields: Readonly<Record<string, Shape>> }): unknown {
    if (typeof value !== 'object' || Array.isArray(value)) return this.wrong(value, 'a map');
    if (this.sound.has(value as object)) return value;
    const object = value as Record<string, unknown>;
    let copy: Record<string, unknown> | undefined;
    const values = 'map' in shape ? shape.map : undefined;
    const fields = 'map' in shape ? undefined : shape.fields;
    for (const key of Object.keys(object)) {
      if (fields && !Object.prototype.hasOwnProperty.call(fields, key)) continue;
      const before = object[key];
      this.path.push(key);
      const fits = this.fit(before, values ?? fields![key]);
      this.path.pop();
      if (fits === before) continue;
      copy ??= { ...object };
      if (fits === ABSENT) delete copy[key];
      else copy[key] = fits;
    }
    return copy ?? object;
  }

  private wrong(value: unknown, wanted: string): undefined {
    this.misfits.push({ at: this.place(), value, kind: 'type', reason: `is ${typeName(value)}, and must be ${wanted}` });
    return ABSENT;
  }

  private place(): string {
    return this.path.map((step, i) => {
      if (typeof step === 'string') return i === 0 ? step : /[./[\]]/.test(step) ? `[${step}]` : `.${step}`;
      const name = (step.item as { name?: unknown } | null)?.name;
      return `[${typeof name === 'string' && name !== '' ? name : step.index}]`;
    }).join('');
  }
}

function reasonOf(value: string | number): string {
  try {
    Quantity.parse(value);
    return '';
  } catch (error) {
    return (error as Error).message.replace(/^quantity: /, '');
  }
}

function nounOf(shape: Shape): string {
  return typeof shape !== 'string' && 'list' in shape ? 'a list' : 'a map';
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a fraction';
  return { string: 'a string', boolean: 'true or false', object: 'a map' }[typeof value as string] ?? `a ${typeof value}`;
}

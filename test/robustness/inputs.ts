/** Inputs that nobody meant, and what is a good answer to them. */
import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';

/** Printed at the start of each file, so that a run can be repeated: SEED=... */
export const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** 5,000 inputs in all, 100,000 where there is time (NIGHTLY=1). `share` is a test's part of them. */
export function runs(share: number): { seed: number; numRuns: number; endOnFailure: boolean } {
  return { seed: SEED, numRuns: Math.ceil((process.env.NIGHTLY ? 100_000 : 5_000) * share), endOnFailure: true };
}

export function announce(): void {
  beforeAll(() => {
    process.stderr.write(`robustness: SEED=${SEED}${process.env.NIGHTLY ? ' NIGHTLY=1' : ''}\n`);
  });
}

/** `Testing.chart()` makes a directory each time, and leaves it. */
export function freshChart(): Chart {
  return new Chart(new App(), 'test');
}

/** Of an error that nobody foresaw: JavaScript's own words. */
const ACCIDENT = /Cannot (read|set|convert|destructure|mix|use|access|create|assign)|is not (a function|iterable|a constructor|defined|extensible|callable)|Invalid (array|string|count|regular)|Maximum call stack|\[object Object\]|could not be cloned|Unexpected token|unreadable:/;

/** What a call throws; an error that does not name what is wrong fails the test. */
export function refusalOf(call: () => unknown): Error | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    for (let one: unknown = error; one !== undefined; one = (one as Error).cause) {
      if (!(one instanceof Error) || one instanceof TypeError || one instanceof RangeError || one instanceof ReferenceError
        || one instanceof SyntaxError
        || ACCIDENT.test(one.message)) {
        throw new Error(`not a named error: ${(error as Error).stack}`, { cause: error });
      }
    }
    return error as Error;
  }
}

const noPrototype = () => Object.create(null);

/** Values that are easily given in place of others. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4, arbitrary: fc.constantFrom<unknown>(
      undefined, null, true, false, 0, -1, 1, 1.5, 65536, 1e21, NaN, Infinity, '', ' ', 'x', 'app', '8080', '/x', '-', '__proto__', 'constructor', '\u0000',
      '99999999999999999999Gi', '$(A)', 'healthy', [], [null], [undefined], [[]], [{}], ['x'], [''], [1],
      {}, { name: 'x' }, { name: null }, { toString: 1, valueOf: 1 },
      { length: 3 }, { produce: 1 }, JSON.parse('{"__proto__": {"polluted": "yes"}}'), JSON.parse('{"constructor": {"prototype": {"polluted": "yes"}}}'),
    ),
  },
  fc.constantFrom<() => unknown>(noPrototype, () => new Map(), () => new Date(0), () => () => 'x', () => 10n).map((make) => make()),
  fc.string({ maxLength: 12 }),
  fc.jsonValue({ maxDepth: 2 }),
);

const isPlain = (value: unknown) => Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);

/** Every place in a tree of plain values. */
export function placesIn(value: any, path: string[] = []): string[][] {
  if (!isPlain(value)) return [path];
  return [path, ...Object.keys(value).flatMap((key) => placesIn(value[key], [...path, key]))];
}

/** A copy with something else in one place; where the place is gone, the tree as it is. */
export function replaced(value: any, path: readonly string[], by: unknown): any {
  if (path.length === 0) return by;
  if (!isPlain(value)) return value;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[path[0]] = replaced(copy[path[0]], path.slice(1), by);
  return copy;
}

/** The tree with odd values in one to three of its places. */
export function spoiled<T>(whole: T): fc.Arbitrary<any> {
  const places = placesIn(whole);
  return fc.array(fc.tuple(fc.constantFrom(...places), odd), { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce((tree: any, [path, value]) => replaced(tree, path, value), whole));
}

/** Extra configuration in the product's own terms, laid over the generated one. */

export type Config = Record<string, any>;

/** Maps by key, lists appended, null deletes, all else replaces. Neither argument is changed, and nothing is shared. */
export function merge(base: Readonly<Config>, extra: Readonly<Config> | undefined, path = 'extraConfig'): Config {
  const result: Config = structuredClone(base);
  for (const [key, value] of Object.entries(extra ?? {})) {
    const before = result[key];
    const at = `${path}.${key}`;
    if (value === undefined) {
      continue;
    } else if (value === null) {
      delete result[key];
    } else if (before === undefined) {
      result[key] = structuredClone(value);
    } else if (kind(before) !== kind(value)) {
      throw new Error(`${at}: is ${kind(value)} where the generated configuration has ${kind(before)}: give ${kind(before)}, or null to delete it`);
    } else if (Array.isArray(before)) {
      result[key] = [...before, ...structuredClone(value)];
    } else {
      result[key] = isMap(before) ? merge(before, value, at) : value;
    }
  }
  return result;
}

function isMap(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kind(value: unknown): string {
  return Array.isArray(value) ? 'a list' : isMap(value) ? 'a map' : 'a single value';
}

/** Without what is undefined, all the way down. */
export function defined<T>(value: T): T {
  if (Array.isArray(value)) return value.map(defined) as T;
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined).map(([k, v]) => [k, defined(v)])) as T;
}

/** A setting whose name says that it is a secret must be a reference: what is written here stands in a ConfigMap. */
export function refusePlainSecrets(value: unknown, reference: RegExp, path: string): void {
  if (Array.isArray(value)) value.forEach((v, i) => refusePlainSecrets(v, reference, `${path}[${i}]`));
  if (!isMap(value)) return;
  for (const [key, v] of Object.entries(value)) {
    if (typeof v === 'string' && SECRET.test(key) && !NOT_SECRET.test(key) && v !== '' && !reference.test(v)) {
      throw new Error(`${path}.${key}: would stand in a ConfigMap as plain text: give it as a variable by "env", and refer to the variable`);
    }
    refusePlainSecrets(v, reference, `${path}.${key}`);
  }
}

const SECRET = /(passw(or)?d|passwd|secret|token|api_?key|apikey|shared_key|access_key)$/i;
/** Paths, and names of other things. */
const NOT_SECRET = /(file|path|url|field|_key_id_field|partition_key)$/i;

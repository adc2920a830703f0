import { Json } from './json';

/**
 * A configuration with another laid over it: objects member by member, lists whose items all have a name by name, and
 * everything else replaced; null takes away. Neither argument is changed.
 */
export function mergeConfig(base: any, over: any): any {
  if (isObject(base) && isObject(over)) {
    const merged: Json = { ...base };
    for (const [key, value] of Object.entries(over)) {
      if (value === null) delete merged[key];
      else if (value !== undefined) merged[key] = key in base ? mergeConfig(base[key], value) : withoutNulls(value);
    }
    return merged;
  }
  if (named(base) && named(over)) {
    const merged = base.map((item: Json) => over.filter((o: Json) => o.name === item.name).reduce(mergeConfig, item));
    return [...merged, ...over.filter((o: Json) => !base.some((b: Json) => b.name === o.name)).map(withoutNulls)];
  }
  return withoutNulls(over);
}

function isObject(value: any): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function named(value: any): value is Json[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => isObject(item) && typeof item.name === 'string');
}

function withoutNulls(value: any): any {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null && v !== undefined).map(([k, v]) => [k, withoutNulls(v)]));
}

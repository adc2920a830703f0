/**
 * A fresh copy of raw fields that a user gave, as plain JSON: cdk8s' Lazy values are produced, and anything that YAML
 * can't hold is refused with its path, instead of failing deep inside synth.
 */
export function plainJson(value: any, at: string): any {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${at}: ${value} can't be written as JSON: use a finite number`);
    return value;
  }
  if (Array.isArray(value)) {
    // By Array.from: map would pass over the holes of a list.
    return Array.from(value, (item, i) => {
      if (item === undefined) throw new Error(`${at}[${i}]: undefined can't stand in a list: leave it out`);
      return plainJson(item, `${at}[${i}]`);
    });
  }
  if (typeof value === 'object') {
    if (typeof value.produce === 'function') return plainJson(value.produce(), at);
    const prototype = Object.getPrototypeOf(value);
    if (prototype === null || prototype.constructor?.name === 'Object') {
      const out: Record<string, any> = {};
      for (const key of Object.keys(value)) {
        if (key === '__proto__') throw new Error(`${at}.__proto__: not a Kubernetes field`);
        if (value[key] !== undefined) out[key] = plainJson(value[key], `${at}.${key}`);
      }
      return out;
    }
  }
  const kind = typeof value === 'object' ? value.constructor?.name ?? 'object' : typeof value;
  throw new Error(`${at}: a ${kind} can't be written as JSON: give plain values, lists and maps`);
}

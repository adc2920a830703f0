/** Values as Fluent Bit reads them: src/flb_utils.c. A word that it can't read is "off", or the default, in silence. */

const PATTERNS: Record<string, [RegExp, string]> = {
  b: [/^(true|false|on|off|yes|no)$/i, 'use "on" or "off"'],
  i: [/^-?\d+$/, 'use a whole number'],
  z: [/^-?\d+(\.\d+)?[kmg]?b?$/i, 'use a number of bytes, or one with k, M or G'],
  t: [/^\d+(\.\d+)?[smhd]?$/i, 'use a number of seconds, or one with s, m, h or d'],
  d: [/^-?\d+(\.\d+)?$/, 'use a number'],
};

/** The type of an option in a list like `name:type name`; "" for text, undefined where there is no such option. */
export function optionType(options: string, key: string): string | undefined {
  for (const entry of options.split(' ')) {
    const [, name, type] = /^(.*?)(?::([bizdtpx]))?$/.exec(entry)!;
    if (type === 'p' ? key.toLowerCase().startsWith(name) : key.toLowerCase() === name) return type === 'x' ? undefined : type ?? '';
  }
  return undefined;
}

export function checkValue(path: string, value: unknown, type: string): void {
  if (value !== null && typeof value === 'object') throw new Error(`${path}: ${JSON.stringify(value)} is not a single value: give text, a number or a boolean`);
  const [pattern, rule] = PATTERNS[type] ?? [];
  // A variable can hold anything.
  if (!pattern || String(value).includes('${')) return;
  if (!pattern.test(String(value))) throw new Error(`${path}: "${value}" can't be read, and another value would be used in silence: ${rule}`);
}

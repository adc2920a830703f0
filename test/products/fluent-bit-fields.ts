/** What Fluent Bit's own list of options, as the program prints it, does not know. */
import { parse } from 'yaml';
import { Plain } from './plain';
import * as list from '../catalogue/log-shipping/golden/fluent-bit-5.1.1-options.json';

type Options = Record<string, Record<string, string>>;
const OPTIONS = list as unknown as Record<'inputs' | 'filters' | 'outputs', Options>;

/** Set by the engine itself for each output, and host and port for those that have a custom endpoint. */
const BESIDES: Readonly<Record<string, readonly string[]>> = { outputs: ['storage.total_limit_size', 'host', 'port'] };
const WORDS: Readonly<Record<string, RegExp>> = { boolean: /^(on|off)$/, integer: /^\d+$/, size: /^\d+[kM]?$/, time: /^\d+s?$/ };

export function unknownOptions(p: Plain): string[] {
  const [text] = Object.entries(p.files).filter(([path]) => /\.ya?ml$/.test(path)).map(([, t]) => t);
  const { pipeline } = parse(text, { version: '1.1' });
  return (['inputs', 'filters', 'outputs'] as const).flatMap((kind) => ((pipeline[kind] ?? []) as Array<Record<string, unknown>>).flatMap(({ name, ...options }) => {
    const known = OPTIONS[kind][String(name)];
    if (!known) return [`${kind}: no plugin "${name}"`];
    return Object.entries(options).flatMap(([key, value]) => {
      const type = Object.entries(known).find(([o]) => o.toLowerCase() === key.toLowerCase() || (o.endsWith('.') && key.startsWith(o)))?.[1];
      if (type === undefined) return BESIDES[kind]?.includes(key) ? [] : [`${name}.${key} is unknown`];
      const word = WORDS[type.split(' = ')[0]];
      return word && !word.test(String(value)) ? [`${name}.${key}: ${JSON.stringify(value)}`] : [];
    });
  }));
}

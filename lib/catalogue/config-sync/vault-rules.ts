/** What a Vault agent accepts and then fails on, or ignores. */
import { VAULT_AGENTS } from './data/vault-agent';

const OPENING = ['with', 'range', 'if', 'block', 'define'];

/**
 * Why a template can't be parsed, as far as its frame shows it; undefined: nothing found. The agent itself starts with
 * a broken one and tries for ever.
 * https://pkg.go.dev/text/template
 */
export function brokenTemplate(text: string): string | undefined {
  const open: string[] = [];
  let at = text.indexOf('{{');
  while (at >= 0) {
    const end = endOfAction(text, at + 2);
    const action = text.slice(at, at + 40).split('\n')[0];
    if (end === undefined) return `has an action that is never closed with "}}": ${action}`;
    const word = /^\{\{-?\s*([a-z]*)/.exec(text.slice(at, end))![1];
    if (OPENING.includes(word)) open.push(action);
    if (word === 'end' && open.pop() === undefined) return 'has an {{ end }} without a beginning';
    if (word === 'else' && open.length === 0) return 'has an {{ else }} without a beginning';
    at = text.indexOf('{{', end);
  }
  return open.length ? `has a block without {{ end }}: ${open[open.length - 1]}` : undefined;
}

/** Where the action ends: quotes and comments may hold "}}" too. */
function endOfAction(text: string, from: number): number | undefined {
  const comment = /^-?\s*\/\*/.exec(text.slice(from));
  if (comment) {
    const close = text.indexOf('*/', from + comment[0].length);
    const end = close < 0 ? -1 : text.indexOf('}}', close);
    return end < 0 ? undefined : end + 2;
  }
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '"' || c === "'" || c === '`') {
      i++;
      while (i < text.length && text[i] !== c) i += c !== '`' && text[i] === '\\' ? 2 : 1;
    } else if (text.startsWith('}}', i)) {
      return i + 2;
    }
  }
  return undefined;
}

type Json = Record<string, any>;

/** The escape hatch laid over what was generated: maps merge, lists are joined. */
export function mergeConfiguration(base: Json, over: Json): Json {
  const out: Json = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (Array.isArray(value) && Array.isArray(out[key])) out[key] = [...out[key], ...value];
    else if (isMap(value) && isMap(out[key])) out[key] = mergeConfiguration(out[key], value);
    else out[key] = value;
  }
  return out;
}

/** Refuses what the agent would ignore without a word, or what contradicts the typed part. */
export function requireKnownConfiguration(extra: Json): void {
  const { topLevel, inside } = VAULT_AGENTS.vault;
  for (const key of Object.keys(extra)) {
    if (key === 'exec' || key === 'env_template') {
      throw new Error(`extraConfiguration: "${key}" makes the agent run the app as its child, which a sidecar does not: render files`);
    }
    if (!(topLevel as readonly string[]).includes(key)) {
      throw new Error(`extraConfiguration: "${key}" is unknown to the agent, which would ignore it: one of ${topLevel.join(', ')}`);
    }
    if (key === 'exit_after_auth') throw new Error('extraConfiguration: "exit_after_auth" would end the sidecar: use "once" of ConfigSyncSidecar');
  }
  for (const [block, known] of Object.entries(inside)) {
    for (const key of Object.keys(extra[block] ?? {})) {
      if (!(known as readonly string[]).includes(key)) {
        throw new Error(`extraConfiguration.${block}: "${key}" is unknown to the agent, which would ignore it: one of ${known.join(', ')}`);
      }
    }
  }
  for (const [i, template] of (extra.template ?? []).entries()) {
    if (typeof template?.destination !== 'string') {
      throw new Error(`extraConfiguration.template[${i}]: has no "destination", with which the agent would try for ever: name a file`);
    }
  }
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

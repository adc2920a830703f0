/**
 * Whether RE2, which Envoy matches with, takes a regular expression. Envoy finds a bad one in a certificate's names only
 * when it needs it: it runs, is ready, and every handshake fails.
 * https://github.com/google/re2/wiki/Syntax
 */

/** What RE2 would not take, in words; undefined for what it takes. */
export function whyNotRe2(regex: string): string | undefined {
  const refused: Array<[RegExp, string]> = [
    [/^\(\?<?[=!]/, 'looks ahead or behind'],
    [/^\(\?>/, 'has an atomic group'],
    [/^\(\?\(/, 'has a condition'],
    [/^\(\?#/, 'has a comment'],
    [/^\(\?[P<]?[=&]/, 'has a backreference'],
    [/^\\[1-9]/, 'has a backreference'],
    [/^\\k[<{']/, 'has a backreference'],
    [/^\\[ZGKRXyYeEhHcgNo]/, 'has an escape that RE2 does not know'],
    [/^[*+?}]\+/, 'has a possessive quantifier'],
  ];
  let plain = '';
  for (let i = 0; i < regex.length;) {
    const rest = regex.slice(i);
    const bracket = rest.startsWith('[') ? bracketed(rest) : undefined;
    if (bracket) {
      plain += bracket.plain;
      i += bracket.length;
      continue;
    }
    const found = refused.find(([pattern]) => pattern.test(rest));
    if (found) return found[1];
    const repeat = rest.match(/^\{(\d+)(?:,(\d*))?\}/);
    if (repeat && Math.max(Number(repeat[1]), Number(repeat[2] ?? 0)) > 1000) return 'repeats more than 1000 times';
    const [taken, js] = translate(rest);
    plain += js;
    i += taken;
  }
  try {
    new RegExp(plain, 'u');
    return undefined;
  } catch (error) {
    return String((error as Error).message).replace(/^Invalid regular expression: \/.*\/\w*: /s, '').toLowerCase();
  }
}

/** How long the next piece of RE2 is, and what it is in JavaScript, whose parser then finds what is unbalanced. */
function translate(rest: string): [number, string] {
  const flags = rest.match(/^\(\?[imsU]*(?:-[imsU]+)?([):])/);
  if (flags) return [flags[0].length, flags[1] === ':' ? '(?:' : ''];
  if (rest.startsWith('(?P<')) return [4, '(?<'];
  const quoted = rest.match(/^\\Q(.*?)(?:\\E|$)/s);
  if (quoted) return [quoted[0].length, quoted[1] ? 'q' : ''];
  const escaped = rest.match(/^\\(?:[AzC]|[pP](?:\{\^?\w+\}|\w)|x\{[0-9A-Fa-f]+\}|[0-7]{1,3}|[^A-Za-z0-9])/);
  if (escaped) return [escaped[0].length, /^\\[Az]/.test(rest) ? '(?:)' : 'x'];
  const open = rest.match(/^\{(?!\d+(?:,\d*)?\})/);
  if (open) return [1, 'x'];
  if (/^[\]}]/.test(rest)) return [1, 'x'];
  const repeat = rest.match(/^\{\d+(?:,\d*)?\}/);
  if (repeat) return [repeat[0].length, repeat[0]];
  return rest.startsWith('\\') ? [Math.min(2, rest.length), rest.slice(0, 2)] : [1, rest[0]];
}

/** A character class as a whole, in which other rules hold. */
function bracketed(rest: string): { length: number; plain: string } | undefined {
  const match = rest.match(/^\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]/);
  if (!match) return undefined;
  const range = match[0].replace(/\[:\^?\w+:\]|\\[\s\S]/g, '').match(/([^[\]^])-([^[\]])/);
  return { length: match[0].length, plain: range && range[1] > range[2] ? `[${range[0]}]` : 'x' };
}

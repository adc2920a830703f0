import { requireShape } from '../../sidecar/value-shape';
import { refuse } from '../common/arguments';
import { whyNotRe2 } from '../proxy/regex';

/**
 * Paths of the app.
 *
 * @example
 * const assets = RoutePath.prefix('/static/');
 */
export class RoutePath {
  /** This path and no other, whatever its query. */
  public static exact(path: string): RoutePath {
    return new RoutePath(`^${escaped(requirePath('path', path))}$`);
  }

  /** Every path that begins so. It ends with "/". */
  public static prefix(prefix: string): RoutePath {
    requirePath('prefix', prefix);
    if (!prefix.endsWith('/')) refuse('prefix', prefix, 'does not end with "/"', `give "${prefix}/": "${prefix}" is the beginning of "${prefix}ly-other" too`);
    return new RoutePath(`^${escaped(prefix)}`);
  }

  /** Every path that the regular expression (RE2) matches. It begins with "^": it is looked for anywhere in the path. */
  public static matching(regex: string): RoutePath {
    requireShape('regex', regex, 'text');
    const why = whyNotRe2(regex);
    if (why) refuse('regex', regex, `is not an RE2 regular expression: it ${why}`, 'see https://github.com/google/re2/wiki/Syntax');
    if (!regex.startsWith('^')) refuse('regex', regex, 'does not begin with "^", so that it matches in the middle of any path', `give "^${regex}"`);
    // An alternative has a beginning of its own.
    if (alternatives(regex).some((a) => !a.startsWith('^'))) refuse('regex', regex, 'has an alternative without "^"', 'put the alternatives in brackets: "^(a|b)"');
    return new RoutePath(regex);
  }

  private constructor(private readonly regex: string) {}

  /** @internal */
  public _regex(): string {
    return this.regex;
  }

  /** The same for a path with its query behind it. @internal */
  public _uriRegex(): string {
    return this.regex.replace(/\$$/, '(?:\\?|$)');
  }
}

function requirePath(name: string, path: string): string {
  if (typeof path !== 'string' || !/^\/[^\s?#]*$/.test(path)) refuse(name, path, 'is not a path', 'begin it with "/", without query');
  return path;
}

export function escaped(path: string): string {
  return path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Alternatives at the top level. */
function alternatives(regex: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const piece of regex.match(/\\[\s\S]|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|[\s\S]/g) ?? []) {
    if (piece === '(') depth++;
    if (piece === ')') depth--;
    if (piece === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

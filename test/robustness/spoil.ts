/** Values that nobody meant, in the places of a recipe. */
import { Chance } from './random-recipe';
import { at, Call, isPlain, Place, placesOf, Recipe, withAt, withKey } from './recipe';

/** Must be in no message and no output where it stands in place of something that is no text. */
export const SECRET = 'hunter2-s3cr3t';

/** Texts that would mean something to what reads them later: YAML, shells, nginx, HAProxy, Fluentd, Ruby, Lua, templates. */
export const HOSTILE: readonly string[] = [
  '', ' ', ' x ', '\n', 'x\ny: z', 'a\r\nb', '\t', '\u0000', '\u0007', '\u2028', '\ud800', 'ä€😀', 'x'.repeat(20_000), '-', '--', '-x', '--flag=1', '.', '..', '/', '//',
  '../../etc/passwd', '/etc/../x', '/a/./b', '*', '**', '?', '[', ']', '{', '}', '(', ')', '<', '>', '|', '&', ';', ',', ':', '=', '#', '!', '@', '%', '~', '^', '`', '\\', '"', "'",
  '"; }\nserver { listen 1; }', "'; rm -rf / #", '"\nbackend evil\n', "' or '1'='1", 'x; y', 'x y', 'x,y', 'x=y', 'x: y', '# c', 'a #b', '; c', '[databases]', '${HOME}', '$HOME', '$(HOSTNAME)',
  '$$', '$$(A)', '${env:HOME}', '${file:/etc/passwd}', '%{x}', '%d', '#{`id`}', "#{ENV['A']}", '`id`', '$(id)', '{{ .x }}', '{{ printenv "X" }}', '{{', '}}', '<% x %>', '<match **>', '</match>',
  '@include /etc/passwd', '!!js/function x', '&a *a', '? x', '- x', '|', '>', 'null', '~', 'true', 'yes', 'on', '0', '-1', '1e999', '0x10', '1.5', 'NaN', '__proto__', 'constructor', 'toString', 'hasOwnProperty',
  'SECRET[a.b]', 'x\\', '\\n', '\\"', '(', '(?P<x>a)', '(a+)+$', '[z-a]', 'http://', 'http://x y/', `https://user:${SECRET}@h.example.com/`, 'http://h:99999', 'http://[::1', '://', 'javascript:x', 'file:///etc/passwd',
  '1.2.3.4', '::1', '10.0.0.0/99', 'A'.repeat(64), 'a-', '-a', 'a.b', 'a_b', 'UPPER', 'arn:aws:iam::1:role/x', 'a:b:c', '99999999999999999999Gi', '-5m', '1Ki', '0600', '0999', '%Y', 'x@y', 'SIGKILL',
];

const NUMBERS: readonly number[] = [-1, 0, -0, 1.5, 1e-9, 65535, 65536, 2 ** 31, 2 ** 32, 2 ** 53, 1e21, NaN, Infinity, -Infinity];

/** Made anew each time: what is given may keep or change it. */
const ODD: ReadonlyArray<() => unknown> = [
  () => undefined, () => null, () => true, () => false, () => 0, () => '', () => 'x', () => [], () => [null], () => [undefined], () => [[]], () => [{}], () => ['x'], () => [1], () => ({}),
  () => ({ name: 'x' }), () => ({ value: SECRET }), () => ({ toString: 1, valueOf: 1 }), () => ({ length: 3 }), () => Object.create(null), () => new Map([['a', SECRET]]), () => new Set([1]), () => new Date(0),
  () => () => SECRET, () => 10n, () => JSON.parse('{"__proto__": {"polluted": "yes"}}'), () => JSON.parse('{"constructor": {"prototype": {"polluted": "yes"}}}'), () => new Array(3), () => /x/, () => Symbol('x'),
];

const pick = <T>(from: readonly T[], chance: Chance): T => from[chance.below(from.length)];

/** What one place was made into, for messages. */
export interface Spoiled {
  readonly recipe: Recipe;
  readonly place: Place;
  /** A text stands where none is taken: nobody may see it. */
  readonly secret: boolean;
}

/** Somebody gives text where the type says otherwise, wrong types anywhere, or hostile text where text is right. */
export function spoil(recipe: Recipe, chance: Chance): Spoiled {
  const place = pick(placesOf(recipe), chance);
  const old = at(recipe, place);
  const kind = chance.below(8);
  const by = (value: unknown, secret = false): Spoiled => ({ recipe: withAt(recipe, place, value), place, secret });
  if (kind === 0 && isPlain(at(recipe, place.slice(0, -1)))) return { recipe: withKey(recipe, place, pick(HOSTILE, chance)), place, secret: false };
  if (kind === 1 && isPlain(old)) return by({ ...old, [pick(HOSTILE, chance)]: pick(HOSTILE, chance) });
  if (typeof old === 'string' && kind < 6) {
    const text = pick(HOSTILE, chance);
    return by(pick([text, old + text, text + old], chance));
  }
  if (typeof old === 'number' && kind < 6) return by(pick(NUMBERS, chance));
  // A list or a map may be right where another one stood.
  const misplaced = [SECRET, Array.isArray(old) ? SECRET : [SECRET], isPlain(old) ? SECRET : { value: SECRET }];
  if (kind < 4 && typeof old !== 'string' && old !== undefined) return by(pick(misplaced, chance), true);
  if (kind === 4 && old instanceof Call && old.args.length) return by(new Call(old.of, old.args.slice(1)));
  return by(pick(ODD, chance)());
}

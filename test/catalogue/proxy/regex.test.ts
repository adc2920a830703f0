import { whyNotRe2 } from '../../../lib/catalogue/proxy/regex';

test.each([
  'spiffe://example\\.org/ns/[a-z0-9-]+/sa/(frontend|admin)', '^a.*$', '(?P<n>a)(?<m>b)', '(?i)a', '(?i:a)b', '[[:alpha:]_-]', '[]a]', '[^\\d-]', '\\Qa.b\\E+', 'a{2}', 'a{2,3}?', 'a{,2}', '{',
  '\\pL\\p{Greek}\\PN', '\\x41\\x{41}\\0\\07', '\\bx\\B', 'ä', '[ä-ü]', '', '(|a)', '\\_\\.',
])('Envoy takes %s', (regex) => expect(whyNotRe2(regex)).toBeUndefined());

test.each([
  ['(?=a)', 'looks ahead or behind'], ['(?<!a)', 'looks ahead or behind'], ['(?>a)', 'atomic group'], ['(a)\\1', 'backreference'], ['(?P=n)', 'backreference'], ['(?z)', 'does not know: (?z)'],
  ['a**', 'two repetitions in a row'], ['a++', 'two repetitions in a row'], ['a{2}{3}', 'two repetitions'], ['*a', 'nothing to repeat'], ['(|*)', 'nothing to repeat'], ['(?i)*', 'nothing to repeat'],
  ['a{1001}', 'more than 1000'], ['(a{100}){11}', 'more than 1000'], ['a{3,1}', 'at least 3 and at most 1'], ['(a', '")" too few'], ['a)', '")" too many'], ['[a', '"]" too few'], ['[z-a]', 'ends before it begins'],
  ['[[:nope:]]', 'is none'], ['\\p{Nope}', 'is none'], ['\\Z', 'does not know: \\Z'], ['\\x', 'does not know'], ['\\x{1F600}', 'does not know'], ['a\\', 'does not know'], ['[a-\\d]', 'does not know: \\d'],
  ['(?P<n>a)(?P<n>b)', 'two groups of the name "n"'], ['a{500}', 'too long: about'],
])('Envoy does not take %s: it %s', (regex, why) => expect(whyNotRe2(regex)).toContain(why));

test('the limit of length can be raised', () => expect(whyNotRe2('a{500}', 1000)).toBeUndefined());

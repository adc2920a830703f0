/** Texts that are quantities, and texts that nearly are: the same for the same seed. */

const SUFFIXES = ['', '', '', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const ROUND = [1n, 5n, 10n, 64n, 100n, 500n, 1000n, 1023n, 1024n, 1048576n, 999999999n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 69n];
// The last ones are 0 and 3 to Kubernetes, which keeps 32 bits of an exponent.
const EXPONENTS = [0, 1, 2, 3, 6, 9, 12, 18, 20, 27, 30, 39, 4294967296, 4294967299];

/** So many texts; each begins a line of its own when it goes to the oracle as a JSON string. */
export function randomQuantities(seed: number, count: number): string[] {
  // Park and Miller's generator: exact in a double.
  let state = (seed * 7919) % 2147483646 + 1;
  const below = (n: number) => {
    state = (state * 48271) % 2147483647;
    return Math.floor(((state - 1) / 2147483646) * n);
  };
  const pick = <T>(from: ArrayLike<T>): T => from[below(from.length)];
  const digits = (n: number) => Array.from({ length: n }, () => below(10)).join('');
  const number = () => {
    const whole = [
      () => digits(pick([0, 1, 1, 2, 3, 4, 6, 9, 12, 17, 18, 19, 20, 25])),
      () => `${pick(ROUND)}${pick(['', '', '000', '000000'])}`,
      () => String(below(5000)),
    ][below(3)]();
    const fraction = below(3) === 0 ? `.${digits(pick([0, 1, 1, 2, 3, 4, 9, 10, 12, 20]))}` : '';
    return pick(['', '', '', '', '', '', '+', '-']) + whole + fraction;
  };
  const spoilt = (text: string) => {
    const at = below(text.length + 1);
    return text.slice(0, at) + pick('.+-eEinumkKMGTP ,xgB_') + text.slice(at + below(2));
  };
  const kinds = [
    () => number() + pick(SUFFIXES),
    () => number() + pick(SUFFIXES),
    () => number() + pick(['e', 'E']) + pick(['', '+', '-']) + pick(EXPONENTS),
    () => spoilt(number() + pick(SUFFIXES)),
    () => Array.from({ length: 1 + below(5) }, () => pick('01.+-eEinumkKMGTP')).join(''),
  ];
  const texts: string[] = [];
  while (texts.length < count) {
    const text = pick(kinds)();
    // Kubernetes computes 10^exponent: some texts would keep it busy for hours.
    const exponent = /[eE][-+]?([0-9]+)$/.exec(text)?.[1] ?? '0';
    if (Number(exponent) < 1000 || EXPONENTS.includes(Number(exponent))) texts.push(text);
  }
  return texts;
}

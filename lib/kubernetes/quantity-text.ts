/**
 * The text of a quantity, read exactly as Kubernetes reads it, and what is wrong with a text that it refuses.
 *
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go (ParseQuantity)
 */

/** How a quantity was written, and so how a sum that begins with it is printed. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A quantity as it was read. */
export interface ReadQuantity {
  /** The amount in units of 10^-9, the finest that Kubernetes keeps. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

/** One unit, in nanos. */
export const UNIT = 1_000_000_000n;

/** Decimal suffixes and the power of ten that each stands for. */
export const DECIMAL_SUFFIXES: ReadonlyMap<string, number> = new Map([
  ['n', -9], ['u', -6], ['m', -3], ['', 0], ['k', 3], ['M', 6], ['G', 9], ['T', 12], ['P', 15], ['E', 18],
]);

/** Binary suffixes and the power of two that each stands for. */
export const BINARY_SUFFIXES: ReadonlyMap<string, number> = new Map([
  ['Ki', 10], ['Mi', 20], ['Gi', 30], ['Ti', 40], ['Pi', 50], ['Ei', 60],
]);

const RULE = 'a quantity is a number with one of the suffixes n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei, or an exponent such as e3';

// Written so that no part can match what another one does: linear in the length of the text.
const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?((?:[eEinumkKMGTP]+[-+]?|[-+])[0-9]*)?$/;

// What Go's strings.TrimSpace removes and what JSON may hold unescaped: Kubernetes trims the raw JSON, so "1\n" is refused.
const SPACE = '[ \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const TRIM = new RegExp(`^${SPACE}|${SPACE}$`, 'g');

/** Only binary suffixes are capped: "16Ei" is 2^63-1, "16E" is 16E. */
export const BINARY_CAP = (2n ** 63n - 1n) * UNIT;

/** Far above anything that a cluster holds, and still cheap to compute: "1e999999999" would take all memory. */
const MAX_EXPONENT = 1000;

/** The quotient, rounded away from zero. */
export function divideUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  if (quotient * divisor === dividend) return quotient;
  return (dividend < 0n) === (divisor < 0n) ? quotient + 1n : quotient - 1n;
}

/** Reads a quantity; a string that comes back is what is wrong with the text and how to mend it. */
export function readQuantity(value: unknown): ReadQuantity | string {
  if (typeof value === 'number') {
    // JSON has no NaN or Infinity. Any other number is read by its shortest text, which is what goes into the manifest.
    if (!Number.isFinite(value)) return RULE;
  } else if (typeof value !== 'string') {
    return `${RULE}; give it as a string or a number`;
  }
  const text = String(value).replace(TRIM, '');
  const parts = SHAPE.exec(text);
  if (text === '' || !parts) return complaint(text);

  const [, sign, whole, fraction = '', suffix = ''] = parts;
  const unit = readSuffix(suffix);
  if (!unit) return complaint(text);
  const digits = whole + fraction;
  const mantissa = BigInt(sign === '-' ? `-${digits || '0'}` : digits || '0');

  if (unit.base === 2) {
    // A bare "Gi" is 0 but a bare "Pi" is refused: only the fast path of the Go code reads a number without digits.
    if (digits === '' && unit.exponent >= 50) return complaint(text);
    return binary(mantissa * 2n ** BigInt(unit.exponent) * UNIT, fraction.length);
  }
  if (digits === '' && unit.exponent < -9) return complaint(text);
  if (mantissa !== 0n && unit.exponent > MAX_EXPONENT) return `its exponent is beyond any amount in a cluster; ${RULE}`;
  const shift = unit.exponent - fraction.length + 9;
  return { nanos: shiftDecimal(mantissa, shift, digits.length), format: unit.format };
}

/** mantissa * 10^shift, rounded away from zero: who asks for a trifle shall not get nothing. */
function shiftDecimal(mantissa: bigint, shift: number, length: number): bigint {
  if (mantissa === 0n || shift === 0) return mantissa;
  if (shift > 0) return mantissa * 10n ** BigInt(shift);
  if (-shift > length) return mantissa > 0n ? 1n : -1n;
  return divideUp(mantissa, 10n ** BigInt(-shift));
}

function binary(scaled: bigint, decimals: number): ReadQuantity {
  let nanos = divideUp(scaled, 10n ** BigInt(decimals));
  if (nanos > BINARY_CAP) nanos = BINARY_CAP;
  if (nanos < -BINARY_CAP) nanos = -BINARY_CAP;
  // Below one unit Kubernetes goes on in decimal, "to avoid rounding and hopefully confusion".
  const small = nanos !== 0n && nanos > -UNIT && nanos < UNIT;
  return { nanos, format: small ? 'DecimalSI' : 'BinarySI' };
}

function readSuffix(suffix: string): { base: 2 | 10; exponent: number; format: QuantityFormat } | undefined {
  const decimal = DECIMAL_SUFFIXES.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const power = BINARY_SUFFIXES.get(suffix);
  if (power !== undefined) return { base: 2, exponent: power, format: 'BinarySI' };
  if (!/^[eE][-+]?[0-9]+$/.test(suffix)) return undefined;
  const exponent = BigInt(suffix.slice(1).replace('+', ''));
  if (BigInt.asIntN(64, exponent) !== exponent) return undefined;
  // Kubernetes reads the exponent as an int64 and keeps 32 bits of it.
  return { base: 10, exponent: Number(BigInt.asIntN(32, exponent)), format: 'DecimalExponent' };
}

/** The rule, and the mend where the mistake is one that people make. */
function complaint(text: string): string {
  const mend = mendOf(text);
  return mend ? `${RULE}; ${mend}` : RULE;
}

function mendOf(text: string): string | undefined {
  if (text === '') return 'leave the entry out to ask for nothing';
  if (/\s/.test(text)) {
    const joined = text.replace(/\s+/g, '');
    return didYouMean([joined]) ?? mendOf(joined);
  }
  if (text.includes(',')) return didYouMean([text.replace(/,/g, '.'), text.replace(/,/g, '')]);
  const parts = /^([-+]?[0-9]*\.?[0-9]*)([A-Za-z]+)$/.exec(text);
  if (!parts || !/[0-9]/.test(parts[1])) return undefined;
  const [, number, unit] = parts;
  const core = unit.toLowerCase().replace(/(?:bytes?|b)$/, '');
  const bytes = core !== unit.toLowerCase();
  // Who writes "5mb" does not mean thousandths of a byte.
  const known = [...DECIMAL_SUFFIXES.keys(), ...BINARY_SUFFIXES.keys()].filter((suffix) => !bytes || !['n', 'u', 'm'].includes(suffix));
  const fit = known.filter((suffix) => suffix.toLowerCase() === core || suffix.toLowerCase() === `${core}i`);
  // "1GB" may mean powers of 1000 or of 1024: name both.
  if (fit.length > 0) return didYouMean(fit.map((suffix) => number + suffix));
  if (/^(?:cores?|cpus?)$/i.test(unit)) return didYouMean([number]);
  if (/^(?:milli|millis|millicores?|mm+|mcpu)$/i.test(unit)) return didYouMean([`${number}m`]);
  return undefined;
}

/** Offers only what Kubernetes would take. */
function didYouMean(texts: string[]): string | undefined {
  const good = texts.filter((text) => text !== '' && SHAPE.test(text) && readSuffix(SHAPE.exec(text)![4] ?? ''));
  return good.length > 0 ? `did you mean ${good.map((text) => `"${text}"`).join(' or ')}?` : undefined;
}

/**
 * Kubernetes quantities, exact: whole numbers of 10^-9 in a bigint, and never a floating-point number.
 *
 * Unlike Kubernetes' own, sums do not wrap at 2^63.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.2/staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go
 */
import { BINARY_CAP, BINARY_SUFFIXES, DECIMAL_SUFFIXES, divideUp, QuantityFormat, readQuantity, UNIT } from './quantity-text';

export type { QuantityFormat } from './quantity-text';

const MILLI = 1_000_000n;
const BY_DECIMAL_EXPONENT = new Map([...DECIMAL_SUFFIXES].map(([suffix, exponent]) => [exponent, suffix]));
const BY_BINARY_EXPONENT = new Map([['', 0], ...BINARY_SUFFIXES].map(([suffix, exponent]) => [exponent, suffix] as [number, string]));

/** Amounts that were read before: an app says the same few over and over. Bounded, since it lives as long as the process. */
const KNOWN = new Map<string, Quantity>();
const MOST_KNOWN = 1000;

/** An amount of a resource, with the format in which it was written. Immutable. */
export class Quantity {
  /** Nothing; a sum that begins with it takes the format of what is added. */
  public static readonly ZERO: Quantity = Quantity.ofNanos(0n);

  /**
   * Reads a quantity in every spelling that Kubernetes takes.
   *
   * @param text the quantity; a number is read by its decimal text
   * @param what the subject of the error message, such as "cpu"
   * @throws if Kubernetes would refuse it, with the rule and, where it is known, the mend
   */
  public static parse(text: string | number, what: string = 'quantity'): Quantity {
    const known = typeof text === 'string' ? KNOWN.get(text) : undefined;
    if (known) return known;
    const read = readQuantity(text);
    if (typeof read === 'string') throw new Error(`${what}: ${shown(text)} is not a Kubernetes quantity: ${read}`);
    const quantity = new Quantity(read.nanos, read.format);
    if (typeof text === 'string' && KNOWN.size < MOST_KNOWN) KNOWN.set(text, quantity);
    return quantity;
  }

  /** Like `parse`, but undefined for what is not a quantity. */
  public static tryParse(text: unknown): Quantity | undefined {
    const known = typeof text === 'string' ? KNOWN.get(text) : undefined;
    if (known) return known;
    const read = readQuantity(text);
    return typeof read === 'string' ? undefined : new Quantity(read.nanos, read.format);
  }

  /** A quantity of so many units of 10^-9. */
  public static ofNanos(nanos: bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity(nanos, format);
  }

  /** A quantity of so many thousandths: millicores. */
  public static ofMilli(milli: bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity(milli * MILLI, format);
  }

  /** A quantity of so many whole units: bytes. */
  public static ofUnits(units: bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
    return new Quantity(units * UNIT, format);
  }

  private constructor(
    /** The exact amount in units of 10^-9. */
    public readonly nanos: bigint,
    /** How it was written; a sum keeps the format of its first part that is not 0. */
    public readonly format: QuantityFormat,
  ) {}

  /** The sum, in the format of this one unless this is 0. */
  public add(other: Quantity): Quantity {
    return new Quantity(this.nanos + other.nanos, this.isZero() ? other.format : this.format);
  }

  /** The difference, in the format of this one unless this is 0. */
  public subtract(other: Quantity): Quantity {
    return new Quantity(this.nanos - other.nanos, this.isZero() ? other.format : this.format);
  }

  /** Negative, 0 or positive, as this is less than, equal to or greater than the other: for `sort`. */
  public compare(other: Quantity): number {
    return this.nanos < other.nanos ? -1 : this.nanos > other.nanos ? 1 : 0;
  }

  /** Whether both are the same amount, however they are written. */
  public equals(other: Quantity): boolean {
    return this.nanos === other.nanos;
  }

  /** The greater of both; this one if they are equal. */
  public max(other: Quantity): Quantity {
    return other.nanos > this.nanos ? other : this;
  }

  /** The smaller of both; this one if they are equal. */
  public min(other: Quantity): Quantity {
    return other.nanos < this.nanos ? other : this;
  }

  /** Whether the amount is 0. */
  public isZero(): boolean {
    return this.nanos === 0n;
  }

  /** -1, 0 or 1. */
  public sign(): number {
    return this.nanos < 0n ? -1 : this.nanos > 0n ? 1 : 0;
  }

  /** The amount in whole units, rounded away from zero. */
  public value(): bigint {
    return divideUp(this.nanos, UNIT);
  }

  /** The amount in thousandths, rounded away from zero. */
  public milliValue(): bigint {
    return divideUp(this.nanos, MILLI);
  }

  /** Rounded away from zero to a thousandth, as the API server does with every amount that it stores. */
  public roundUpToMilli(): Quantity {
    return this.roundUpTo(Quantity.ofNanos(MILLI));
  }

  /** Rounded away from zero to a multiple of a step, such as 1Mi. */
  public roundUpTo(step: Quantity): Quantity {
    if (step.sign() <= 0) throw new RangeError(`step: ${step} is not a positive amount`);
    return new Quantity(divideUp(this.nanos, step.nanos) * step.nanos, this.format);
  }

  /** This amount times a rational number, rounded away from zero to 10^-9, in the same format. */
  public scale(numerator: bigint, denominator: bigint = 1n): Quantity {
    if (denominator <= 0n) throw new RangeError(`denominator: ${denominator} is not greater than 0`);
    return new Quantity(divideUp(this.nanos * numerator, denominator), this.format);
  }

  /** The canonical text, as Kubernetes prints a sum: "500m", "1536Mi", "107374182400m". */
  public toString(): string {
    if (this.isZero()) return '0';
    if (this.format === 'BinarySI' && this.printsBinary()) {
      const [mantissa, power] = factor(this.nanos / UNIT, 1024n, 6);
      return `${mantissa}${BY_BINARY_EXPONENT.get(power * 10)}`;
    }
    if (this.format === 'DecimalExponent') {
      const [mantissa, power] = factor(this.nanos, 1000n);
      return power === 3 ? `${mantissa}` : `${mantissa}e${power * 3 - 9}`;
    }
    // Kubernetes has no suffix beyond E, and leaves it out: it prints 1000E as "1". A text shall be worth what it was made of.
    const [mantissa, power] = factor(this.nanos, 1000n, 9);
    return `${mantissa}${BY_DECIMAL_EXPONENT.get(power * 3 - 9)}`;
  }

  /** Manifests hold canonical text. */
  public toJSON(): string {
    return this.toString();
  }

  /**
   * Text that is read back as the same amount in the same format.
   *
   * The canonical text is not that: 0.5Ki is printed as "512", which is read as decimal, and then a sum comes out in decimal.
   * Only a binary sum beyond 2^63-1 has no such text, for what has a binary suffix is capped there: it comes in decimal.
   */
  public toLosslessString(): string {
    if (this.isZero()) return '0';
    const text = this.toString();
    if (this.format === 'DecimalExponent') return text.includes('e') ? text : `${text}e0`;
    if (this.format === 'DecimalSI') return text;
    if (size(this.nanos) > BINARY_CAP) return decimal(this.nanos, UNIT);
    return text.endsWith('i') ? text : `${decimal(this.nanos, 1024n * UNIT)}Ki`;
  }

  /**
   * Exact text for a person: the canonical one, unless a shorter one is worth the same.
   *
   * "107374182400m" is "102.4Mi", and 268435456 is "256Mi", while "1500m" and "1536Mi" stay as every tool prints them.
   */
  public toFriendlyString(): string {
    const canonical = this.toString();
    let best = canonical;
    if (canonical.replace(/[^0-9]/g, '').length <= 4 || size(this.nanos) > BINARY_CAP) return best;
    for (const [suffix, power] of [...BINARY_SUFFIXES].reverse()) {
      const unit = 2n ** BigInt(power) * UNIT;
      if (size(this.nanos) < unit || (this.nanos * 1000n) % unit !== 0n) continue;
      const text = `${decimal(this.nanos, unit)}${suffix}`;
      if (text.length < best.length) best = text;
    }
    return best;
  }

  /** Whether the canonical text of this binary amount has a binary suffix: not below 1024, and not with a fraction. */
  private printsBinary(): boolean {
    return size(this.nanos) >= 1024n * UNIT && this.nanos % UNIT === 0n;
  }
}

/** Takes out as many whole factors as there are, up to a count: [what is left, how many]. */
function factor(value: bigint, by: bigint, most: number = Infinity): [bigint, number] {
  let left = value;
  let count = 0;
  while (count < most && left % by === 0n) {
    left /= by;
    count++;
  }
  return [left, count];
}

/** The quotient as a plain decimal; the divisor must have no prime factors but 2 and 5. */
function decimal(dividend: bigint, divisor: bigint): string {
  let digits = '';
  for (let rest = size(dividend) % divisor; rest !== 0n; rest = (rest * 10n) % divisor) digits += (rest * 10n) / divisor;
  return `${dividend < 0n ? '-' : ''}${size(dividend) / divisor}${digits && `.${digits}`}`;
}

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  // Printing a map or a list would call its own toString, if it has one.
  return typeof value === 'object' && value !== null ? (Array.isArray(value) ? 'a list' : 'a map') : String(value);
}

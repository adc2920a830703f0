/**
 * Whether Envoy takes a regular expression, which it gives to RE2: RE2's own parser, and the size of what it would build.
 * Envoy finds a bad one in a certificate's names only when it needs it: it runs, is ready, and every handshake fails.
 * https://github.com/google/re2/wiki/Syntax, https://github.com/google/re2/blob/main/re2/parse.cc
 */

/**
 * What Envoy would not take, in words; undefined for what it takes.
 *
 * @param limit most instructions; Envoy's own default, which its runtime can change
 */
export function whyNotRe2(regex: string, limit: number = MOST_INSTRUCTIONS): string | undefined {
  try {
    const size = new Parser([...regex]).parse();
    return size > limit ? `is too long: about ${size} instructions, and Envoy takes ${limit}` : undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

class Refusal extends Error {}

/** The largest repetition, also of repetitions inside each other. */
const MOST = 1000;
/** https://www.envoyproxy.io/docs/envoy/latest/configuration/operations/runtime (re2.max_program_size.error_level) */
const MOST_INSTRUCTIONS = 100;
/** A class of characters such as `\w`, in ranges of bytes. */
const CLASS_SIZE = 7;
/** What RE2 puts around each program. */
const FRAME = 4;

/** Part of an expression: its largest nested repetition, and how many instructions it becomes at most. */
interface Part {
  most: number;
  size: number;
}
const POSIX = new Set(['alnum', 'alpha', 'ascii', 'blank', 'cntrl', 'digit', 'graph', 'lower', 'print', 'punct', 'space', 'upper', 'word', 'xdigit']);

class Parser {
  private at = 0;
  private readonly names = new Set<string>();

  constructor(private readonly text: string[]) {}

  /** The number of instructions. */
  public parse(): number {
    const { size } = this.alternation();
    if (this.at < this.text.length) throw new Refusal('has a ")" too many');
    return size + FRAME;
  }

  /** Branches up to ")" or the end. */
  private alternation(): Part {
    const whole: Part = { most: 1, size: 0 };
    // What a repetition can follow; nothing after "(", "|" and at the beginning.
    let operand: Part | undefined;
    let repeated = false;
    const close = () => {
      whole.most = Math.max(whole.most, operand?.most ?? 1);
      whole.size += operand?.size ?? 0;
      operand = undefined;
    };
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined || c === ')') {
        close();
        return whole;
      }
      const count = this.repetition();
      if (count) {
        if (repeated) throw new Refusal('has two repetitions in a row');
        if (!operand) throw new Refusal('has nothing to repeat');
        operand = repeat(operand, count);
        if (operand.most > MOST) throw new Refusal(`repeats more than ${MOST} times`);
        repeated = true;
        continue;
      }
      repeated = false;
      if (c === '|') {
        this.at++;
        close();
        whole.size++;
      } else {
        const next = this.atom();
        if (next) {
          close();
          operand = next;
        }
      }
    }
  }

  /** Consumes `*`, `+`, `?` or `{n,m}` with a following `?`; undefined where there is none. */
  private repetition(): { least: number; most: number } | undefined {
    const rest = this.rest(20);
    const simple = /^[*+?]\??/.exec(rest);
    const counted = simple ? null : /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}\??/.exec(rest);
    if (!simple && !counted) return undefined;
    this.at += (simple ?? counted)![0].length;
    if (!counted) return { least: 1, most: 1 };
    const [, low, comma, high] = counted;
    const least = Number(low);
    const most = high === undefined ? least : Number(high);
    if (least > MOST || most > MOST) throw new Refusal(`repeats more than ${MOST} times`);
    if (most < least) throw new Refusal(`repeats at least ${low} and at most ${high} times`);
    return { least: comma ? least : most, most };
  }

  /** Consumes one item; undefined where it is none that a repetition could follow (flags, an empty quotation). */
  private atom(): Part | undefined {
    const c = this.text[this.at];
    if (c === '(') return this.group();
    if (c === '[') return this.charClass();
    if (this.rest(2) === '\\Q') return this.quotation();
    if (c === '\\') return this.escapeOrClass();
    this.at++;
    // In UTF-8 as many instructions as bytes; "." is all but one character.
    return { most: 1, size: c === '.' ? 3 : Buffer.byteLength(c) };
  }

  private group(): Part | undefined {
    const special = this.rest(2) === '(?';
    this.at++;
    if (special) {
      const rest = this.rest(200);
      const name = /^\?P?<(\w+)>/.exec(rest);
      const flags = /^\?([imsU]*)(-[imsU]+)?([:)])/.exec(rest);
      if (!name && !flags) throw new Refusal(wrongGroup(rest));
      if (name && this.names.has(name[1])) throw new Refusal(`has two groups of the name "${name[1]}"`);
      if (name) this.names.add(name[1]);
      this.at += (name ?? flags)![0].length;
      if (flags?.[3] === ')') return undefined;
    }
    const inner = this.alternation();
    if (this.text[this.at] !== ')') throw new Refusal('has a ")" too few');
    this.at++;
    return { most: inner.most, size: inner.size + 2 };
  }

  private quotation(): Part | undefined {
    this.at += 2;
    const begin = this.at;
    while (this.at < this.text.length && this.rest(2) !== '\\E') this.at++;
    const length = this.at - begin;
    if (this.at < this.text.length) this.at += 2;
    return length ? { most: 1, size: length } : undefined;
  }

  private escapeOrClass(): Part {
    if (/^\\[AzCbBdDsSwW]/.test(this.rest(2))) {this.at += 2;} else if (!this.unicodeClass()) {
      this.escape();
      return { most: 1, size: 1 };
    }
    return { most: 1, size: CLASS_SIZE };
  }

  private unicodeClass(): boolean {
    const match = /^\\[pP](?:\{\^?([^}]*)\}|([^{]))/u.exec(this.rest(60));
    if (!match) return false;
    const name = match[1] ?? match[2];
    const known = (property: string) => {
      try {
        return new RegExp(`\\p{${property}}`, 'u').test('') || true;
      } catch {
        return false;
      }
    };
    const category = /^[A-Z][a-z]?$/.test(name) && known(`General_Category=${name}`);
    if (!category && name !== 'Any' && !known(`Script=${name}`)) throw new Refusal(`names a class of characters that is none: ${match[0]}`);
    this.at += [...match[0]].length;
    return true;
  }

  /** Consumes one escaped character and returns it. */
  private escape(): number {
    const rest = this.rest(12);
    const hex = /^\\x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]+)\})/.exec(rest);
    const octal = /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
    const control = /^\\([nrtafv])/.exec(rest);
    const other = /^\\([\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f])/.exec(rest);
    const found = hex ?? octal ?? control ?? other;
    const code = hex ? parseInt(hex[1] ?? hex[2], 16) : octal ? parseInt(octal[1], 8)
      : control ? { n: 10, r: 13, t: 9, a: 7, f: 12, v: 11 }[control[1]]! : other?.[1].charCodeAt(0);
    if (!found || code === undefined || code > 0xff) {
      throw new Refusal(/^\\[1-9]|^\\k/.test(rest) ? 'has a backreference' : `has an escape that RE2 does not know: ${rest.slice(0, 2)}`);
    }
    this.at += found[0].length;
    return code;
  }

  private charClass(): Part {
    let ranges = 0;
    this.at++;
    if (this.text[this.at] === '^') {
      this.at++;
      ranges++;
    }
    for (let first = true; first || this.text[this.at] !== ']'; first = false) {
      if (this.at >= this.text.length) throw new Refusal('has a "]" too few');
      ranges++;
      const posix = /^\[:\^?(.*?):\]/s.exec(this.rest(this.text.length));
      if (posix) {
        if (!POSIX.has(posix[1])) throw new Refusal(`names a class of characters that is none: ${posix[0]}`);
        this.at += [...posix[0]].length;
      } else if (/^\\[dDsSwW]/.test(this.rest(2))) {
        this.at += 2;
      } else if (!this.unicodeClass()) {
        this.range();
        continue;
      }
      ranges += CLASS_SIZE;
    }
    this.at++;
    return { most: 1, size: 2 * ranges - 1 };
  }

  private range(): void {
    const low = this.classCharacter();
    if (this.text[this.at] !== '-' || this.text[this.at + 1] === undefined || this.text[this.at + 1] === ']') return;
    this.at++;
    if (this.classCharacter() < low) throw new Refusal('has a range of characters that ends before it begins');
  }

  private classCharacter(): number {
    const c = this.text[this.at];
    if (c === undefined) throw new Refusal('has a "]" too few');
    if (c === '\\') return this.escape();
    this.at++;
    return c.codePointAt(0)!;
  }

  private rest(length: number): string {
    return this.text.slice(this.at, this.at + length).join('');
  }
}

/** Copies for those that must be, and one that may be left out for each other; at most one more to decide. */
function repeat(part: Part, { least, most }: { least: number; most: number }): Part {
  return { most: part.most * Math.max(most, 1), size: part.size * Math.max(most, 1) + (most - least) + 1 };
}

function wrongGroup(rest: string): string {
  if (/^\?<?[=!]/.test(rest)) return 'looks ahead or behind';
  if (/^\?P=/.test(rest)) return 'has a backreference';
  if (/^\?>/.test(rest)) return 'has an atomic group';
  return `has a group that RE2 does not know: (${rest.slice(0, 3)}`;
}

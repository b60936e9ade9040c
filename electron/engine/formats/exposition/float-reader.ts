const POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const MOST_EXACT = 2 ** 53;

const [TAB, LF, SPACE, PLUS, MINUS, DOT, ZERO, NINE] = [9, 10, 0x20, 0x2b, 0x2d, 0x2e, 0x30, 0x39];
const EXPONENT = 0x65;

const special = new Map<string, number>([
  ...['inf', '+inf', 'infinity', '+infinity'].map((text): [string, number] => [
    text,
    Number.POSITIVE_INFINITY,
  ]),
  ...['-inf', '-infinity'].map((text): [string, number] => [text, Number.NEGATIVE_INFINITY]),
  ['nan', Number.NaN],
]);
const LONGEST_SPECIAL = 9;

const isBreak = (byte: number): boolean => byte === LF || byte === SPACE || byte === TAB;

/**
 * Reads decimal numbers from bytes, as Go's strconv.ParseFloat reads them without underscores and hexadecimals: with
 * or without sign, fraction and exponent, and Inf, Infinity and NaN in any case. Numbers of up to 15 digits and small
 * exponents, which is nearly all there are, are put together without making a string (Clinger's fast path: both parts
 * are exact, so one rounding gives the nearest double).
 */
export class FloatReader {
  value = 0;
  /** Only digits, with or without a sign. */
  integer = false;

  /** Reads the number at `at`, which ends before a blank, a newline or at `end`. @returns where it ends; -1 if there is none */
  read(bytes: Buffer, at: number, end: number): number {
    let pos = at;
    let byte = bytes[pos]!;
    const negative = byte === MINUS;
    if (negative || byte === PLUS) pos++;
    let mantissa = 0;
    let exponent = 0;
    const digitsAt = pos;
    for (; pos < end; pos++) {
      byte = bytes[pos]!;
      if (byte < ZERO || byte > NINE) break;
      mantissa = mantissa * 10 + (byte - ZERO);
    }
    let digits = pos - digitsAt;
    this.integer = digits > 0;
    if (pos < end && byte === DOT) {
      this.integer = false;
      const fractionAt = ++pos;
      for (; pos < end; pos++) {
        byte = bytes[pos]!;
        if (byte < ZERO || byte > NINE) break;
        mantissa = mantissa * 10 + (byte - ZERO);
      }
      digits += pos - fractionAt;
      exponent = fractionAt - pos;
    }
    if (digits === 0) return this.#special(bytes, at, end);
    if (pos < end && (byte | 0x20) === EXPONENT) {
      this.integer = false;
      const exponentAt = pos + 1;
      pos = this.#exponent(bytes, exponentAt, end);
      if (pos < 0) return -1;
      exponent += this.value;
    }
    if (pos < end && !isBreak(bytes[pos]!)) return -1;
    // The mantissa is exact as long as it never went beyond what a double holds.
    if (mantissa > MOST_EXACT || exponent < -22 || exponent > 22) return this.#slow(bytes, at, pos);
    const value = exponent < 0 ? mantissa / POWERS[-exponent]! : mantissa * POWERS[exponent]!;
    this.value = negative ? -value : value;
    return pos;
  }

  /** Digits with or without a sign; beyond any double's exponent they are not counted further. */
  #exponent(bytes: Buffer, at: number, end: number): number {
    let pos = at;
    const negative = bytes[pos] === MINUS;
    if (pos < end && (negative || bytes[pos] === PLUS)) pos++;
    const digitsAt = pos;
    let exponent = 0;
    for (; pos < end; pos++) {
      const byte = bytes[pos]!;
      if (byte < ZERO || byte > NINE) break;
      if (exponent < 100_000) exponent = exponent * 10 + (byte - ZERO);
    }
    if (pos === digitsAt) return -1;
    this.value = negative ? -exponent : exponent;
    return pos;
  }

  #slow(bytes: Buffer, at: number, end: number): number {
    this.value = Number(bytes.toString('latin1', at, end));
    return Number.isFinite(this.value) ? end : -1;
  }

  #special(bytes: Buffer, at: number, end: number): number {
    let pos = at;
    while (pos < end && pos - at <= LONGEST_SPECIAL && !isBreak(bytes[pos]!)) pos++;
    const value = special.get(bytes.toString('latin1', at, pos).toLowerCase());
    if (value === undefined) return -1;
    this.value = value;
    return pos;
  }
}

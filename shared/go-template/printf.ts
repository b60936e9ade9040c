import { quoted, quotedRune, runePoint } from '../promql/go-text.ts';
import { type GoValue, isTrue, shown, shownFloat, shownQuoted, twoDigits, typeName } from './values.ts';

/** One verb with its flags. Source: Go's fmt package documentation. */
interface Verb {
  letter: string;
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  width: number | null;
  precision: number | null;
}

/** Wider or finer than this is taken as this: Go's own bound is a million. */
const WIDEST = 1_000;
const VERB = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?(.)/gsu;

/** Go's fmt.Sprintf of these values. */
export function sprintf(format: string, args: readonly GoValue[]): string {
  let next = 0;
  const take = (): GoValue | undefined => args[next++];
  const star = (text: string | undefined): number | null => {
    if (text === undefined) return null;
    const value = text === '*' ? Number(take() ?? 0) : Number(text);
    return Math.min(Math.abs(value), WIDEST);
  };
  const text = format.replace(VERB, (whole, flags: string, width, precision, letter: string) => {
    if (letter === '%') return '%';
    const wide = star(width);
    const fine = whole.includes('.') ? (star(precision) ?? 0) : null;
    const value = take();
    if (value === undefined) return `%!${letter}(MISSING)`;
    const verb: Verb = {
      letter,
      minus: flags.includes('-'),
      plus: flags.includes('+'),
      sharp: flags.includes('#'),
      space: flags.includes(' '),
      zero: flags.includes('0') && !flags.includes('-'),
      width: wide,
      precision: fine,
    };
    return padded(formatted(verb, value), verb, value);
  });
  const whole =
    /%[-+# 0]*(\*|\d+)?(\.(\*|\d+)?)?$/.test(text) && format.endsWith(text.slice(text.lastIndexOf('%')));
  const noVerb = whole ? `${text.slice(0, text.lastIndexOf('%'))}%!(NOVERB)` : text;
  const extra = args.slice(next);
  if (extra.length === 0) return noVerb;
  return `${noVerb}%!(EXTRA ${extra.map((value) => `${typeName(value)}=${shown(value)}`).join(', ')})`;
}

/** Without its padding. */
function formatted(verb: Verb, value: GoValue): string {
  const { letter } = verb;
  if (letter === 'v') return typeof value === 'number' ? signed(shownFloat(value), verb) : plain(verb, value);
  if (letter === 'T') return typeName(value);
  if (typeof value === 'number') return floatVerb(verb, value) ?? wrong(verb, value);
  if (typeof value === 'bigint') return intVerb(verb, value) ?? wrong(verb, value);
  if (typeof value === 'string') return textVerb(verb, value) ?? wrong(verb, value);
  if (typeof value === 'boolean' && letter === 't') return String(isTrue(value));
  if (value !== null && typeof value === 'object' && (letter === 's' || letter === 'q')) {
    return letter === 'q' ? shownQuoted(value) : shown(value);
  }
  return wrong(verb, value);
}

function plain({ sharp, plus }: Verb, value: GoValue): string {
  if (typeof value === 'bigint') return plus && value >= 0n ? `+${value}` : String(value);
  return sharp ? shownQuoted(value) : shown(value);
}

const wrong = ({ letter }: Verb, value: GoValue): string =>
  value === null ? `%!${letter}(<nil>)` : `%!${letter}(${typeName(value)}=${shown(value)})`;

/** `+` and the space stand before what is not negative. */
function signed(text: string, { plus, space }: Verb): string {
  if (/^[-+]/.test(text)) return text;
  return plus ? `+${text}` : space ? ` ${text}` : text;
}

function floatVerb(verb: Verb, value: number): string | null {
  const { letter, precision } = verb;
  if (!/[feEgGF]/.test(letter)) return null;
  if (!Number.isFinite(value)) return signed(shownFloat(value), verb);
  const digits = Math.min(precision ?? 6, 100);
  if (letter === 'f' || letter === 'F') return signed(fixed(value, digits), verb);
  const text = letter === 'e' || letter === 'E' ? exponential(value, digits) : general(value, precision);
  return signed(letter === letter.toUpperCase() ? text.toUpperCase() : text, verb);
}

/** Every digit of a double that could lie behind one that is kept. */
const MOST_DIGITS = 100;

/**
 * The digits of a magnitude, `keep` of them behind the first, and their power of ten. A tie goes to the even digit as
 * in Go; JavaScript's own functions take the larger one.
 */
function roundedDigits(magnitude: number, keep: number): { digits: string; power: number } {
  const [rounded = '', exponent = '0'] = magnitude.toExponential(keep).split('e');
  const power = Number(exponent);
  const [exact = '', exactExponent = '0'] = magnitude.toExponential(MOST_DIGITS).split('e');
  const all = exact.replace('.', '');
  const isTie = /^50*$/.test(all.slice(keep + 1));
  if (!isTie || Number(all[keep]) % 2 === 1) return { digits: rounded.replace('.', ''), power };
  return { digits: all.slice(0, keep + 1), power: Number(exactExponent) };
}

function fixed(value: number, digits: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  const power = magnitude === 0 ? 0 : Number(magnitude.toExponential().split('e')[1]);
  const keep = power + digits;
  // Half of the last place is a tie between nothing and one: nothing is even.
  const isHalf = keep === -1 && /^5\.?0*e/.test(magnitude.toExponential(MOST_DIGITS));
  if (keep < 0 || magnitude === 0) return sign + (isHalf ? 0 : magnitude).toFixed(digits);
  // Beyond a hundred digits a double has nothing but what its largest power of two gives.
  if (keep > MOST_DIGITS)
    return `${sign}${BigInt(Math.trunc(magnitude))}${digits > 0 ? `.${'0'.repeat(digits)}` : ''}`;
  const { digits: kept, power: top } = roundedDigits(magnitude, keep);
  return sign + placed(kept.padEnd(top + 1 + digits, '0'), top, digits);
}

/** The decimal point put behind the digit of 10^0. */
function placed(digits: string, power: number, behind: number): string {
  const whole = power < 0 ? '0' : digits.slice(0, power + 1);
  const rest = power < 0 ? '0'.repeat(-power - 1) + digits : digits.slice(power + 1);
  return behind === 0 ? whole : `${whole}.${rest.slice(0, behind)}`;
}

/** Go writes at least two digits of an exponent. */
function exponential(value: number, keep: number): string {
  const { digits, power } = roundedDigits(Math.abs(value), keep);
  const mantissa = keep === 0 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return `${sign}${mantissa}e${power < 0 ? '-' : '+'}${twoDigits(Math.abs(power))}`;
}

function general(value: number, precision: number | null): string {
  if (precision === null) return shownFloat(value);
  const keep = Math.max(1, Math.min(precision, MOST_DIGITS)) - 1;
  const power = value === 0 ? 0 : roundedDigits(Math.abs(value), keep).power;
  if (power < -4 || power > keep) return exponential(value, keep).replace(/\.?0+e/, 'e');
  const text = fixed(value, keep - power);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const bases: Record<string, number> = { d: 10, b: 2, o: 8, x: 16, X: 16 };
const prefixes: Record<string, string> = { x: '0x', X: '0X', o: '0', b: '0b' };

function intVerb(verb: Verb, value: bigint): string | null {
  const { letter, sharp } = verb;
  const base = bases[letter];
  if (base !== undefined) {
    const magnitude = (value < 0n ? -value : value).toString(base);
    const digits = letter === 'X' ? magnitude.toUpperCase() : magnitude;
    return signed(`${value < 0n ? '-' : ''}${sharp ? (prefixes[letter] ?? '') : ''}${digits}`, verb);
  }
  const inRange = value >= 0n && value <= 0x10ffffn;
  const char = inRange ? String.fromCodePoint(Number(value)) : '\ufffd';
  if (letter === 'c') return char;
  if (letter === 'q') return quotedRune(char);
  if (letter === 'U') return sharp ? runePoint(char) : (runePoint(char).split(' ')[0] ?? '');
  return null;
}

function textVerb({ letter, precision }: Verb, value: string): string | null {
  const text = precision === null ? value : [...value].slice(0, precision).join('');
  if (letter === 's') return text;
  if (letter === 'q') return quoted(text);
  if (letter !== 'x' && letter !== 'X') return null;
  const hex = [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return letter === 'X' ? hex.toUpperCase() : hex;
}

function padded(text: string, { width, minus, zero }: Verb, value: GoValue): string {
  const missing = (width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  if (minus) return text + ' '.repeat(missing);
  const number = typeof value === 'number' ? Number.isFinite(value) : typeof value === 'bigint';
  if (!zero || !number) return ' '.repeat(missing) + text;
  const sign = /^[-+ ]/.test(text) ? text.slice(0, 1) : '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

/** Go's fmt.Sprint: a space between two operands of which neither is a text. */
export function sprint(args: readonly GoValue[]): string {
  let text = '';
  for (const [i, value] of args.entries()) {
    if (i > 0 && typeof value !== 'string' && typeof args[i - 1] !== 'string') text += ' ';
    text += shown(value);
  }
  return text;
}

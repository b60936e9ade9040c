import { foldCase, type LogCondition } from '../../../../../shared/log-query/ast.ts';
import { parseQuantity } from '../../../../../shared/log-query/quantity.ts';
import { numberOf } from '../../../../../shared/log-query/value-test.ts';
import { orderings } from '../../../../../shared/query-text/operators.ts';
import { bytesOfText } from './slab.ts';

/** Whether the value that begins at a place may be what is looked for; false is certain. */
export type ValueGuess = (text: string, at: number) => boolean;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** What a list or an object begins with: their elements are not looked at here. */
const OPENS = new Set([0x5b, 0x7b]);

/** A guess at a value in place: what is no plain text or number is left to the reader of the record. */
export function valueGuess({ operator, value, form }: LogCondition): ValueGuess {
  if (operator === 'has' || (operator === '=' && form !== 'exact')) return () => true;
  if (operator === '=') return equalGuess(value);
  const wanted = parseQuantity(value);
  const accepts = orderings[operator] ?? (() => true);
  if (wanted?.kind !== 'number') return (text, at) => beginsNumber(text, at);
  return (text, at) => {
    const number = numberAt(text, at);
    return number === null ? mayBeOther(text, at) : Number.isNaN(number) || accepts(number - wanted.value);
  };
}

const mayBeOther = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return OPENS.has(code) || code === BACKSLASH;
};

function beginsNumber(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return isNumberCode(code) || mayBeOther(text, at);
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isNumberCode = (code: number): boolean =>
  isDigit(code) || code === 0x2d || code === 0x2b || code === 0x2e;
const isWordCode = (code: number): boolean =>
  isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) || code === 0x5f;

/** The number that stands there; null where none does, NaN where something follows it that may make it another. */
function numberAt(text: string, from: number): number | null {
  let at = from;
  let value = 0;
  while (isDigit(text.charCodeAt(at))) value = value * 10 + text.charCodeAt(at++) - 0x30;
  if (at === from || at - from > 15) return isNumberCode(text.charCodeAt(from)) ? Number.NaN : null;
  if (text.charCodeAt(at) === 0x2e) {
    let scale = 1;
    for (at++; isDigit(text.charCodeAt(at)); at++) {
      scale *= 10;
      value = value * 10 + text.charCodeAt(at) - 0x30;
    }
    if (scale > 1e6) return Number.NaN;
    value /= scale;
  }
  const behind = text.charCodeAt(at);
  const ends = behind === 0x2c || behind === 0x7d || behind === QUOTE || behind === 0x5d || behind <= 0x20;
  return ends || Number.isNaN(behind) ? value : Number.NaN;
}

function equalGuess(value: string): ValueGuess {
  const number = numberOf(value);
  const wanted = bytesOfText(foldCase(value));
  const isAscii = wanted.length === value.length;
  return (text, at) => {
    if (number !== null) {
      const own = numberAt(text, at);
      if (own !== null && (Number.isNaN(own) || own === number)) return true;
    }
    if (mayBeOther(text, at)) return true;
    for (let i = 0; i < wanted.length; i++) {
      const own = text.charCodeAt(at + i);
      const letter = wanted.charCodeAt(i);
      // Escaped, or of another case than that of ASCII: for the reader to say.
      if (own === BACKSLASH || own >= 0x80 || !isAscii) return true;
      if ((own >= 0x41 && own <= 0x5a ? own | 0x20 : own) !== letter) return false;
    }
    return !isWordCode(text.charCodeAt(at + wanted.length));
  };
}

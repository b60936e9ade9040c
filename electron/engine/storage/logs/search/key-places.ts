import type { ValueGuess } from './keyed-values.ts';
import { bytesOfText } from './slab.ts';

const NONE = -1;
const NEWLINE = 0x0a;

/** A key of keyed text (JSON, logfmt, `[k=v]`): where its value may begin. */
export class KeyPlaces {
  /** Its last part as it stands in the text: nested objects have each part at its own depth. */
  readonly needle: string;
  /** Where the needle was last looked for, and found: a record without it must not look through all behind it. */
  #text = '';
  #from = 0;
  #at = NONE;

  constructor(key: string) {
    this.needle = bytesOfText(key.slice(key.lastIndexOf('.') + 1));
  }

  /**
   * A place from `from` to before `end` behind which a value of the key stands that passes the guess; NONE when there
   * is none. Keys that are written with escapes are not found.
   */
  find(text: string, from: number, end: number, guess: ValueGuess): number {
    const { length } = this.needle;
    for (let at = this.#next(text, from); at >= 0 && at < end; at = this.#next(text, at + 1)) {
      if (passes(text, at, at + length, guess)) return at;
    }
    return NONE;
  }

  #next(text: string, from: number): number {
    const known = this.#text === text && from >= this.#from && (from <= this.#at || this.#at < 0);
    if (!known) {
      this.#text = text;
      this.#at = text.indexOf(this.needle, from);
    }
    this.#from = from;
    return this.#at;
  }
}

/** In an access line the status stands behind the quotes of the request, wherever those of it end. */
export function mayHoldStatus(text: string, start: number, end: number, guess: ValueGuess): boolean {
  for (let at = text.indexOf('" ', start); at >= 0 && at < end; at = text.indexOf('" ', at + 1)) {
    const code = text.charCodeAt(at + 2);
    if (code >= 0x30 && code <= 0x39 && guess(text, at + 2)) return true;
  }
  return false;
}

/** The key at [from, to) is one, and its value passes. */
function passes(text: string, from: number, to: number, guess: ValueGuess): boolean {
  if (isName(text.charCodeAt(from - 1))) return false;
  let at = to;
  for (let code = text.charCodeAt(at); isQuote(code); code = text.charCodeAt(++at));
  at = behindBlanks(text, at);
  const separator = text.charCodeAt(at);
  if (separator !== 0x3a && separator !== 0x3d) return false;
  at = behindBlanks(text, at + 1);
  const quote = text.charCodeAt(at);
  if (quote === 0x22) return guess(text, at + 1);
  return guess(text, at) || (quote === 0x27 && guess(text, at + 1));
}

/** Quotes, and the backslashes of text within text. */
const isQuote = (code: number): boolean => code === 0x22 || code === 0x27 || code === 0x5c;

const isName = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) || code === 0x5f;

function behindBlanks(text: string, from: number): number {
  let at = from;
  for (let code = text.charCodeAt(at); code <= 0x20 && code !== NEWLINE; code = text.charCodeAt(++at));
  return at;
}

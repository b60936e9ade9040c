import type { Attributes } from '../model/attributes.ts';
import { isName } from './bytes.ts';
import { caps } from './json-value.ts';
import type { LogHead } from './log-head.ts';

/** Bytes that names of keys are made of beyond letters, digits, `_`, `.`, `-`. */
const isKeyByte = (byte: number): boolean => isName(byte) || byte === 0x2f || byte === 0x40 || byte === 0x23;
const LONGEST_KEY = 128;
const LOOKED_BACK = 4096;

/** Place behind a key that an equals sign follows, or -1. */
export function keyEnd(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  const limit = Math.min(end, at + LONGEST_KEY);
  while (next < limit && isKeyByte(bytes[next] as number)) next++;
  return next > at && next < end && bytes[next] === 0x3d ? next : -1;
}

/** Place behind a double-quoted text that starts at `at`; `end` where it is not closed. */
export function behindQuoted(bytes: Uint8Array, at: number, end: number): number {
  for (let next = at + 1; next < end; next++) {
    if (bytes[next] === 0x5c) next++;
    else if (bytes[next] === 0x22) return next + 1;
  }
  return end;
}

/** `message [k=v, k=v]`: takes the pairs in the bracket at the end out of the message. */
export function cutBracketedPairs(bytes: Uint8Array, head: LogHead): void {
  const end = head.messageEnd;
  if (bytes[end - 1] !== 0x5d) return;
  const least = Math.max(head.messageStart, end - LOOKED_BACK);
  let open = 0;
  for (let at = end - 1; at >= least; at--) {
    if (bytes[at] === 0x5d) open++;
    else if (bytes[at] === 0x5b && --open === 0) {
      if (keyEnd(bytes, at + 1, end) < 0) return;
      head.pairsStart = at + 1;
      head.pairsEnd = end - 1;
      head.messageEnd = at > head.messageStart && bytes[at - 1] === 0x20 ? at - 1 : at;
      return;
    }
  }
}

/**
 * `k=v k2="v 2", k3=v3` as fields. A value without quotes ends at a comma, or at a blank that another key follows.
 */
export function pairsOf(text: string): Attributes {
  const fields: Attributes = [];
  let at = 0;
  while (at < text.length && fields.length < caps.keys) {
    at = behindSeparators(text, at);
    const equals = keyEndIn(text, at);
    if (equals < 0) {
      const blank = text.indexOf(' ', at);
      if (blank < 0) break;
      at = blank;
      continue;
    }
    // klog's callers slip into `pod:="…"`.
    const key = text.slice(at, text[equals - 1] === ':' ? equals - 1 : equals);
    const quote = text[equals + 1];
    const quoted = quote === '"' || quote === "'";
    const to = quoted ? behindQuotedIn(text, equals + 1, quote) : valueEnd(text, equals + 1);
    fields.push([
      key,
      quoted ? unquoted(text.slice(equals + 1, to)) : plainValue(text.slice(equals + 1, to)),
    ]);
    at = to;
  }
  return fields;
}

function behindSeparators(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text.charCodeAt(at) <= 0x20 || text[at] === ',' || text[at] === ';')) at++;
  return at;
}

export function keyEndIn(text: string, from: number): number {
  let at = from;
  const limit = Math.min(text.length, from + LONGEST_KEY);
  while (at < limit && isKeyByte(text.charCodeAt(at))) at++;
  if (at > from && text[at] === ':' && text[at + 1] === '=') return at + 1;
  return at > from && text[at] === '=' ? at : -1;
}

export function behindQuotedIn(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}

/** A bare value goes on over blanks as long as no key follows them: `status=not found, code=4`. */
function valueEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === ',' && (at + 1 === text.length || text[at + 1] === ' ' || keyEndIn(text, at + 1) >= 0))
      return at;
    if (char === ' ' && (at + 1 === text.length || text[at + 1] === ' ' || keyEndIn(text, at + 1) >= 0))
      return at;
  }
  return text.length;
}

const MOST_WORDS = 64;
const LONGEST_MESSAGE = 16_384;

/** Words `key=value` among others, as people write them in sentences: `order id=5 failed, reason="no stock"`. */
export function wordPairs(message: string): Attributes {
  const text = message.slice(0, LONGEST_MESSAGE);
  const fields: Attributes = [];
  for (let equals = text.indexOf('='); equals > 0 && fields.length < MOST_WORDS; ) {
    let from = equals;
    while (from > 0 && equals - from < LONGEST_KEY && isKeyByte(text.charCodeAt(from - 1))) from--;
    const key = text.slice(from, equals);
    const before = from === 0 ? ' ' : (text[from - 1] as string);
    let next = equals + 1;
    if (/^[A-Za-z_]/.test(key) && ' \t([{,;'.includes(before)) {
      const quoted = text[next] === '"';
      const to = quoted ? behindQuotedIn(text, next, '"') : wordEnd(text, next);
      if (to > next)
        fields.push([key, quoted ? unquoted(text.slice(next, to)) : plainValue(text.slice(next, to))]);
      next = Math.max(to, next);
    }
    equals = text.indexOf('=', next);
  }
  return fields;
}

/** Up to a blank, without the punctuation of the sentence around it. */
function wordEnd(text: string, from: number): number {
  let to = from;
  while (to < text.length && text.charCodeAt(to) > 0x20) to++;
  while (to > from && ',;)]}.'.includes(text[to - 1] as string)) to--;
  return to;
}

/** The text within quotes, its escapes read. */
export function unquoted(text: string): string {
  const closed = text.length > 1 && text.at(-1) === text[0];
  const inner = text.slice(1, closed ? -1 : undefined);
  return inner.includes('\\')
    ? inner.replace(/\\([\s\S])/g, (_, char: string) => escapes[char] ?? char)
    : inner;
}

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r' };

/** A number where the text is one in its usual spelling, a truth value, or the text. 64-bit integers keep their digits. */
export function plainValue(text: string): string | number | bigint | boolean {
  const first = text.charCodeAt(0);
  if ((first >= 0x30 && first <= 0x39) || first === 0x2d) return numberOr(text);
  if (text === 'true') return true;
  return text === 'false' ? false : text;
}

function numberOr(text: string): string | number | bigint {
  if (text.length > 24 || !/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) return text;
  const value = Number(text);
  if (Number.isSafeInteger(value) || text.includes('.')) return value;
  const exact = BigInt(text);
  return exact === BigInt.asIntN(64, exact) || exact === BigInt.asUintN(64, exact) ? exact : text;
}

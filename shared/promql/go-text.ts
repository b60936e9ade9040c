/**
 * Texts as Go writes and reads them, whose words Prometheus' messages are made of. A byte of a `\x` or octal escape
 * that makes no UTF-8 is kept as the lone surrogate U+DC80 to U+DCFF, so that it is told from every real character
 * and printed as it came; `isWellFormed()` is then false.
 */
const NAMED = new Map<string, string>([
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
]);
const UNNAMED = new Map([...NAMED].map(([char, written]) => [written[1], char]));
/** Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the plain space. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

function quotedChar(char: string, quote: string): string {
  if (char === quote) return `\\${quote}`;
  const named = NAMED.get(char);
  if (named) return named;
  if (PRINTABLE.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** Go's `%q` of a string. */
export function quoted(text: string): string {
  return `"${[...text].map((char) => quotedChar(char, '"')).join('')}"`;
}

/** Go's `%q` of a rune. */
export const quotedRune = (char: string): string => `'${quotedChar(char, "'")}'`;

/** Go's `%#U` of a rune. */
export function runePoint(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const point = `U+${hex(code, 4).toUpperCase()}`;
  return PRINTABLE.test(char) ? `${point} '${char}'` : point;
}

const ESCAPE = /\\(?:([abfnrtv\\'"`])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g;

/** What a string literal that the lexer has passed says, without its quotes; back-quoted ones know no escapes. */
export function unquoted(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal[0] === '`' || !inner.includes('\\')) return inner;
  const bytes: string[] = [];
  let last = 0;
  for (const match of inner.matchAll(ESCAPE)) {
    bytes.push(inner.slice(last, match.index), unescaped(match));
    last = match.index + match[0].length;
  }
  bytes.push(inner.slice(last));
  return joinBytes(bytes.join(''));
}

/** Single bytes come out as U+DC00 plus the byte, for joinBytes to make characters of. */
function unescaped(match: RegExpMatchArray): string {
  const [, named, octal, byte, short, long] = match;
  if (named !== undefined) return UNNAMED.get(named) ?? named;
  if (octal !== undefined) return String.fromCharCode(0xdc00 + Number.parseInt(octal, 8));
  if (byte !== undefined) return String.fromCharCode(0xdc00 + Number.parseInt(byte, 16));
  return String.fromCodePoint(Number.parseInt(short ?? long ?? '0', 16));
}

/** Runs of escaped bytes are UTF-8 where they can be. */
function joinBytes(text: string): string {
  if (text.isWellFormed()) return text;
  // With the u flag a low surrogate of a pair is no match: only lone ones are.
  return text.replace(/[\udc00-\udcff]+/gu, (run) => {
    const bytes = [...run].map((char) => char.charCodeAt(0) - 0xdc00);
    let out = '';
    for (let at = 0; at < bytes.length; ) {
      const length = sequenceLength(bytes, at);
      out += length === 0 ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0)) : decoded(bytes, at, length);
      at += Math.max(length, 1);
    }
    return out;
  });
}

/** How many bytes from `at` on are one character of UTF-8; 0 where they are none. */
function sequenceLength(bytes: readonly number[], at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > bytes.length) return 0;
  for (let i = 1; i < length; i++) {
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const code = codePoint(bytes, at, length);
  const smallest = length === 4 ? 0x10000 : length === 3 ? 0x800 : 0x80;
  return code < smallest || code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? 0 : length;
}

function codePoint(bytes: readonly number[], at: number, length: number): number {
  let code = length === 1 ? (bytes[at] ?? 0) : (bytes[at] ?? 0) & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) code = (code << 6) | ((bytes[at + i] ?? 0) & 0x3f);
  return code;
}

const decoded = (bytes: readonly number[], at: number, length: number): string =>
  String.fromCodePoint(codePoint(bytes, at, length));

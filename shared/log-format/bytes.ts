/** Questions about single bytes of ASCII, and small readings of ranges. Texts are looked at as bytes everywhere here. */
export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
export const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
/** Space or tab. */
export const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09;
/** Letters, digits, `_`, `.`, `-`: what names of hosts, programs, loggers and keys are made of. */
export const isName = (byte: number): boolean =>
  isLetter(byte) || isDigit(byte) || byte === 0x5f || byte === 0x2e || byte === 0x2d;

export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && isBlank(bytes[next] as number)) next++;
  return next;
}

/** End of the run of digits that starts here; `at` when there is none. */
export function behindDigits(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && isDigit(bytes[next] as number)) next++;
  return next;
}

/** End of the run of bytes other than blanks and newlines. */
export function behindToken(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && (bytes[next] as number) > 0x20) next++;
  return next;
}

/** Place of the byte in [at, end), or -1. */
export function indexOfByte(bytes: Uint8Array, byte: number, at: number, end: number): number {
  for (let i = at; i < end; i++) if (bytes[i] === byte) return i;
  return -1;
}

/** The ASCII text stands at this place. */
export function hasText(bytes: Uint8Array, at: number, end: number, text: string): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The digits of [from, to) as a number; the caller knows that they are digits. */
export function numberOf(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at] as number) - 0x30;
  return value;
}

/** Readers look at most so many bytes behind a text's end: they find zeros there, and not what stood there before. */
const LOOKED_AHEAD = 32;
const encoder = new TextEncoder();

/** A text's first bytes, one a UTF-16 unit, so that places in the bytes are places in the text; others than ASCII are 0xff. */
export function headBytes(text: string, into: Uint8Array): number {
  const length = Math.min(text.length, into.length - LOOKED_AHEAD);
  // Nearly all texts are ASCII as a whole, a byte for each unit: the platform copies those several times faster.
  if (length === text.length && encoder.encodeInto(text, into).written === length) {
    endText(into, length);
    return length;
  }
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    into[i] = unit < 0x80 ? unit : 0xff;
  }
  endText(into, length);
  return length;
}

export function endText(into: Uint8Array, length: number): void {
  into.fill(0, length, length + LOOKED_AHEAD);
}

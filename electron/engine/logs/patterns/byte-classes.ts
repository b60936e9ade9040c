/** What a byte is to the tokens of a line; a word's letters and digits have the highest bits. */
export const byteClass = {
  punctuation: 0,
  space: 1,
  /** Holds the parts of a number, time, address or path together. */
  joiner: 2,
  digit: 8,
  /** a to f: a letter of words and of hexadecimal ids. */
  hex: 16,
  letter: 32,
} as const;

/** A class from here on belongs to a word. */
export const WORD = byteClass.digit;

/** By byte. Bytes of UTF-8 sequences are letters. */
export const classOf: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte <= 0x20) return byteClass.space;
  if (byte >= 0x80) return byteClass.letter;
  const char = String.fromCharCode(byte);
  if (/[0-9]/.test(char)) return byteClass.digit;
  if (/[a-fA-F]/.test(char)) return byteClass.hex;
  if (/[g-zG-Z]/.test(char)) return byteClass.letter;
  return '.:-,/+_'.includes(char) ? byteClass.joiner : byteClass.punctuation;
});

const at = (bytes: Uint8Array, index: number): number => classOf[bytes[index] as number] ?? byteClass.space;
const isHex = (cls: number): boolean => cls === byteClass.digit || cls === byteClass.hex;

const DASH = 0x2d;
const COLON = 0x3a;

/** Whether 8-4-4-4-12 hexadecimal digits begin here and end with the word. */
export function isUuid(bytes: Uint8Array, start: number, end: number): boolean {
  if (start + 36 > end || (start + 36 < end && at(bytes, start + 36) >= WORD)) return false;
  for (let i = 0; i < 36; i++) {
    const dash = i === 8 || i === 13 || i === 18 || i === 23;
    if (dash ? bytes[start + i] !== DASH : !isHex(at(bytes, start + i))) return false;
  }
  return true;
}

/** Whether six pairs of hexadecimal digits parted by colons begin here and end with the word. */
export function isHardwareAddress(bytes: Uint8Array, start: number, end: number): boolean {
  if (start + 17 > end || (start + 17 < end && at(bytes, start + 17) >= WORD)) return false;
  for (let i = 0; i < 17; i++) {
    if (i % 3 === 2 ? bytes[start + i] !== COLON : !isHex(at(bytes, start + i))) return false;
  }
  return true;
}

/** What the first bytes of a file say: text to read, something to unpack, or what it is instead. */
export type Sniffed = { kind: 'text'; skip: number } | { kind: 'gzip' } | { kind: 'other'; what: string };

/** Bytes that `sniff` looks at; of a shorter file it gets what there is. */
export const SNIFF_BYTES = 512;

const MAGIC: readonly [bytes: number[], what: string][] = [
  [[0xff, 0xfe], 'UTF-16 text (little-endian); it must be UTF-8'],
  [[0xfe, 0xff], 'UTF-16 text (big-endian); it must be UTF-8'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a zstd stream'],
  [[0x42, 0x5a, 0x68], 'a bzip2 stream'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz stream'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7z archive'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20], 'an SQLite database'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0x7f, 0x45, 0x4c, 0x46], 'an ELF program'],
];

const startsWith = (bytes: Uint8Array, magic: number[]) => magic.every((byte, i) => bytes[i] === byte);

export function sniff(bytes: Uint8Array): Sniffed {
  if (bytes.length === 0) return { kind: 'other', what: 'an empty file' };
  if (startsWith(bytes, [0x1f, 0x8b])) return { kind: 'gzip' };
  const magic = MAGIC.find(([start]) => startsWith(bytes, start));
  if (magic) return { kind: 'other', what: magic[1] };
  if (bytes[0] === 0 || bytes[1] === 0) return { kind: 'other', what: noMark(bytes) };
  const skip = startsWith(bytes, [0xef, 0xbb, 0xbf]) ? 3 : 0;
  const rest = bytes.subarray(skip);
  const first = rest.find((byte) => !isSpace(byte));
  if (first === undefined && rest.length < SNIFF_BYTES)
    return { kind: 'other', what: 'nothing but white space' };
  if (first === 0x3c) return { kind: 'other', what: 'XML or HTML' };
  return rest.some(isBinary) ? { kind: 'other', what: 'binary data' } : { kind: 'text', skip };
}

/** JSON begins with an ASCII character, so a zero beside one tells UTF-16 without a byte order mark. */
function noMark(bytes: Uint8Array): string {
  const isText = bytes[0] === 0x7b || bytes[0] === 0x5b || bytes[1] === 0x7b || bytes[1] === 0x5b;
  return isText ? 'UTF-16 text; it must be UTF-8' : 'binary data';
}

const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Control characters other than white space do not stand in text; 0xf8 and above not in UTF-8. */
const isBinary = (byte: number) =>
  (byte < 0x20 && !isSpace(byte) && byte !== 0x1b) || byte >= 0xf8 || byte === 0x7f;

/** What the first bytes of a file say: how to read it, how to unpack it, or what it is instead. */
export type Sniffed =
  | { kind: 'json' | 'console'; skip: number }
  | { kind: 'protobuf' | 'records' | 'gzip' | 'zstd' | 'zip' }
  | { kind: 'other'; what: string };

/** Bytes that `sniff` looks at; of a shorter file it gets what there is. */
export const SNIFF_BYTES = 512;

const GZIP = [0x1f, 0x8b];
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** Frames that a decoder skips (RFC 8878, 3.1.2); some tools write one first. */
const ZSTD_SKIPPABLE = [0x2a, 0x4d, 0x18];

const MAGIC: readonly [bytes: number[], what: string][] = [
  [[0xff, 0xfe], 'UTF-16 text (little-endian); it must be UTF-8'],
  [[0xfe, 0xff], 'UTF-16 text (big-endian); it must be UTF-8'],
  [[0x50, 0x4b, 0x05, 0x06], 'an empty zip archive'],
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
  if (startsWith(bytes, GZIP)) return { kind: 'gzip' };
  if (startsWith(bytes, ZSTD) || isSkippable(bytes)) return { kind: 'zstd' };
  if (startsWith(bytes, ZIP)) return { kind: 'zip' };
  const magic = MAGIC.find(([start]) => startsWith(bytes, start));
  if (magic) return { kind: 'other', what: magic[1] };
  const skip = startsWith(bytes, [0xef, 0xbb, 0xbf]) ? 3 : 0;
  const rest = bytes.subarray(skip);
  if (bytes[1] === 0 && (bytes[0] === 0x7b || bytes[0] === 0x5b)) return { kind: 'other', what: NO_MARK };
  if (bytes[0] === 0 && (bytes[1] === 0x7b || bytes[1] === 0x5b)) return { kind: 'other', what: NO_MARK };
  if (rest.some(isBinary)) return binary(bytes);
  return text(rest, skip);
}

/** JSON begins with an ASCII character, so a zero beside one tells UTF-16 without a byte order mark. */
const NO_MARK = 'UTF-16 text; it must be UTF-8';

const isSkippable = (bytes: Uint8Array) =>
  bytes.length > 3 && (bytes[0]! & 0xf0) === 0x50 && ZSTD_SKIPPABLE.every((byte, i) => bytes[i + 1] === byte);

function text(rest: Uint8Array, skip: number): Sniffed {
  const start = rest.findIndex((byte) => !isSpace(byte));
  if (start < 0 && rest.length < SNIFF_BYTES) return { kind: 'other', what: 'nothing but white space' };
  if (rest[start] === 0x3c) return { kind: 'other', what: 'XML or HTML' };
  const first = Buffer.from(rest.subarray(Math.max(0, start))).toString('latin1');
  if (IS_EXPOSITION.test(first)) return { kind: 'other', what: METRICS };
  return { kind: IS_JSON.test(first) ? 'json' : 'console', skip };
}

/** Prometheus' text formats, which are no traces. */
const IS_EXPOSITION = /^# (?:HELP|TYPE|UNIT) [a-zA-Z_:"]/;
const METRICS = 'metrics in text; the command `trivet import` stores those that have times';

/** An object's first key stands in quotes, which util.inspect does not write; an array's first value is one of JSON's. */
const IS_JSON = /^\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[[{"\]\d-]|$)|$)/;

const LENGTH_BYTES = 4;
const MOST_LENGTH = 64 * 1024 * 1024;
/** The first field of a request in protobuf: number 1, with a length. */
const FIELD_1 = 0x0a;
/** A ResourceSpans begins with its resource, its scopes or its schema's URL. */
const INNER_FIELDS = [0x0a, 0x12, 0x1a];

function binary(bytes: Uint8Array): Sniffed {
  if (bytes.length > LENGTH_BYTES) {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    const content = bytes.subarray(LENGTH_BYTES);
    const known = content[0] === FIELD_1 || content[0] === 0x7b || startsWith(content, ZSTD);
    if (length > 0 && length <= MOST_LENGTH && known) return { kind: 'records' };
  }
  return isRequest(bytes) ? { kind: 'protobuf' } : { kind: 'other', what: 'binary data' };
}

function isRequest(bytes: Uint8Array): boolean {
  if (bytes[0] !== FIELD_1) return false;
  let at = 1;
  while (at < 6 && (bytes[at] ?? 0) >= 0x80) at++;
  const length = bytes[at];
  if (length === undefined || at === 6) return false;
  return length === 0 ? at === 1 : INNER_FIELDS.includes(bytes[at + 1] ?? -1);
}

const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Control characters other than white space do not stand in text, escape but before a colour; 0xf8 and above not in UTF-8. */
const isBinary = (byte: number) =>
  (byte < 0x20 && !isSpace(byte) && byte !== 0x1b) || byte >= 0xf8 || byte === 0x7f;

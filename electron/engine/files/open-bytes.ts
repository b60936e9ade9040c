import { SNIFF_BYTES, type Sniffed, sniff } from '../formats/trace-file/sniff.ts';
import { FileRefused } from '../formats/trace-file/trace-reader.ts';
import { unpack } from './unpack.ts';

/** A file whose kind is known, unpacked and without a byte order mark. */
export interface OpenedStream {
  kind: 'json' | 'console' | 'protobuf' | 'records';
  bytes: AsyncIterable<Uint8Array>;
}

/** Bytes that hold no spans, and may be those of a log. */
export interface OpenedOther {
  kind: 'other';
  /** What they seem to be. */
  what: string;
  bytes: AsyncIterable<Uint8Array>;
}

export type Opened = OpenedStream | OpenedOther | { kind: 'zip'; bytes: AsyncIterable<Uint8Array> };

const EXPECTED = 'a trace file (JSON or protobuf) or a log file, plain or packed with gzip, zstd or zip';

/**
 * Looks at the first bytes and unpacks, one layer deep.
 *
 * @throws FileRefused where one packing lies in another; the bytes throw BadPackingError
 */
export async function openBytes(raw: AsyncIterable<Uint8Array>): Promise<Opened> {
  const outer = await peek(raw);
  const { sniffed } = outer;
  if (sniffed.kind !== 'gzip' && sniffed.kind !== 'zstd') return opened(outer, '');
  const inner = await peek(unpack(sniffed.kind, joined(outer)));
  const prefix = `in ${sniffed.kind}: `;
  if (inner.sniffed.kind === 'gzip' || inner.sniffed.kind === 'zstd') {
    throw refused(`${prefix}another ${inner.sniffed.kind} stream`);
  }
  if (inner.sniffed.kind === 'zip') throw refused(`${prefix}a zip archive`);
  return opened(inner, prefix);
}

interface Peeked {
  first: Uint8Array;
  rest: AsyncIterator<Uint8Array>;
  sniffed: Sniffed;
}

function opened(peeked: Peeked, prefix: string): Opened {
  const { sniffed, first, rest } = peeked;
  if (sniffed.kind === 'other')
    return { kind: 'other', what: prefix + sniffed.what, bytes: joined({ first, rest }) };
  if (sniffed.kind === 'gzip' || sniffed.kind === 'zstd') throw refused(`${prefix}a ${sniffed.kind} stream`);
  const skip = 'skip' in sniffed ? sniffed.skip : 0;
  return { kind: sniffed.kind, bytes: joined({ first: first.subarray(skip), rest }) };
}

export const refused = (found: string) =>
  new FileRefused({ where: 'line 1', expected: EXPECTED, found }, false);

/** As many bytes as `sniff` wants, or all there are. */
async function peek(source: AsyncIterable<Uint8Array>): Promise<Peeked> {
  const rest = source[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array(0);
  while (first.length < SNIFF_BYTES) {
    const { done, value } = await rest.next();
    if (done) break;
    first = first.length === 0 ? value : Buffer.concat([first, value]);
  }
  return { first, rest, sniffed: sniff(first) };
}

async function* joined({ first, rest }: Pick<Peeked, 'first' | 'rest'>) {
  if (first.length > 0) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { SNIFF_BYTES, sniff } from '../formats/trace-file/sniff.ts';
import { FileRefused } from '../formats/trace-file/trace-stream.ts';

const PIECE_BYTES = 256 * 1024;

/** The stream ends in the middle of what is packed, or is no such stream. */
export class BadGzipError extends Error {
  readonly expected: string;
  readonly found: string;
  constructor(error: NodeJS.ErrnoException) {
    super(error.message, { cause: error });
    const cut = error.code === 'Z_BUF_ERROR';
    this.expected = cut ? 'the rest of the gzip stream' : 'bytes that gzip can unpack';
    this.found = cut ? 'the end of the file' : error.message;
  }
}

/**
 * The text of a file: unpacked where it begins like gzip, without a byte order mark.
 *
 * @throws FileRefused where the bytes are something else than text, BadGzipError
 */
export async function* unpackedBytes(raw: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const packed = await peek(raw);
  const outer = sniff(packed.first);
  if (outer.kind !== 'gzip') {
    yield* textOf(packed.first, packed.rest, '');
    return;
  }
  const inner = await peek(gunzip(joined(packed.first, packed.rest)));
  yield* textOf(inner.first, inner.rest, 'in gzip: ');
}

async function* textOf(first: Uint8Array, rest: AsyncIterator<Uint8Array>, prefix: string) {
  const sniffed = sniff(first);
  if (sniffed.kind !== 'text') {
    const found = prefix + (sniffed.kind === 'gzip' ? 'another gzip stream' : sniffed.what);
    throw new FileRefused({ where: 'line 1', expected: 'JSON text, or gzip of it', found }, false);
  }
  if (first.length > sniffed.skip) yield first.subarray(sniffed.skip);
  yield* joined(null, rest);
}

/** As many bytes as `sniff` wants, or all there are. */
async function peek(source: AsyncIterable<Uint8Array>) {
  const rest = source[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array(0);
  while (first.length < SNIFF_BYTES) {
    const { done, value } = await rest.next();
    if (done) break;
    first = first.length === 0 ? value : Buffer.concat([first, value]);
  }
  return { first, rest };
}

async function* joined(first: Uint8Array | null, rest: AsyncIterator<Uint8Array>) {
  if (first) yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const source = Readable.from(packed, { objectMode: false });
  const unpack = createGunzip({ chunkSize: PIECE_BYTES });
  let broken: Error | null = null;
  source.on('error', (error) => unpack.destroy(error));
  unpack.on('error', (error: NodeJS.ErrnoException) => {
    broken = error.code?.startsWith('Z_') ? new BadGzipError(error) : error;
  });
  source.pipe(unpack);
  try {
    for await (const piece of unpack) yield piece as Buffer;
  } catch (error) {
    throw broken ?? error;
  }
}

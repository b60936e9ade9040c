import { Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { FrameSplitter, ZstdFault } from '../formats/zstd/frame-splitter.ts';

const PIECE_BYTES = 256 * 1024;

export type Packing = 'gzip' | 'zstd';

/** The stream ends in the middle of what is packed, or is no such stream. */
export class BadPackingError extends Error {
  readonly expected: string;
  readonly found: string;
  constructor(packing: Packing, error: Error & { code?: string }) {
    super(error.message, { cause: error });
    const cut = error.code === 'Z_BUF_ERROR';
    this.expected = cut ? `the rest of the ${packing} stream` : `bytes that ${packing} can unpack`;
    this.found = cut ? 'the end of the file' : error.message;
  }
}

/** @throws BadPackingError */
export function unpack(
  packing: Packing,
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  return packing === 'gzip'
    ? through(packed, createGunzip({ chunkSize: PIECE_BYTES }), 'gzip')
    : unzstd(packed);
}

/** Frame by frame, each with a decompressor of its own. */
async function* unzstd(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const frames = new Frames(packed);
  while (await frames.next()) {
    yield* through(frames.pieces(), createZstdDecompress({ chunkSize: PIECE_BYTES }), 'zstd');
  }
}

class Frames {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #splitter = new FrameSplitter();
  #waiting: { bytes: Uint8Array; last: boolean }[] = [];

  constructor(packed: AsyncIterable<Uint8Array>) {
    this.#source = packed[Symbol.asyncIterator]();
  }

  /** False when there is no further frame. @throws BadPackingError */
  async next(): Promise<boolean> {
    while (this.#waiting.length === 0) if (!(await this.#fill())) return false;
    return true;
  }

  /** The bytes of one frame. */
  async *pieces(): AsyncGenerator<Uint8Array, void, void> {
    while (await this.next()) {
      const piece = this.#waiting.shift();
      if (!piece) return;
      if (piece.bytes.length > 0) yield piece.bytes;
      if (piece.last) return;
    }
  }

  async #fill(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done) return false;
    try {
      this.#waiting = this.#splitter.push(value);
    } catch (error) {
      throw error instanceof ZstdFault ? new BadPackingError('zstd', error) : error;
    }
    return true;
  }
}

async function* through(
  packed: AsyncIterable<Uint8Array>,
  unpacker: Transform,
  packing: Packing,
): AsyncGenerator<Uint8Array, void, void> {
  const source = Readable.from(packed, { objectMode: false });
  let broken: Error | null = null;
  source.on('error', (error) => unpacker.destroy(error));
  unpacker.on('error', (error: NodeJS.ErrnoException) => {
    broken = /^Z(_|STD_)/.test(error.code ?? '') ? new BadPackingError(packing, error) : error;
  });
  source.pipe(unpacker);
  try {
    for await (const piece of unpacker) yield piece as Buffer;
  } catch (error) {
    throw broken ?? error;
  }
}

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { MetricFileFormat } from '../../../../shared/contract/metric-import.ts';
import { type Packing, unpack } from '../../files/unpack.ts';

const PIECE_BYTES = 256 * 1024;
const LAST_BYTES = 64;

/** A file of samples, read piece by piece. */
export interface MetricFile {
  bytes: number;
  /** Unpacked; `onBytes` is told how many bytes of the file were read. The bytes throw BadPackingError. */
  pieces(onBytes: (bytes: number) => void): AsyncIterable<Uint8Array>;
}

/** @throws what the file system does */
export async function openMetricFile(path: string): Promise<MetricFile> {
  const file = await open(path);
  try {
    const [{ size }, first] = [await file.stat(), Buffer.alloc(4)];
    await file.read(first, 0, first.length, 0);
    const packing = packingOf(first);
    return {
      bytes: size,
      pieces(onBytes) {
        const raw = counted(createReadStream(path, { highWaterMark: PIECE_BYTES }), onBytes);
        return packing ? unpack(packing, raw) : raw;
      },
    };
  } finally {
    await file.close();
  }
}

/** Reads the file to its end: only that tells. @throws BadPackingError */
export async function formatOf(file: MetricFile, signal: AbortSignal): Promise<MetricFileFormat> {
  let last: Buffer = Buffer.alloc(0);
  for await (const piece of file.pieces(() => undefined)) {
    signal.throwIfAborted();
    last = Buffer.concat([last, piece.subarray(-LAST_BYTES)]).subarray(-LAST_BYTES);
  }
  return /(^|\n)# EOF\n?$/.test(last.toString('latin1')) ? 'openmetrics' : 'text';
}

function packingOf(first: Buffer): Packing | null {
  if (first[0] === 0x1f && first[1] === 0x8b) return 'gzip';
  return first.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : null;
}

async function* counted(raw: AsyncIterable<Buffer>, onBytes: (bytes: number) => void) {
  let bytes = 0;
  for await (const piece of raw) {
    bytes += piece.length;
    onBytes(bytes);
    yield piece;
  }
}

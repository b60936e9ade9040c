import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** Samples of many series as they came: one series id, time and value each. */
export interface SampleBatch {
  ids: Uint32Array;
  timesMs: Float64Array;
  values: Float64Array;
}

const BYTES_A_SAMPLE = 20;

/** The row's own fields and headers around the blob. */
export const headBytes = (blob: Uint8Array): number => 40 + blob.length;

const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** A batch as one small blob: byte planes of ids, times and values, compressed. Speed counts more than size here. */
export function encodeHead({ ids, timesMs, values }: SampleBatch): Uint8Array {
  const planes = new Uint8Array(ids.length * BYTES_A_SAMPLE);
  let at = 0;
  for (const column of [ids, timesMs, values]) {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    transpose(bytes, column.BYTES_PER_ELEMENT, planes.subarray(at, at + bytes.length));
    at += bytes.length;
  }
  return zstdCompressSync(planes, FAST);
}

export function decodeHead(blob: Uint8Array): SampleBatch {
  const planes = zstdDecompressSync(blob);
  const count = planes.length / BYTES_A_SAMPLE;
  const batch = {
    ids: new Uint32Array(count),
    timesMs: new Float64Array(count),
    values: new Float64Array(count),
  };
  let at = 0;
  for (const column of [batch.ids, batch.timesMs, batch.values]) {
    const bytes = new Uint8Array(column.buffer);
    transposeBack(planes.subarray(at, at + bytes.length), column.BYTES_PER_ELEMENT, bytes);
    at += bytes.length;
  }
  return batch;
}

function transpose(bytes: Uint8Array, width: number, planes: Uint8Array): void {
  const count = bytes.length / width;
  for (let i = 0, at = 0; i < count; i++) {
    for (let b = 0; b < width; b++) planes[b * count + i] = bytes[at++] as number;
  }
}

function transposeBack(planes: Uint8Array, width: number, bytes: Uint8Array): void {
  const count = bytes.length / width;
  for (let i = 0, at = 0; i < count; i++) {
    for (let b = 0; b < width; b++) bytes[at++] = planes[b * count + i] as number;
  }
}

/**
 * Columns of fixed-width numbers are stored plane by plane: the first bytes of all numbers, then the second ones.
 * Neighbours are alike in their high bytes, which zstd then takes down to next to nothing.
 */
export function writePlanes(bytes: Uint8Array, width: number, into: Uint8Array, at: number): number {
  const count = bytes.length / width;
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0, from = plane; i < count; i++, from += width) into[at++] = bytes[from]!;
  }
  return at;
}

/** The numbers' own bytes again; little-endian, as every platform's typed arrays are here. */
function readPlanes(bytes: Uint8Array, at: number, count: number, width: number): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(count * width);
  for (let plane = 0; plane < width; plane++) {
    for (let i = 0, to = plane; i < count; i++, to += width) into[to] = bytes[at++]!;
  }
  return into;
}

export const readU8 = (bytes: Uint8Array, at: number, count: number): Uint8Array =>
  bytes.subarray(at, at + count);

/** Numbers of 0 to 4 bytes; those of none are all 0. */
export function readUints(bytes: Uint8Array, at: number, count: number, width: number): Uint32Array {
  const into = new Uint32Array(count);
  for (let plane = 0, shift = 0; plane < width; plane++, shift += 8) {
    for (let i = 0; i < count; i++) into[i]! |= bytes[at++]! << shift;
  }
  return into;
}

export const readU64 = (bytes: Uint8Array, at: number, count: number): BigUint64Array =>
  new BigUint64Array(readPlanes(bytes, at, count, 8).buffer);

/** As doubles: exact up to 2^53. */
export function readDoubles(bytes: Uint8Array, at: number, count: number): Float64Array {
  const low = readUints(bytes, at, count, 4);
  const high = readUints(bytes, at + 4 * count, count, 4);
  const into = new Float64Array(count);
  for (let i = 0; i < count; i++) into[i] = high[i]! * 2 ** 32 + low[i]!;
  return into;
}

/** Number `i` of a column of 4-byte numbers, without reading the others. */
export const uintAt = (bytes: Uint8Array, at: number, count: number, i: number): number =>
  (bytes[at + i]! |
    (bytes[at + count + i]! << 8) |
    (bytes[at + 2 * count + i]! << 16) |
    (bytes[at + 3 * count + i]! << 24)) >>>
  0;

/** As `readDoubles`, of one number. */
export const doubleAt = (bytes: Uint8Array, at: number, count: number, i: number): number =>
  uintAt(bytes, at + 4 * count, count, i) * 2 ** 32 + uintAt(bytes, at, count, i);

export const readIds = (bytes: Uint8Array, at: number, count: number): Buffer =>
  Buffer.from(readPlanes(bytes, at, count, 8).buffer);

/** The fewest bytes that hold every number below `count`. */
export const widthFor = (count: number): number =>
  count <= 1 ? 0 : count <= 2 ** 8 ? 1 : count <= 2 ** 16 ? 2 : 4;

/** The lowest `width` bytes of each number, in planes. */
export function writeUints(values: ArrayLike<number>, width: number, into: Uint8Array, at: number): number {
  for (let plane = 0, shift = 0; plane < width; plane++, shift += 8) {
    for (let i = 0; i < values.length; i++) into[at++] = values[i]! >>> shift;
  }
  return at;
}

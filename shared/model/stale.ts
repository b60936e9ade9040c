/**
 * Prometheus' staleness marker is one NaN among many: the one with the bits 0x7ff0000000000002 (Prometheus
 * model/value/value.go). Numbers lose the bits of a NaN on their way through plain arrays and variables, so markers
 * are written into and read from the bytes of a Float64Array; set(), slice() and subarray() keep them.
 */
const STALE_HIGH = 0x7ff0_0000;
const STALE_LOW = 2;

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
const HIGH = LITTLE_ENDIAN ? 1 : 0;
const LOW = 1 - HIGH;

const words = ({ buffer, byteOffset, length }: Float64Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, length * 2);

/** Puts a staleness marker at an index. */
export function markStale(values: Float64Array, index: number): void {
  const bits = words(values);
  bits[index * 2 + HIGH] = STALE_HIGH;
  bits[index * 2 + LOW] = STALE_LOW;
}

/** Whether a staleness marker stands at an index; every other NaN is an ordinary value. */
export function isStale(values: Float64Array, index: number): boolean {
  if (!Number.isNaN(values[index])) return false;
  const bits = words(values);
  return bits[index * 2 + HIGH] === STALE_HIGH && bits[index * 2 + LOW] === STALE_LOW;
}

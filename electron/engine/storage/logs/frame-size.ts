const MAGIC = 0xfd2fb528;
const HAS_NO_WINDOW = 0x20;
const BYTES_OF_DICTIONARY_ID = [0, 1, 2, 4];

/**
 * How many bytes a zstd frame holds, as its header says; null where it does not say so (RFC 8878, 3.1.1.1). It is what
 * the frame's writer said: room may be made by it, within bounds.
 */
export function contentSize(frame: Uint8Array): number | null {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, Math.min(frame.length, 18));
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== MAGIC) return null;
  const descriptor = bytes[4] as number;
  const single = (descriptor & HAS_NO_WINDOW) !== 0;
  const at = 5 + (single ? 0 : 1) + (BYTES_OF_DICTIONARY_ID[descriptor & 3] as number);
  const flag = descriptor >>> 6;
  if (bytes.length < at + 2 ** flag) return null;
  if (flag === 0) return single ? (bytes[at] as number) : null;
  if (flag === 1) return bytes.readUInt16LE(at) + 256;
  return flag === 2 ? bytes.readUInt32LE(at) : Number(bytes.readBigUInt64LE(at));
}

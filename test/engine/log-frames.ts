/** Writes what a daemon sends; used as the outside view of the decoders. */
export function frame(type: number, payload: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** The timestamp as Docker writes it: nine decimals, Z, a space. */
export function stamp(time: bigint): Buffer {
  const second = new Date(Number(time / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return Buffer.from(`${second}.${String(time % 1_000_000_000n).padStart(9, '0')}Z `);
}

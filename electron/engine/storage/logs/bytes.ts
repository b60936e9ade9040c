/** LEB128 over safe integers. Answers the place behind it. */
export function writeVarint(out: Buffer, at: number, value: number): number {
  let rest = value;
  while (rest >= 0x80) {
    // Above 31 bits the bit operations would cut it.
    out[at++] = (rest % 0x80) | 0x80;
    rest = rest < 0x80000000 ? rest >>> 7 : Math.floor(rest / 0x80);
  }
  out[at++] = rest;
  return at;
}

/** @throws RangeError */
export function readVarint(bytes: Buffer, position: { at: number }): number {
  let value = 0;
  let scale = 1;
  for (;;) {
    const byte = bytes[position.at++];
    if (byte === undefined) throw new RangeError('a log block ends too early');
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
    scale *= 0x80;
  }
}

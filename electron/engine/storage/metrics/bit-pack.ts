import type { VarintReader, VarintWriter } from './varint.ts';

/** Numbers that share a width; a few that are too wide for it are kept beside. */
const BLOCK = 128;
const WIDEST = 53;
/** What one kept beside takes more or less, in bits. */
const EXCEPTION_BITS = 32;
const PART_BITS = 24;
const PART = 2 ** PART_BITS;

/**
 * Writes whole numbers (any sign, below 2^52 apart within a block) as bits: each block of 128 its least number, a
 * width and what every number is above the least in so many bits. Numbers too wide for most of their block are cut to
 * the width, and what is missing above it is written behind (a patched frame of reference).
 */
export function packNumbers(writer: VarintWriter, numbers: Float64Array): void {
  for (let from = 0; from < numbers.length; from += BLOCK) {
    packBlock(writer, numbers.subarray(from, Math.min(from + BLOCK, numbers.length)));
  }
}

export function unpackNumbers(reader: VarintReader, count: number): Float64Array {
  const numbers = new Float64Array(count);
  for (let from = 0; from < count; from += BLOCK) {
    unpackBlock(reader, numbers.subarray(from, Math.min(from + BLOCK, count)));
  }
  return numbers;
}

function packBlock(writer: VarintWriter, numbers: Float64Array): void {
  let least = Number.POSITIVE_INFINITY;
  for (const number of numbers) if (number < least) least = number;
  const widths = new Uint8Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) widths[i] = bitsOf((numbers[i] as number) - least);
  const { width, exceptions } = bestWidth(widths);
  writer.signed(least);
  writer.unsigned(width * (BLOCK + 1) + exceptions);
  const limit = 2 ** width;
  const bits = new BitWriter(Math.ceil((numbers.length * width) / 8));
  for (const number of numbers) bits.write((number - least) % limit, width);
  writer.bytes(bits.bytes());
  if (exceptions === 0) return;
  for (let i = 0; i < numbers.length; i++) {
    if ((widths[i] as number) <= width) continue;
    writer.unsigned(i);
    writer.unsigned(Math.floor(((numbers[i] as number) - least) / limit));
  }
}

function unpackBlock(reader: VarintReader, numbers: Float64Array): void {
  const least = reader.signed();
  const header = reader.unsigned();
  const width = Math.floor(header / (BLOCK + 1));
  const exceptions = header % (BLOCK + 1);
  if (width > WIDEST) throw new RangeError('a block of numbers is wider than numbers are');
  if (width === 0) numbers.fill(least);
  else readBits(reader.take(Math.ceil((numbers.length * width) / 8)), width, least, numbers);
  for (let i = 0; i < exceptions; i++) {
    const place = reader.unsigned();
    if (place >= numbers.length) throw new RangeError('a block of numbers has an exception outside');
    numbers[place] = (numbers[place] as number) + reader.unsigned() * 2 ** width;
  }
}

const bitsOf = (number: number): number =>
  number < 2 ** 31 ? 32 - Math.clz32(number) : 32 + (32 - Math.clz32(Math.floor(number / 2 ** 32)));

function bestWidth(widths: Uint8Array): { width: number; exceptions: number } {
  const counts = new Uint16Array(64);
  for (const width of widths) counts[width] = (counts[width] as number) + 1;
  let best = { width: WIDEST, exceptions: 0, cost: Number.POSITIVE_INFINITY };
  let above = 0;
  for (let width = WIDEST; width >= 0; width--) {
    const cost = width * widths.length + above * EXCEPTION_BITS;
    if (cost <= best.cost) best = { width, exceptions: above, cost };
    above += counts[width] as number;
  }
  return best;
}

class BitWriter {
  readonly #bytes: Uint8Array;
  #length = 0;
  #held = 0;
  #heldBits = 0;

  constructor(length: number) {
    this.#bytes = new Uint8Array(length);
  }

  write(number: number, width: number): void {
    let rest = number;
    for (let left = width; left > 0; left -= PART_BITS) {
      const bits = Math.min(left, PART_BITS);
      const part = rest % PART;
      rest = (rest - part) / PART;
      this.#held |= part << this.#heldBits;
      // Of up to 24 bits those that do not fit behind the 7 that may be held are put in after them.
      this.#heldBits += bits;
      while (this.#heldBits >= 8) {
        this.#bytes[this.#length++] = this.#held & 0xff;
        this.#held >>>= 8;
        this.#heldBits -= 8;
      }
    }
  }

  bytes(): Uint8Array {
    if (this.#heldBits > 0) this.#bytes[this.#length++] = this.#held & 0xff;
    this.#heldBits = 0;
    return this.#bytes;
  }
}

function readBits(bytes: Uint8Array, width: number, least: number, into: Float64Array): void {
  if (width <= PART_BITS) readNarrow(bytes, width, least, into);
  else readWide(bytes, width, least, into);
}

function readNarrow(bytes: Uint8Array, width: number, least: number, into: Float64Array): void {
  const mask = (1 << width) - 1;
  let at = 0;
  let held = 0;
  let heldBits = 0;
  for (let i = 0; i < into.length; i++) {
    while (heldBits < width) {
      held |= (bytes[at++] as number) << heldBits;
      heldBits += 8;
    }
    into[i] = least + (held & mask);
    held >>>= width;
    heldBits -= width;
  }
}

function readWide(bytes: Uint8Array, width: number, least: number, into: Float64Array): void {
  let at = 0;
  let held = 0;
  let heldBits = 0;
  for (let i = 0; i < into.length; i++) {
    let number = 0;
    let scale = 1;
    for (let left = width; left > 0; left -= PART_BITS) {
      const bits = Math.min(left, PART_BITS);
      while (heldBits < bits) {
        held |= (bytes[at++] as number) << heldBits;
        heldBits += 8;
      }
      number += (held & ((1 << bits) - 1)) * scale;
      held >>>= bits;
      heldBits -= bits;
      scale *= PART;
    }
    into[i] = least + number;
  }
}

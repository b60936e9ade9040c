import type { Labels } from '../../../shared/model/series.ts';

const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
/** The prime is 2^40 + this. */
const PRIME_LOW = 0x1b3;
const SEPARATOR = 0xff;

/**
 * FNV-1a over sorted labels, 16 hexadecimal digits: what Alertmanager calls an alert's fingerprint.
 *
 * Source: prometheus/common, model/signature.go (LabelsToSignature)
 *
 * @param labels sorted by name
 */
export function fingerprint(labels: Labels): string {
  const hash = new Fnv();
  for (const [name, value] of labels) {
    hash.text(name);
    hash.byte(SEPARATOR);
    hash.text(value);
    hash.byte(SEPARATOR);
  }
  return hash.hex();
}

/** 64 bits in two halves: a bigint for each byte costs ten times as much. */
class Fnv {
  #high = OFFSET_HIGH;
  #low = OFFSET_LOW;

  text(text: string): void {
    for (const byte of Buffer.from(text)) this.byte(byte);
  }

  byte(byte: number): void {
    const low = (this.#low ^ byte) >>> 0;
    const product = low * PRIME_LOW;
    const carried = Math.floor(product / 2 ** 32);
    this.#high = (this.#high * PRIME_LOW + carried + low * 256) % 2 ** 32;
    this.#low = product >>> 0;
  }

  hex(): string {
    const half = (bits: number) => bits.toString(16).padStart(8, '0');
    return half(this.#high) + half(this.#low);
  }
}

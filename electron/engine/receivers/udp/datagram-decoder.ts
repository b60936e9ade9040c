import type { DecodeLimits } from '../../formats/limits.ts';

/** What one protocol does with datagrams, in the thread that receives them. */
export interface DatagramDecoder<T = unknown> {
  /** Items in a datagram that is thrown away undecoded, as well as can be told. */
  count(bytes: Uint8Array): number;
  /** @param limits those in force now */
  begin(limits: DecodeLimits): DatagramBatch<T>;
}

/** Datagrams of one sender, decoded into one value. */
export interface DatagramBatch<T = unknown> {
  /** Never throws at what was sent: what cannot be read is counted in the value. */
  add(bytes: Uint8Array): void;
  /** To be called once. The buffers are handed over to the engine's thread with the value. */
  finish(): { value: T; transfer: ArrayBuffer[] };
}

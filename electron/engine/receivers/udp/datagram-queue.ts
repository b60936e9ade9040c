/** Beside its bytes a datagram costs about this much of memory. */
const OVERHEAD = 256;

/**
 * Datagrams that wait for being decoded, by receiver and sender. Who sends most waits longest: the others' turns
 * come between.
 */
export class DatagramQueue {
  readonly #mostBytes: number;
  readonly #waiting = new Map<string, Uint8Array[]>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  get isHalfFull(): boolean {
    return this.#bytes * 2 >= this.#mostBytes;
  }

  /** False when there is no room: the datagram is lost. */
  push(key: string, bytes: Uint8Array): boolean {
    const cost = bytes.length + OVERHEAD;
    if (this.#bytes + cost > this.#mostBytes) return false;
    this.#bytes += cost;
    const list = this.#waiting.get(key);
    if (list) list.push(bytes);
    else this.#waiting.set(key, [bytes]);
    return true;
  }

  /** The next key's datagrams in the order they came, for as long as `wants` them; null when none waits. */
  take(wants: (bytes: Uint8Array) => boolean): { key: string; taken: number } | null {
    const next = this.#waiting.entries().next();
    if (next.done) return null;
    const [key, list] = next.value;
    let taken = 0;
    while (taken < list.length && wants(list[taken]!)) this.#bytes -= list[taken++]!.length + OVERHEAD;
    this.#waiting.delete(key);
    if (taken < list.length) this.#waiting.set(key, list.slice(taken));
    return { key, taken };
  }
}

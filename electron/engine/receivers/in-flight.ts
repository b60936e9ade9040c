/**
 * Bytes of requests that were received and not yet answered, over all receivers. It bounds what a burst can
 * take of memory; who gets none is told to come back.
 */
export class InFlight {
  readonly limit: number;
  #bytes = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A request's share, empty at first. */
  open(): Share {
    return new Share(this);
  }

  /** False when there is no room. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.limit) return false;
    this.#bytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#bytes -= bytes;
  }
}

class Share {
  readonly #inFlight: InFlight;
  #bytes = 0;

  constructor(inFlight: InFlight) {
    this.#inFlight = inFlight;
  }

  grow(bytes: number): boolean {
    if (!this.#inFlight.take(bytes)) return false;
    this.#bytes += bytes;
    return true;
  }

  /** Gives everything back; safe to call again. */
  release(): void {
    this.#inFlight.give(this.#bytes);
    this.#bytes = 0;
  }
}

export type { Share };

/** Wakes one waiting loop; pokes while it is busy are remembered as one. */
export class Nudge {
  #poked = false;
  #wake: (() => void) | null = null;

  poke(): void {
    this.#poked = true;
    this.#wake?.();
  }

  /** True when poked, false when the time ran out. */
  async wait(
    ms: number,
    wait: (ms: number, signal: AbortSignal) => Promise<void>,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (!this.#poked) {
      const early = new AbortController();
      this.#wake = () => early.abort();
      try {
        await wait(ms, AbortSignal.any([signal, early.signal]));
      } catch (error) {
        if (!this.#poked || signal.aborted) throw error;
      } finally {
        this.#wake = null;
      }
    }
    const poked = this.#poked;
    this.#poked = false;
    return poked;
  }
}

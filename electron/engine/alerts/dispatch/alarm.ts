import type { Disposable } from '../../../../shared/util/disposable.ts';

/** Node's timers fire at once when they are asked to wait longer than this. */
const LONGEST_MS = 2 ** 31 - 1;

/** One timer that can be set again; a wait may be as long as it likes. It keeps no process alive. */
export class Alarm implements Disposable {
  readonly #ring: () => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(ring: () => void) {
    this.#ring = ring;
  }

  /** Takes the place of what it was set to before. */
  set(inMs: number): void {
    this.dispose();
    const wait = Math.min(Math.max(0, inMs), LONGEST_MS);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (inMs > wait) this.set(inMs - wait);
      else this.#ring();
    }, wait).unref();
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

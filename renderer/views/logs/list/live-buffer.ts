import type { LogRow, LogTail } from '../../../../shared/contract/logs.ts';

/** Nobody reads more in one go; what is beyond it was not drawn and is counted. */
export const MOST_BUFFERED = 2_000;
/** Lines that come faster than this are drawn together: the eye sees a list that runs either way. */
export const DRAW_EVERY_MS = 100;

/**
 * Gathers the tail's lines between two drawings. The first after a quiet time is handed on at once; at thousands of
 * lines a second the list is drawn ten times a second, and not for every frame.
 */
export class LiveBuffer {
  readonly #draw: (tail: LogTail) => void;
  readonly #now: () => number;
  #records: LogRow[] = [];
  #skipped = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(draw: (tail: LogTail) => void, now: () => number = () => performance.now()) {
    this.#draw = draw;
    this.#now = now;
  }

  add(tails: readonly LogTail[]): void {
    for (const { records, skipped } of tails) {
      this.#skipped += skipped;
      this.#records = this.#records.length === 0 ? records : [...this.#records, ...records];
    }
    const over = this.#records.length - MOST_BUFFERED;
    if (over > 0) {
      this.#records = this.#records.slice(over);
      this.#skipped += over;
    }
    if (this.#timer !== null || (this.#records.length === 0 && this.#skipped === 0)) return;
    const wait = this.#drawnAt + DRAW_EVERY_MS - this.#now();
    if (wait <= 0) this.#flush();
    else this.#timer = setTimeout(() => this.#flush(), wait);
  }

  clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#records = [];
    this.#skipped = 0;
  }

  #flush(): void {
    const tail = { records: this.#records, skipped: this.#skipped };
    this.clear();
    this.#drawnAt = this.#now();
    this.#draw(tail);
  }
}

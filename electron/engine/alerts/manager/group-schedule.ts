export interface Due {
  /** The time that is evaluated at: the same place in every interval. */
  timeMs: number;
  /** Time before it of which nothing is known, because nothing was evaluated on purpose. */
  gapMs: number;
}

/**
 * When a group is due: at one place of its interval, which spreads groups, counted from the epoch, so that a restart
 * changes nothing. What was missed is not made up for.
 *
 * Source: Prometheus, rules/group.go (EvalTimestamp)
 */
export class GroupSchedule {
  readonly intervalMs: number;
  readonly #offsetMs: number;
  #slot: number;
  #lastMs: number | null = null;
  #held = false;
  /** Evaluations that were due and did not happen. */
  missed = 0;

  constructor({ intervalMs, offsetMs }: { intervalMs: number; offsetMs: number }, nowMs: number) {
    this.intervalMs = intervalMs;
    this.#offsetMs = offsetMs;
    this.#slot = this.#slotAt(nowMs);
  }

  /** Null while the interval goes on in which it was evaluated last. */
  due(nowMs: number): Due | null {
    const slot = this.#slotAt(nowMs);
    if (slot <= this.#slot) return null;
    this.missed += slot - this.#slot - 1;
    this.#slot = slot;
    const timeMs = slot * this.intervalMs + this.#offsetMs;
    const sinceMs = this.#lastMs === null ? 0 : timeMs - this.#lastMs - this.intervalMs;
    const due = { timeMs, gapMs: this.#held ? Math.max(0, sinceMs) : 0 };
    this.#lastMs = timeMs;
    this.#held = false;
    return due;
  }

  /** Whether it would be due; it counts as missed. */
  miss(nowMs: number): void {
    const slot = this.#slotAt(nowMs);
    this.missed += Math.max(0, slot - this.#slot);
    this.#slot = Math.max(slot, this.#slot);
  }

  /** Nothing is evaluated for now, and what happens meanwhile is not known. */
  hold(nowMs: number): void {
    this.#held = true;
    this.miss(nowMs);
  }

  /** The clock was set back by so much. */
  shift(byMs: number, nowMs: number): void {
    this.#slot = this.#slotAt(nowMs);
    if (this.#lastMs !== null) this.#lastMs += byMs;
  }

  #slotAt(timeMs: number): number {
    return Math.floor((timeMs - this.#offsetMs) / this.intervalMs);
  }
}

/** Between two looks no more passes than this, unless the machine slept or its clock was set. */
const JUMP_MS = 30_000;
/** After a jump sources need so long to tell how things are: scrapes once a minute, and rates two samples. */
const SETTLE_MS = 90_000;

export type ClockJump = { byMs: number } | null;

/**
 * Tells when time did not pass as it should. Rules then wait until there are samples of now: judged by what is missing
 * or by what is from before, everything would end at once, and begin again.
 */
export class ClockWatch {
  #seenMs: number;
  #heldUntilMs = Number.NEGATIVE_INFINITY;
  readonly #lateMs: () => number;

  /** @param lateMs how much older than the newest a sample may be and still be stored */
  constructor(nowMs: number, lateMs: () => number) {
    this.#seenMs = nowMs;
    this.#lateMs = lateMs;
  }

  /** Called regularly, a few times in `JUMP_MS`. */
  look(nowMs: number): ClockJump {
    const byMs = nowMs - this.#seenMs;
    const beforeMs = this.#seenMs;
    this.#seenMs = nowMs;
    if (byMs >= -JUMP_MS && byMs <= JUMP_MS) return null;
    // Series take nothing older than their newest sample, less what may come late.
    const takenFromMs = byMs < 0 ? beforeMs - this.#lateMs() : 0;
    this.#heldUntilMs = Math.max(nowMs + SETTLE_MS, takenFromMs);
    return { byMs };
  }

  isHeld(nowMs: number): boolean {
    return nowMs < this.#heldUntilMs;
  }

  /** Until when rules wait, where that is longer than sources need to tell how things are; else null. */
  longWait(nowMs: number): number | null {
    return this.#heldUntilMs - nowMs > SETTLE_MS ? this.#heldUntilMs : null;
  }
}

import type { Clock } from './clock.ts';

/** The wall clock going ahead of the other by more than this was set, or the machine slept. */
const CLOCK_STEP_MS = 3_600_000;

/**
 * Knows when the wall clock jumped ahead: data is not too old then, the clock is wrong or the machine slept. Until it
 * has been steady for as long as it takes to notice, nothing is deleted by age.
 */
export class ClockGuard {
  readonly #clock: Clock;
  readonly #monotonic: () => number;
  #wallMs: number;
  #steadyMs: number;
  #heldUntilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, monotonic: () => number) {
    this.#clock = clock;
    this.#monotonic = monotonic;
    this.#wallMs = clock.now();
    this.#steadyMs = monotonic();
  }

  isSteady(): boolean {
    const [wall, steady] = [this.#clock.now(), this.#monotonic()];
    if (wall - this.#wallMs - (steady - this.#steadyMs) > CLOCK_STEP_MS)
      this.#heldUntilMs = steady + CLOCK_STEP_MS;
    this.#wallMs = wall;
    this.#steadyMs = steady;
    return steady >= this.#heldUntilMs;
  }
}

import type { Clock } from '../../clock.ts';

/** Less than this is a clock that is being corrected; more is one that was set, or a machine that slept. */
const STEP_MS = 10_000;

/** Knows by how much the wall clock went ahead of, or fell behind, one that only goes forward. */
export class ClockSteps {
  readonly #clock: Clock;
  readonly #monotonic: () => number;
  #offsetMs: number;

  constructor(clock: Clock, monotonic: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#monotonic = monotonic;
    this.#offsetMs = clock.now() - monotonic();
  }

  /** Milliseconds of a step since it was last asked; 0 where there was none. */
  take(): number {
    const offsetMs = this.#clock.now() - this.#monotonic();
    const step = offsetMs - this.#offsetMs;
    this.#offsetMs = offsetMs;
    return Math.abs(step) > STEP_MS ? step : 0;
  }
}

interface Lasting {
  startsAtMs: number;
  endsAtMs: number;
}

/**
 * Ends of alerts after a step of the clock. What fired goes on for as long as it would have, so that whoever tells of
 * it has time to do so again; what was over stays over.
 */
export function shiftAlerts(alerts: Iterable<Lasting>, stepMs: number, nowMs: number): void {
  const beforeMs = nowMs - stepMs;
  for (const alert of alerts) {
    if (stepMs > 0 && alert.endsAtMs <= beforeMs) continue;
    alert.endsAtMs += stepMs;
    alert.startsAtMs = Math.min(alert.startsAtMs, nowMs, alert.endsAtMs);
  }
}

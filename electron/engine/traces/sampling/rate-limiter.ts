/** Traces of which it is remembered whether they were taken. */
const MOST_REMEMBERED = 50_000;
/** Seconds of the rate that may come at once. */
const BURST_S = 2;

/**
 * Lets so many spans a second through (a token bucket), whole traces as far as that goes: what was decided for a
 * trace's first spans holds for its later ones. Those of a trace that was taken may run the bucket into debt, by as
 * much as it holds, before they too are refused.
 */
export class RateLimiter {
  readonly #taken = new Map<string, boolean>();
  #tokens: number;
  #rate: number;
  #filledMs: number;

  /** @param rate spans a second */
  constructor(rate: number, nowMs: number) {
    this.#rate = rate;
    this.#tokens = rate * BURST_S;
    this.#filledMs = nowMs;
  }

  /** From now on another rate; what was decided stays. */
  set rate(spansPerSecond: number) {
    this.#rate = spansPerSecond;
    this.#tokens = Math.min(this.#tokens, spansPerSecond * BURST_S);
  }

  get remembered(): number {
    return this.#taken.size;
  }

  /** @param trace any text that stands for the trace */
  take(trace: string, spans: number, nowMs: number): boolean {
    this.#fill(nowMs);
    const before = this.#taken.get(trace);
    const taken =
      before === undefined ? this.#tokens >= Math.min(spans, this.#rate) : before && this.#mayOwe();
    if (taken) this.#tokens -= spans;
    if (before === undefined) this.#remember(trace, taken);
    return taken;
  }

  #mayOwe(): boolean {
    return this.#tokens > -this.#rate * BURST_S;
  }

  #fill(nowMs: number): void {
    // A clock that goes backwards fills nothing.
    const passed = Math.max(0, nowMs - this.#filledMs);
    this.#filledMs = nowMs;
    this.#tokens = Math.min(this.#rate * BURST_S, this.#tokens + (passed / 1000) * this.#rate);
  }

  #remember(trace: string, taken: boolean): void {
    if (this.#taken.size >= MOST_REMEMBERED) this.#taken.delete(this.#taken.keys().next().value as string);
    this.#taken.set(trace, taken);
  }
}

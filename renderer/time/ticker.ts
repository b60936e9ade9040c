import { useCallback, useSyncExternalStore } from 'react';

/** One timer per period, whoever watches; stops with the last of them. */
class Ticker {
  readonly #periodMs: number;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #nowMs: number;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
    this.#nowMs = this.#aligned();
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  watch = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#tick(), this.#periodMs);
    this.#tick();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  /** Whole periods, so that every view asks for the same window. */
  #aligned(): number {
    return Math.ceil(Date.now() / this.#periodMs) * this.#periodMs;
  }

  #tick(): void {
    const now = this.#aligned();
    if (now === this.#nowMs) return;
    this.#nowMs = now;
    for (const listener of this.#listeners) listener();
  }
}

const tickers = new Map<number, Ticker>();

function tickerFor(periodMs: number): Ticker {
  let ticker = tickers.get(periodMs);
  if (!ticker) {
    ticker = new Ticker(periodMs);
    tickers.set(periodMs, ticker);
  }
  return ticker;
}

const never = () => () => undefined;

/** The time in milliseconds, moving every `periodMs`; null holds it still. */
export function useNow(periodMs: number | null): number {
  const ticker = tickerFor(periodMs ?? 1000);
  const watch = useCallback(
    (listener: () => void) => (periodMs === null ? never() : ticker.watch(listener)),
    [ticker, periodMs],
  );
  return useSyncExternalStore(watch, () => ticker.nowMs);
}

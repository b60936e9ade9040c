import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';

/** One timer for everything live in the demo; it tells the time once a second. */
export class Ticker implements Disposable {
  readonly #ticks = new Emitter<number>();
  readonly #now: () => number;
  readonly #timer: Disposable;

  constructor(now: () => number, everyMs = 1_000) {
    this.#now = now;
    const timer = setInterval(() => this.#ticks.fire(now()), everyMs);
    this.#timer = disposable(() => clearInterval(timer));
  }

  now(): number {
    return this.#now();
  }

  on(listener: (nowMs: number) => void): Disposable {
    return this.#ticks.on(listener);
  }

  dispose(): void {
    this.#timer.dispose();
  }
}

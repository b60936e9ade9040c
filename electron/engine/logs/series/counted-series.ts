import type { MetricSink, SeriesHandle } from '../../metrics/metric-sink.ts';

/** After so long without a line the series ends; a further line begins it again, with the same count. */
const STALE_AFTER_MS = 5 * 60_000;

/**
 * A counter and the series that it is written to: from its zero on, so that the first lines show as an increase, and so
 * that a counter that starts anew is seen to.
 */
export class CountedSeries {
  readonly #handle: SeriesHandle;
  readonly #sink: MetricSink;
  #value = 0;
  #written = 0;
  #writtenMs = Number.NEGATIVE_INFINITY;
  #changedMs = Number.NEGATIVE_INFINITY;
  #ended = true;

  constructor(handle: SeriesHandle, sink: MetricSink) {
    this.#handle = handle;
    this.#sink = sink;
  }

  add(lines: number): void {
    this.#value += lines;
  }

  /** Writes what it is now; `beforeMs` is the write before, at which it was still as it was last written. */
  write(nowMs: number, beforeMs: number): void {
    const changed = this.#value !== this.#written;
    if (changed && this.#ended) this.#append(Math.max(beforeMs, this.#writtenMs + 1), this.#written);
    if (changed) {
      this.#changedMs = nowMs;
      this.#ended = false;
    }
    if (this.#ended) return;
    if (nowMs - this.#changedMs >= STALE_AFTER_MS) this.end(nowMs);
    else this.#append(nowMs, this.#value);
  }

  /** A staleness marker says that the series has ended. */
  end(nowMs: number): void {
    if (this.#ended) return;
    this.#ended = true;
    // Of two samples of one time the first stays.
    this.#writtenMs = Math.max(nowMs, this.#writtenMs + 1);
    this.#sink.addStale(this.#handle, this.#writtenMs);
  }

  #append(timeMs: number, value: number): void {
    this.#writtenMs = timeMs;
    this.#written = value;
    this.#sink.add(this.#handle, timeMs, value);
  }
}

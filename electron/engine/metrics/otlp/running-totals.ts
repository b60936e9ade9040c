import type { SampleBatchBuilder, SeriesHandle } from '../metric-sink.ts';
import type { Undo } from './undo.ts';

/** A zero further back than this would be too old for the store. */
export const MOST_BACK_MS = 600_000;
const MOST_TOTALS = 250_000;

/** A further delta may begin and end within the millisecond in which the one before ended. */
export const isRepeated = (lastMs: number, startMs: number, timeMs: number): boolean =>
  timeMs < lastMs || (timeMs === lastMs && !(startMs >= lastMs));

interface Total {
  value: number;
  startMs: number;
  lastMs: number;
}

/**
 * What counters have come to. Deltas are added up here, so that Prometheus' rate() reads them like any counter.
 * Whatever counts begins with a zero at its start time: the first value is an increase too, and a counter that
 * starts anew is seen to although it may have grown beyond what it was.
 *
 * What is kept is lost with the engine. Deltas then begin again at zero, as after a restart of their sender.
 */
export class RunningTotals {
  readonly #totals = new Map<SeriesHandle, Total>();

  cumulative(
    batch: SampleBatchBuilder,
    series: SeriesHandle,
    startMs: number,
    timeMs: number,
    undo: Undo,
  ): void {
    const known = this.#totals.get(series);
    if (known) {
      if (startMs > known.lastMs && startMs !== known.startMs) this.#zero(batch, series, startMs, timeMs);
      known.startMs = startMs;
      if (timeMs > known.lastMs) known.lastMs = timeMs;
      return;
    }
    this.#zero(batch, series, startMs, timeMs);
    this.#remember(series, { value: 0, startMs, lastMs: timeMs }, undo);
  }

  /** Answers what the series comes to; null where its time was told before. */
  delta(
    batch: SampleBatchBuilder,
    series: SeriesHandle,
    times: { startMs: number; timeMs: number },
    value: number,
    undo: Undo,
  ): number | null {
    const { startMs, timeMs } = times;
    const known = this.#totals.get(series);
    if (!known) {
      this.#zero(batch, series, startMs, timeMs);
      this.#remember(series, { value, startMs, lastMs: timeMs }, undo);
      return value;
    }
    if (isRepeated(known.lastMs, startMs, timeMs)) return null;
    const before = { ...known };
    undo.add(() => Object.assign(known, before));
    known.value += value;
    known.lastMs = timeMs;
    return known.value;
  }

  #zero(batch: SampleBatchBuilder, series: SeriesHandle, startMs: number, timeMs: number): void {
    if (startMs < timeMs && timeMs - startMs <= MOST_BACK_MS) batch.add(series, startMs, 0);
  }

  #remember(series: SeriesHandle, total: Total, undo: Undo): void {
    if (this.#totals.size >= MOST_TOTALS) {
      const oldest = this.#totals.keys().next();
      if (!oldest.done) this.#totals.delete(oldest.value);
    }
    this.#totals.set(series, total);
    undo.add(() => this.#totals.delete(series));
  }
}

import type { ExponentialPoint } from '../../formats/otlp/metrics/point-batch.ts';
import type { SampleBatchBuilder, SeriesHandle } from '../metric-sink.ts';
import {
  type Bucket,
  classicBuckets,
  countBelow,
  type ExponentialState,
  nextState,
} from './exponential-buckets.ts';
import { isRepeated, MOST_BACK_MS } from './running-totals.ts';
import type { Undo } from './undo.ts';

const MOST_HISTOGRAMS = 20_000;

/** The histogram's own series. */
export interface HistogramSeries {
  count: SeriesHandle;
  sum: SeriesHandle;
  bucket(le: string): SeriesHandle;
}

/** Exponential histograms as classic ones, see exponential-buckets.ts. */
export class ExponentialHistograms {
  readonly #states = new Map<SeriesHandle, ExponentialState>();

  /** Adds the point's samples. False where its time was told before. */
  add(batch: SampleBatchBuilder, series: HistogramSeries, point: ExponentialPoint, undo: Undo): boolean {
    const before = this.#states.get(series.count) ?? null;
    if (point.stale) {
      if (before) this.#end(batch, series, before, point.timeMs);
      return true;
    }
    if (before && isRepeated(before.lastMs, point.startMs, point.timeMs)) return false;
    const state = nextState(before, point);
    this.#set(series.count, state, undo);
    const buckets = classicBuckets(state);
    if (before) this.#fitGrid(batch, series, before, buckets, point.timeMs);
    if (!before || (!point.delta && beginsAnew(before, point))) this.#zeros(batch, series, buckets, point);
    if (!Number.isNaN(state.sum)) batch.add(series.sum, point.timeMs, state.sum);
    batch.add(series.count, point.timeMs, state.count);
    for (const { le, count } of buckets) batch.add(series.bucket(le), point.timeMs, count);
    for (const exemplar of point.exemplars) {
      const { le } = buckets.find(({ bound }) => exemplar.value <= bound) ?? buckets.at(-1)!;
      batch.addExemplar(series.bucket(le), exemplar);
    }
    return true;
  }

  /**
   * A bucket that is new was there all the time, empty or as full as its neighbour: its value of the time before is
   * written too. One whose bound a coarser scale no longer has ends.
   */
  #fitGrid(
    batch: SampleBatchBuilder,
    series: HistogramSeries,
    before: ExponentialState,
    buckets: readonly Bucket[],
    timeMs: number,
  ): void {
    const old = new Set(classicBuckets(before).map(({ le }) => le));
    for (const { le, bound } of buckets) {
      if (!old.delete(le)) batch.add(series.bucket(le), before.lastMs, countBelow(before, bound));
    }
    for (const le of old) batch.addStale(series.bucket(le), timeMs);
  }

  #zeros(
    batch: SampleBatchBuilder,
    series: HistogramSeries,
    buckets: readonly Bucket[],
    { startMs, timeMs, sum }: ExponentialPoint,
  ): void {
    if (!(startMs < timeMs) || timeMs - startMs > MOST_BACK_MS) return;
    if (!Number.isNaN(sum)) batch.add(series.sum, startMs, 0);
    batch.add(series.count, startMs, 0);
    for (const { le } of buckets) batch.add(series.bucket(le), startMs, 0);
  }

  #end(batch: SampleBatchBuilder, series: HistogramSeries, state: ExponentialState, timeMs: number): void {
    batch.addStale(series.sum, timeMs);
    batch.addStale(series.count, timeMs);
    for (const { le } of classicBuckets(state)) batch.addStale(series.bucket(le), timeMs);
  }

  #set(key: SeriesHandle, state: ExponentialState, undo: Undo): void {
    const before = this.#states.get(key);
    if (!before && this.#states.size >= MOST_HISTOGRAMS) {
      const oldest = this.#states.keys().next();
      if (!oldest.done) this.#states.delete(oldest.value);
    }
    this.#states.set(key, state);
    undo.add(() => (before ? this.#states.set(key, before) : this.#states.delete(key)));
  }
}

const beginsAnew = (before: ExponentialState, { startMs }: ExponentialPoint): boolean =>
  startMs !== before.startMs && startMs > before.lastMs;

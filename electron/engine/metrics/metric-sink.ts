import type { Exemplar, Labels, MetricMetadata } from '../../../shared/model/series.ts';

/** A series that a source writes to; got once, used for every sample. */
export interface SeriesHandle {
  readonly labels: Labels;
  readonly entity: string | null;
  readonly receiver: string;
}

/** Samples of one request or scrape, gathered before they are committed together. */
export interface SampleBatchBuilder {
  readonly samples: number;
  /** `timeMs` in whole milliseconds since the epoch. */
  add(series: SeriesHandle, timeMs: number, value: number): void;
  /** The series has ended or its target is gone. */
  addStale(series: SeriesHandle, timeMs: number): void;
  addExemplar(series: SeriesHandle, exemplar: Exemplar): void;
}

/** What became of a batch, by Prometheus' rules for what is late or told twice. */
export interface CommitOutcome {
  stored: number;
  /** The same time and value again: harmless. */
  duplicate: number;
  /** The same time with another value: the first stays. */
  conflicting: number;
  /** Older than the series' newest sample by more than the out-of-order window. */
  tooOld: number;
  /** Further ahead of the clock than Prometheus takes (10 minutes). */
  tooNew: number;
  /** Of series that a limit did not let in. */
  limited: number;
  /** What the limit said, with the label that has the most values; null where nothing was limited. */
  limit: string | null;
}

/**
 * The way in for samples of every source. Two ways to write: `add` for what is measured here, stored a few seconds
 * at a time, and `commit` for what a sender is given an answer for, which resolves after the commit.
 */
export interface MetricSink {
  /** The same labels give the same handle. Sorted labels, `__name__` included, no empty values. */
  series(receiver: string, labels: Labels, entity?: string | null): SeriesHandle;
  add(series: SeriesHandle, timeMs: number, value: number): void;
  addStale(series: SeriesHandle, timeMs: number): void;
  batch(): SampleBatchBuilder;
  /**
   * `backfill` takes samples of any age and puts them in order, as an import does.
   *
   * @throws TrivetError storage_full, limit or unavailable: nothing of it was kept, send it again
   */
  commit(batch: SampleBatchBuilder, options?: { backfill?: boolean }): Promise<CommitOutcome>;
  /** By metric family name; the newest wins. */
  describe(family: string, metadata: MetricMetadata): void;
}

import type { Labels, Matcher } from '../../../shared/model/series.ts';

/** Samples in time order, no time twice. Staleness markers are among them: see shared/model/stale.ts. */
export interface SeriesSamples {
  /** Sorted, `__name__` included. */
  labels: Labels;
  /** Whole milliseconds since the epoch. */
  timesMs: Float64Array;
  values: Float64Array;
}

export interface Selection {
  matchers: readonly Matcher[];
  /** Both included. */
  startMs: number;
  endMs: number;
  /**
   * What the evaluator will do with it, so that older, downsampled samples can be given in the fitting way: the step
   * of the query, the range of a matrix selector (0 for an instant one), and the function around it, '' where none.
   */
  hints: { stepMs: number; rangeMs: number; func: string };
  /**
   * Called with the number of samples as they are read, before more are; it throws once the query has had as many as
   * it may, so that no query fills the memory before it is stopped.
   */
  charge(samples: number): void;
}

/**
 * Where the evaluator's samples come from. A generator: it yields between slices of bounded work, so that a query can
 * be cancelled in the middle and a thread can take turns. Series without any sample in the range are left out.
 */
export interface SeriesSource {
  select(selection: Selection): Generator<void, SeriesSamples[], void>;
}

import type { Labels } from '../model/series.ts';

/** What is usual for one series, at each step; NaN where nothing can be said. */
export interface BaselineSeries {
  labels: Labels;
  /** By time of day, or of the values shortly before where there are too few days. */
  from: 'time-of-day' | 'recent';
  /** Days of those looked at that have values. */
  days: number;
  median: Float64Array;
  /** The median less and plus so many times the median absolute deviation. */
  lower: Float64Array;
  upper: Float64Array;
  /** True where values do not vary at some steps: a band without width would call every change unusual. */
  flat: boolean;
}

export interface Baseline {
  timesMs: Float64Array;
  series: BaselineSeries[];
  /** True when more series came out than were asked for. */
  truncated: boolean;
  factor: number;
  wantedDays: number;
  leastDays: number;
  /** On either side of the time of day. */
  aroundMs: number;
  /** Before each step, where it is of recent values. */
  recentMs: number;
}

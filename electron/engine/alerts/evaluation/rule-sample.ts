import type { Labels } from '../../../../shared/model/series.ts';

/** What a rule gives to be stored, at the time of its evaluation. */
export interface RuleSample {
  labels: Labels;
  /** `seriesKey` of the labels. */
  key: string;
  /** NaN is a value; the end of a series is told by `stale`. */
  value: number;
  /** The series was given by the evaluation before and is not by this one. */
  stale?: boolean;
}

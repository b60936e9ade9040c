import type { Exemplar, Labels, MetricMetadata } from '../../../../shared/model/series.ts';

/** Is told what a request writes, in its order. `S` is what the caller keeps with a series; see ExpositionVisitor. */
export interface WriteVisitor<S> {
  /** @param labels sorted, `__name__` included, no empty values */
  series(labels: Labels): S;
  /** @param timeMs whole milliseconds since the epoch */
  sample(series: S, timeMs: number, value: number): void;
  /** As `sample`, of a series that a native histogram was taken apart into. */
  histogramSample(series: S, timeMs: number, value: number): void;
  stale(series: S, timeMs: number): void;
  exemplar(series: S, exemplar: Exemplar): void;
  metadata(family: string, metadata: MetricMetadata): void;
}

export interface WriteLimits {
  /** Series, samples, histograms and exemplars together. */
  items: number;
  /** Of a series. */
  labels: number;
  nameBytes: number;
  valueBytes: number;
}

export const defaultWriteLimits: WriteLimits = {
  items: 100_000,
  labels: 128,
  nameBytes: 1024,
  valueBytes: 64 * 1024,
};

/** What stood in a request. */
export interface WriteCounts {
  samples: number;
  histograms: number;
  exemplars: number;
  /** Samples and histograms of series that can never be stored, not told to the visitor. */
  invalid: number;
  /** Of the first of them; '' where there is none. */
  fault: string;
}

/** The request holds more than one may. */
export class TooManyItems extends Error {
  constructor(most: number) {
    super(`more than ${most} series and samples in one request`);
  }
}

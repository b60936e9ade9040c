import type { CutParts } from '../../../../../shared/contract/sampling.ts';
import type { Exemplar, Label, MetricMetadata } from '../../../../../shared/model/series.ts';
import type { Result } from '../../../../../shared/util/result.ts';
import type { BatchResource } from '../../spans/span-batch.ts';
import type { RequestFault } from '../traces-request.ts';

/** Who sent the points, by which a container may be found. */
export type PointSource = Pick<BatchResource, 'service' | 'containerId' | 'hostName'>;

/** What a sample's value is. */
export const Mode = { gauge: 0, cumulative: 1, delta: 2 } as const;

/** A metric's name, and of buckets and quantiles the one label that tells them apart. */
export interface Column {
  name: string;
  extra: Label | null;
}

/** One data point of an exponential histogram, at the scale it was sent with. */
export interface ExponentialPoint {
  /** Family name, without a suffix. */
  name: string;
  base: number;
  delta: boolean;
  startMs: number;
  timeMs: number;
  /** True for "no recorded value": the series end. */
  stale: boolean;
  scale: number;
  /** NaN where the sender told none. */
  sum: number;
  count: number;
  zeroCount: number;
  zeroThreshold: number;
  positive: ExponentialBuckets;
  negative: ExponentialBuckets;
  exemplars: Exemplar[];
}

/** Bucket i counts what is over base^(offset+i) and at most base^(offset+i+1), base = 2^(2^-scale). */
export interface ExponentialBuckets {
  offset: number;
  counts: Float64Array;
}

/**
 * Points of one request as they travel between threads: columns, and short lists of what many samples share. What a
 * data point becomes is Prometheus': a histogram's is a sample for each bucket, and for its sum and count.
 */
export interface PointBatch {
  /** Samples in the columns. */
  count: number;
  /** Data points, as the sender counts. */
  points: number;
  base: Uint32Array<ArrayBuffer>;
  column: Uint32Array<ArrayBuffer>;
  mode: Uint8Array<ArrayBuffer>;
  timeMs: Float64Array<ArrayBuffer>;
  /** When what is counted was zero; NaN where that was not told. */
  startMs: Float64Array<ArrayBuffer>;
  /** With staleness markers, see shared/model/stale.ts. */
  value: Float64Array<ArrayBuffer>;
  columns: Column[];
  /** Label sets without `__name__` and extra, as names and values joined by NUL, sorted by name. */
  bases: string[];
  /** Index into `sources`, by base. */
  baseSource: number[];
  sources: PointSource[];
  exemplars: { sample: number; exemplar: Exemplar }[];
  exponentials: ExponentialPoint[];
  families: { name: string; metadata: MetricMetadata }[];
}

export interface DecodedPoints {
  batch: PointBatch;
  /** Data points that cannot be stored, and what is wrong with the first of them. */
  rejected: number;
  firstFault: string;
  cut: CutParts;
}

export type PointsResult = Result<DecodedPoints, RequestFault>;

/** The buffers to hand over when the batch is posted to another thread. It is empty afterwards. */
export function pointTransferables(batch: PointBatch): ArrayBuffer[] {
  const { base, column, mode, timeMs, startMs, value } = batch;
  return [...new Set([base, column, mode, timeMs, startMs, value].map(({ buffer }) => buffer))];
}

import { z } from 'zod';
import { type Exemplar, type Labels, type MetricType, metricTypes } from '../model/series.ts';
import type { PromqlFault } from '../promql/ast.ts';
import { rangeMs } from './common.ts';
import { method } from './define.ts';
import type { RangeSeries } from './metrics.ts';

export interface QueryNotes {
  /** In Prometheus' words, each once. */
  warnings: string[];
  infos: string[];
  /** What the query cost. */
  stats: { seriesRead: number; samplesRead: number; peakSamples: number; elapsedMs: number };
}

/** Values on the query's steps; NaN where there is none, `isAbsent` tells it from a computed NaN. */
export interface RangeAnswer extends QueryNotes {
  timesMs: Float64Array;
  series: RangeSeries[];
  /** One bit a step and series, set where a step has a value, to be read by isPresent of shared/promql/presence.ts; null where all NaN are gaps. */
  present: Uint8Array | null;
  /** True when more series came out than were asked for. */
  truncated: boolean;
}

/** An instant query's answer, as Prometheus' four types. */
export type InstantValue =
  | { type: 'vector'; samples: { labels: Labels; timeMs: number; value: number }[] }
  | { type: 'matrix'; series: { labels: Labels; timesMs: Float64Array; values: Float64Array }[] }
  | { type: 'scalar'; timeMs: number; value: number }
  | { type: 'string'; timeMs: number; value: string };

export type InstantAnswer = QueryNotes & InstantValue;

export interface MetricFamily {
  name: string;
  type: MetricType;
  help: string;
  unit: string;
  series: number;
  /** Newest sample of any of its series. */
  lastMs: number | null;
}

export interface LabelCardinality {
  name: string;
  values: number;
  /** The values with most series. */
  top: { value: string; series: number }[];
}

export interface Cardinality {
  series: number;
  metrics: { name: string; series: number }[];
  labels: LabelCardinality[];
  /** Metrics that a limit stopped, with the label that has most values. */
  refused: { name: string; series: number; label: string; values: number }[];
}

const expr = z.string().min(1).max(65_536);
const matcher = z.object({
  name: z.string().min(1).max(1024),
  op: z.enum(['=', '!=', '=~', '!~']),
  value: z.string().max(65_536),
});
/** Any of the selectors; all of the matchers within one. */
const selectors = z.array(z.array(matcher).min(1).max(64)).max(64);

export const promqlMethods = {
  /**
   * A query at each step from `startMs` to `endMs`, both included. Fails with invalid_params and the place when it
   * cannot be read, with limit when it would read or hold too much or takes too long.
   */
  'promql.range': method<RangeAnswer>()(
    z.object({
      ...rangeMs,
      expr,
      stepMs: z.number().int().min(1),
      lookbackMs: z.number().int().min(1).optional(),
      mostSeries: z.number().int().min(1).max(100_000).default(1_000),
      timeoutMs: z.number().int().min(1).max(120_000).optional(),
    }),
  ),
  'promql.instant': method<InstantAnswer>()(
    z.object({
      expr,
      timeMs: z.number().int(),
      lookbackMs: z.number().int().min(1).optional(),
      timeoutMs: z.number().int().min(1).max(120_000).optional(),
    }),
  ),
  /** The query printed over several lines, or what is wrong with it and where. */
  'promql.format': method<{ text: string | null; fault: PromqlFault | null }>()(z.object({ expr })),
  'promql.exemplars': method<{ labels: Labels; exemplars: Exemplar[] }[]>()(z.object({ ...rangeMs, expr })),

  /** Every metric that has samples in the range, by name. */
  'metrics.families': method<MetricFamily[]>()(
    z.object({
      ...rangeMs,
      type: z.enum(metricTypes).optional(),
      limit: z.number().int().min(1).max(100_000).default(20_000),
    }),
  ),
  'metrics.series': method<{ series: Labels[]; truncated: boolean }>()(
    z.object({ ...rangeMs, selectors, limit: z.number().int().min(1).max(200_000).default(10_000) }),
  ),
  'metrics.labelNames': method<string[]>()(z.object({ ...rangeMs, selectors: selectors.default([]) })),
  'metrics.labelValues': method<{ values: string[]; truncated: boolean }>()(
    z.object({
      ...rangeMs,
      label: z.string().min(1).max(1024),
      selectors: selectors.default([]),
      limit: z.number().int().min(1).max(200_000).default(10_000),
    }),
  ),
  'metrics.cardinality': method<Cardinality>()(
    z.object({ top: z.number().int().min(1).max(1000).default(20) }),
  ),
};

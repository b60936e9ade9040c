import { z } from 'zod';
import type { Labels } from '../model/series.ts';
import { rangeMs } from './common.ts';
import { method } from './define.ts';

export interface RangeSeries {
  labels: Labels;
  /** One value a step; NaN where there is none. */
  values: Float64Array;
}

export interface RangeResult {
  /** Milliseconds since the epoch, one a step. */
  timesMs: Float64Array;
  series: RangeSeries[];
  /** True when more series matched than were sent. */
  truncated: boolean;
}

const matcher = z.object({
  name: z.string().min(1).max(256),
  op: z.enum(['=', '!=', 'in']),
  values: z.array(z.string().max(4096)).min(1).max(1000),
});

export const metricMethods = {
  /**
   * The stored samples of the matching series on a grid of steps. `last` is the newest sample in each step,
   * `max` its largest, `rate` the per-second increase of a counter over it with resets taken for a new start.
   */
  'metrics.range': method<RangeResult>()(
    z.object({
      ...rangeMs,
      stepMs: z.number().int().min(1000),
      metric: z.string().min(1).max(256),
      matchers: z.array(matcher).max(16).default([]),
      as: z.enum(['last', 'max', 'rate']),
    }),
  ),
};

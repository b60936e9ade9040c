import { z } from 'zod';
import { LEAST_DAYS, STANDARD_DAYS, STANDARD_FACTOR } from '../alerts/usual.ts';
import type { Labels } from '../model/series.ts';
import type { Baseline } from './baseline.ts';
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
   * The stored samples of the matching series on a grid of steps at multiples of `stepMs`; the step at t covers
   * (t - stepMs, t]. `last` is the newest sample in each step, `max` its largest, `rate` the per-second increase of
   * a counter over it with resets taken for a new start. A gap, more than three missed samples, is NaN; so is what
   * comes after the newest sample.
   *
   * Containers are asked for by the label `__entity__` (ContainerSummary.entity), which also stands in the labels of
   * what is answered: `{name: '__entity__', op: 'in', values: [entity, …]}`. Without it a container made anew is
   * another series, for its label `id` is another. `by: 'entity'` gives one line an entity: runs put together,
   * network interfaces summed.
   *
   * A container's metrics are cAdvisor's: container_cpu_usage_seconds_total (`rate` * 100 is CPU %),
   * container_memory_working_set_bytes, container_spec_memory_limit_bytes, container_network_receive_bytes_total,
   * container_network_transmit_bytes_total, container_fs_reads_bytes_total, container_fs_writes_bytes_total,
   * container_processes, …; all are in electron/engine/docker/stats-metrics.ts.
   */
  'metrics.range': method<RangeResult>()(
    z.object({
      ...rangeMs,
      stepMs: z.number().int().min(1000),
      metric: z.string().min(1).max(256),
      matchers: z.array(matcher).max(16).default([]),
      as: z.enum(['last', 'max', 'rate']),
      by: z.enum(['series', 'entity']).default('series'),
    }),
  ),
  /**
   * What is usual for each series of a PromQL query at each step: median and median absolute deviation by time of day
   * over the days before, where enough of them are stored, else over the time before each step.
   */
  'metrics.baseline': method<Baseline>()(
    z.object({
      ...rangeMs,
      stepMs: z.number().int().min(1000),
      expr: z.string().min(1).max(65_536),
      /** How many median absolute deviations are usual on either side. */
      factor: z.number().min(0.5).max(100).default(STANDARD_FACTOR),
      days: z.number().int().min(LEAST_DAYS).max(28).default(STANDARD_DAYS),
      mostSeries: z.number().int().min(1).max(50).default(12),
    }),
  ),
};

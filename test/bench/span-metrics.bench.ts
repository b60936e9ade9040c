import pino from 'pino';
import { SpanBatchBuilder } from '../../electron/engine/formats/spans/span-batch-builder.ts';
import type { MetricAppender } from '../../electron/engine/metrics/metric-appender.ts';
import { SpanMetrics } from '../../electron/engine/traces/span-metrics/span-metrics.ts';
import type { TraceIngest } from '../../electron/engine/traces/trace-ingest.ts';
import { disposable } from '../../shared/util/disposable.ts';
import { type Bench, medians } from './harness.ts';
import { loadSpans } from './span-load.ts';

const SPANS = 2_000;
const ROUNDS = 200;
/** 5 % of a core at the 30,000 spans/s that are aimed at, which have 33 µs each. */
const MOST_NANOS = 1_600;

const appender = {
  series: (receiver: string, labels: never) => ({ receiver, labels, entity: null, id: 0 }),
  add: () => undefined,
} as unknown as MetricAppender;

/** Nanoseconds a span. */
function timed(work: () => unknown): number {
  const start = performance.now();
  for (let round = 0; round < ROUNDS; round++) work();
  return ((performance.now() - start) * 1e6) / (ROUNDS * SPANS);
}

export const bench: Bench = {
  name: 'span-metrics',
  async run() {
    const builder = new SpanBatchBuilder(SPANS);
    const { resource, scope, spans } = loadSpans(0, SPANS);
    for (const span of spans) builder.add(resource, scope, span);
    const batch = builder.finish();
    const traces = { observe: () => disposable(() => undefined) } as unknown as TraceIngest;
    const logger = pino({ level: 'silent' });
    const metrics = new SpanMetrics({ appender, traces, logger, clock: { now: () => 1_800_000_000_000 } });
    try {
      const figures = await medians({
        figure: () => timed(() => metrics.observe(batch)()),
        bare: () => timed(() => batch.durationNano.reduce((sum, nanos) => sum + nanos, 0n)),
      });
      return [
        {
          what: 'counting one span of a batch of 2,000',
          figure: figures.figure,
          unit: 'ns',
          baseline: { what: 'summing the durations', figure: figures.bare },
          aim: { of: 'figure', atMost: MOST_NANOS },
        },
      ];
    } finally {
      metrics.dispose();
    }
  },
};

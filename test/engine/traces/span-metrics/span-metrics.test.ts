import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { Counters } from '../../../../electron/engine/counters.ts';
import { SpanBatchBuilder } from '../../../../electron/engine/formats/spans/span-batch-builder.ts';
import { MetricAppender } from '../../../../electron/engine/metrics/metric-appender.ts';
import { Store } from '../../../../electron/engine/storage/store.ts';
import { SpanMetrics } from '../../../../electron/engine/traces/span-metrics/span-metrics.ts';
import type { BatchObserver, TraceIngest } from '../../../../electron/engine/traces/trace-ingest.ts';
import type { RangeResult } from '../../../../shared/contract/metrics.ts';
import type { Span } from '../../../../shared/model/span.ts';
import { durationNano } from '../../../../shared/model/time.ts';
import { disposable } from '../../../../shared/util/disposable.ts';
import { noScope, resourceOf, span } from '../../storage/traces/span-fixtures.ts';

const DAY = 86_400_000;
const TICK = 15_000;
const ms = (value: number) => durationNano(BigInt(Math.round(value * 1e6)));

const batchOf = (spans: Span[], service = 'shop') => {
  const builder = new SpanBatchBuilder();
  const resource = resourceOf(service);
  for (const one of spans) builder.add(resource, noScope, one);
  return builder.finish();
};

let dir: string;
let store: Store;
/** Each test has a day of its own in the one store. */
let startMs = 1_800_000_000_000;
let nowMs = startMs;
const clock = { now: () => nowMs };
const logger = pino({ level: 'silent' });

/** Span metrics over a real store, and what the tests do with them. */
function begin(limits?: ConstructorParameters<typeof SpanMetrics>[0]['limits']) {
  const counters = new Counters(clock);
  const appender = new MetricAppender({ store, counters, logger, flushEveryMs: 2 ** 30 });
  const observers: BatchObserver[] = [];
  const observe = (observer: BatchObserver) => {
    observers.push(observer);
    return disposable(() => observers.splice(observers.indexOf(observer), 1));
  };
  const traces = { observe } as unknown as TraceIngest;
  const metrics = new SpanMetrics({ appender, clock, logger, traces, ...(limits ? { limits } : {}) });
  onTestFinished(() => appender.dispose());
  return {
    /** As a receiver does it: shown, then committed. */
    receive: (spans: Span[], service?: string) => observers[0]?.(batchOf(spans, service), 'otlp-http')?.(),
    showOnly: (spans: Span[]) => observers[0]?.(batchOf(spans), 'otlp-http'),
    async tick() {
      nowMs += TICK;
      metrics.write();
      await appender.flush();
    },
    async end() {
      nowMs += 1_000;
      metrics.dispose();
      await appender.flush();
      appender.dispose();
    },
    counters,
  };
}

const read = (
  metric: string,
  as: 'last' | 'rate',
  matchers: { name: string; value: string }[] = [],
  stepMs = TICK,
) =>
  store.read('metrics.range', {
    ...{ startMs, endMs: nowMs, stepMs, metric, as, by: 'series' },
    matchers: matchers.map(({ name, value }) => ({ name, op: '=' as const, values: [value] })),
  });
const rows = ({ series }: RangeResult) =>
  Object.fromEntries(
    series.map(({ labels, values }) => {
      const own = labels.filter(([name]) => name !== '__name__').map(([, value]) => value);
      return [own.join(' '), [...values]];
    }),
  );

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
  store = await Store.open(dir, false, logger);
});

afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

beforeEach(() => {
  startMs += DAY;
  nowMs = startMs;
});

describe('span metrics', () => {
  test('calls by service, span name, kind and status, in the words of the collector', async () => {
    const { receive, tick } = begin();
    receive([span(1, 1), span(1, 2), span(1, 3, { statusCode: 2 }), span(1, 4, { kind: 3, name: 'SELECT' })]);
    await tick();
    const { series } = await read('traces_spanmetrics_calls_total', 'last');
    expect(series.map(({ labels, values }) => [Object.fromEntries(labels), values.at(-1)])).toEqual([
      [labelsOf('GET /cart', 'SPAN_KIND_SERVER', 'STATUS_CODE_UNSET'), 2],
      [labelsOf('GET /cart', 'SPAN_KIND_SERVER', 'STATUS_CODE_ERROR'), 1],
      [labelsOf('SELECT', 'SPAN_KIND_CLIENT', 'STATUS_CODE_UNSET'), 1],
    ]);
  });

  test('latencies as a histogram in seconds, whose buckets count what is at most as long', async () => {
    const { receive, tick } = begin();
    const spans = [2, 2.5, 150, 20_000].map((length, i) => span(1, i + 1, { durationNano: ms(length) }));
    receive(spans);
    await tick();
    const buckets = await read('traces_spanmetrics_latency_bucket', 'last');
    const byLe = buckets.series.map(({ labels, values }) => [new Map(labels).get('le'), values.at(-1)]);
    expect(byLe.filter((_, i) => [0, 1, 6, 7, 15, 16].includes(i))).toEqual([
      ['0.002', 1],
      ['0.004', 2],
      ['0.1', 2],
      ['0.2', 3],
      ['15', 3],
      ['+Inf', 4],
    ]);
    const sum = await read('traces_spanmetrics_latency_sum', 'last');
    expect(sum.series[0]?.values.at(-1)).toBeCloseTo(20.1545, 9);
    const total = await read('traces_spanmetrics_latency_count', 'last');
    expect(total.series[0]?.values.at(-1)).toBe(4);
  });

  test('the first calls show as an increase', async () => {
    const { receive, tick } = begin();
    receive([span(1, 1), span(1, 2), span(1, 3)]);
    await tick();
    const { series } = await read('traces_spanmetrics_calls_total', 'rate');
    expect(series[0]?.values.at(-1)).toBeCloseTo(3 / 15, 9);
  });

  test('a batch that was not committed does not count', async () => {
    const { receive, showOnly, tick } = begin();
    receive([span(1, 1)]);
    showOnly([span(1, 2), span(1, 3)]);
    await tick();
    expect(rows(await read('traces_spanmetrics_calls_total', 'last'))).toEqual({
      'shop SPAN_KIND_SERVER GET /cart STATUS_CODE_UNSET': [Number.NaN, 1]
        .slice(0, 2)
        .map((v, i) => (i ? v : 0)),
    });
  });

  test('what is idle ends after five minutes, and goes on from its count', async () => {
    const { receive, tick } = begin();
    receive([span(1, 1)]);
    for (let i = 0; i < 40; i++) await tick();
    receive([span(1, 2)]);
    await tick();
    const last = await read('traces_spanmetrics_calls_total', 'last');
    const values = last.series[0]?.values ?? new Float64Array();
    expect([values[1], values[20], values[25], values.at(-2), values.at(-1)]).toEqual([
      1,
      1,
      Number.NaN,
      1,
      2,
    ]);
    const rates = (await read('traces_spanmetrics_calls_total', 'rate')).series[0]?.values;
    expect(rates?.at(-1)).toBeCloseTo(1 / 15, 9);
  });

  test('after a restart counters begin at zero, and are seen to', async () => {
    const first = begin();
    first.receive([span(1, 1)]);
    await first.tick();
    await first.end();
    nowMs += 1_000;
    const second = begin();
    second.receive([span(1, 2), span(1, 3), span(1, 4)]);
    await second.tick();
    const { series } = await read('traces_spanmetrics_calls_total', 'last', [], 1_000);
    const changes = [...(series[0]?.values ?? [])].filter(
      (value, i, all) => !Number.isNaN(value) && value !== all[i - 1],
    );
    expect(changes).toEqual([0, 1, 0, 3]);
  });

  test('span names beyond the limit of their service count as one', async () => {
    const { receive, tick } = begin({ namesPerService: 2, inAll: 100, shared: 10 });
    receive(['a', 'b', 'c', 'd'].map((name, i) => span(1, i + 1, { name })));
    receive([span(2, 1, { name: 'c' })], 'cart');
    await tick();
    expect(Object.keys(rows(await read('traces_spanmetrics_calls_total', 'last')))).toEqual([
      'shop SPAN_KIND_SERVER a STATUS_CODE_UNSET',
      'shop SPAN_KIND_SERVER b STATUS_CODE_UNSET',
      'shop SPAN_KIND_SERVER …other STATUS_CODE_UNSET',
      'cart SPAN_KIND_SERVER c STATUS_CODE_UNSET',
    ]);
    const other = await read('traces_spanmetrics_calls_total', 'last', [
      { name: 'span_name', value: '…other' },
    ]);
    expect(other.series[0]?.values.at(-1)).toBe(2);
  });

  test('services without end share one counter in the end', async () => {
    const { receive, tick } = begin({ namesPerService: 2, inAll: 2, shared: 1 });
    for (let i = 0; i < 5; i++) receive([span(1, i + 1)], `service ${i}`);
    await tick();
    expect(Object.keys(rows(await read('traces_spanmetrics_calls_total', 'last')))).toEqual([
      'service 0 SPAN_KIND_SERVER GET /cart STATUS_CODE_UNSET',
      'service 1 SPAN_KIND_SERVER GET /cart STATUS_CODE_UNSET',
      'service 2 SPAN_KIND_SERVER …other STATUS_CODE_UNSET',
      '…other SPAN_KIND_SERVER …other STATUS_CODE_UNSET',
    ]);
  });

  test('with the limits as they are no sample is refused, whoever sends what', async () => {
    const { receive, tick, counters } = begin();
    for (let service = 0; service < 200; service++) {
      const names = Array.from({ length: 30 }, (_, i) =>
        span(1, i + 1, { name: `op ${i}`, kind: (i % 6) as 0 }),
      );
      receive(names, `service ${service}`);
    }
    await tick();
    expect(counters.droppedCounts()).toEqual([]);
  });
});

const labelsOf = (name: string, kind: string, status: string) => ({
  __name__: 'traces_spanmetrics_calls_total',
  service: 'shop',
  span_kind: kind,
  span_name: name,
  status_code: status,
});

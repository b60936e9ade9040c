import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../electron/engine/clock.ts';
import { TraceSampler } from '../../../electron/engine/storage/traces/trace-sample.ts';
import { UsualDurations } from '../../../electron/engine/traces/usual-durations.ts';
import { durationNano, unixNano } from '../../../shared/model/time.ts';
import { idOf, insert, openStore, span } from '../storage/traces/span-fixtures.ts';

const NOW_MS = 1_800_000_000_000;
const NOW_NANO = BigInt(NOW_MS) * 1_000_000n;
const HOUR = 3_600_000_000_000n;
const { signal } = new AbortController();

const clockAt = (now: () => number): Clock => ({ now });
const at = (trace: number, hoursAgo: bigint, nano: bigint, name = 'GET') =>
  span(trace, 1, {
    startTimeUnixNano: unixNano(NOW_NANO - hoursAgo * HOUR),
    durationNano: durationNano(nano),
    name,
  });

describe('what is usual for the operations of a trace', () => {
  test('is the nearest-rank p50 and p95 of the last day’s spans of each, with their number', async () => {
    const store = await openStore();
    await insert(
      store,
      Array.from({ length: 100 }, (_, i) => at(i + 1, 1n, BigInt(i + 1))),
      undefined,
      'web',
    );
    await insert(store, [at(1, 1n, 7n, 'SELECT')], undefined, 'db');
    // Of another service, another operation, and too long ago.
    await insert(store, [at(2, 1n, 900n)], undefined, 'other');
    await insert(store, [at(200, 25n, 900n), at(201, 1n, 900n, 'PUT')], undefined, 'web');
    const usual = new UsualDurations({ store, clock: clockAt(() => NOW_MS) });
    expect(await usual.ofTrace(idOf(1, 32), signal)).toEqual([
      { service: 'web', name: 'GET', spans: 100, p50Nano: 50, p95Nano: 95 },
      { service: 'db', name: 'SELECT', spans: 1, p50Nano: 7, p95Nano: 7 },
    ]);
    expect(await usual.ofTrace(idOf(9_999, 32), signal)).toBeNull();
  });

  test('is asked of the store again only after a while, also by a clock that was set back', async () => {
    const store = await openStore();
    await insert(store, [at(1, 1n, 5n)]);
    let ms = NOW_MS;
    const usual = new UsualDurations({ store, clock: clockAt(() => ms) });
    const spans = async () => (await usual.ofTrace(idOf(1, 32), signal))?.[0]?.spans;
    expect(await spans()).toBe(1);
    await insert(store, [at(2, 1n, 5n)]);
    expect(await spans()).toBe(1);
    ms += 120_000;
    expect(await spans()).toBe(2);
    await insert(store, [at(3, 1n, 5n)]);
    ms -= 600_000;
    expect(await spans()).toBe(3);
  });

  test('of more spans than are kept is an even sample: quantiles stay near', async () => {
    const store = await openStore();
    const spans = Array.from({ length: 20_000 }, (_, i) => at(1 + Math.floor(i / 100), 1n, BigInt(i)));
    await insert(
      store,
      spans.map((one, i) => ({ ...one, spanId: idOf(i + 1, 16) })),
    );
    const usual = new UsualDurations({ store, clock: clockAt(() => NOW_MS) });
    const [get] = (await usual.ofTrace(idOf(1, 32), signal)) ?? [];
    expect(get?.spans).toBe(20_000);
    // Of 512 of 20,000 the 95th percentile lies within 3 ranks of a hundred.
    expect(get?.p95Nano).toBeGreaterThan(18_400);
    expect(get?.p95Nano).toBeLessThan(19_600);
  });
});

test('too many traces are thinned evenly, and all are counted', () => {
  const sampler = new TraceSampler(1_000);
  for (let no = 0; no < 5_000; no++) sampler.offer({ no: BigInt(no), start_ns: 0n, span_count: 2n });
  const { traces, spans, allTraces, allSpans } = sampler.sample();
  expect([allTraces, allSpans]).toEqual([5_000, 10_000]);
  expect(spans).toBe(traces.length * 2);
  expect(spans).toBeLessThanOrEqual(1_000);
  expect(traces.map(({ no }) => no)).toEqual(Array.from({ length: traces.length }, (_, i) => i * 16));
});

test('one trace of more spans than are wanted is taken whole', () => {
  const sampler = new TraceSampler(10);
  sampler.offer({ no: 1n, start_ns: 0n, span_count: 250_000n });
  expect(sampler.sample().traces).toHaveLength(1);
});

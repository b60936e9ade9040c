import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Aggregates,
  aggregate,
  filterAggregates,
  inputOf,
  inputOfAggregates,
  viewOf,
} from '../../../../electron/engine/storage/metrics/aggregates.ts';
import {
  decodeAggregates,
  decodeChunk,
  encodeAggregates,
  type Samples,
} from '../../../../electron/engine/storage/metrics/chunk.ts';
import { joined } from '../../../../electron/engine/storage/metrics/downsample.ts';
import { isStale, markStale } from '../../../../shared/model/stale.ts';

const T0 = 1_790_000_000_000;
const R = 10_000;

/** Steps in time, and growth or a new start; now and then a staleness marker. */
const samples = fc
  .array(
    fc.record({
      stepMs: fc.oneof(fc.integer({ min: 200, max: 3_000 }), fc.integer({ min: 1, max: 90_000 })),
      grows: fc.oneof(
        { weight: 6, arbitrary: fc.nat(100) },
        { weight: 1, arbitrary: fc.constant('anew' as const) },
      ),
      stale: fc.integer({ min: 0, max: 15 }).map((n) => n === 0),
    }),
    { minLength: 1, maxLength: 150 },
  )
  .map((steps): Samples => {
    const timesMs = new Float64Array(steps.length);
    const values = new Float64Array(steps.length);
    let [time, value] = [T0, 50];
    for (const [i, { stepMs, grows }] of steps.entries()) {
      time += stepMs;
      value = grows === 'anew' ? i % 7 : value + grows;
      timesMs[i] = time;
      values[i] = value;
    }
    for (const [i, { stale }] of steps.entries()) if (stale) markStale(values, i);
    return { timesMs, values };
  });

const plain = (
  { timesMs, values }: Samples,
  fromMs = 0,
  toMs = Number.MAX_SAFE_INTEGER,
): [number, number][] =>
  [...timesMs.keys()]
    .filter((i) => !isStale(values, i) && timesMs[i]! > fromMs && timesMs[i]! <= toMs)
    .map((i) => [timesMs[i]!, values[i]!]);

/** As Prometheus takes it, without its extrapolation. */
function increase(points: [number, number][]): number {
  let sum = 0;
  for (let i = 1; i < points.length; i++) {
    const [before, now] = [points[i - 1]![1], points[i]![1]];
    sum += now >= before ? now - before : now;
  }
  return sum;
}

const toMinutes = (aggregates: Aggregates) => aggregate(inputOfAggregates(aggregates), 60_000);

test('the increase of a counter with resets stays the same, at ten seconds and at a minute', () => {
  fc.assert(
    fc.property(samples, (all) => {
      const exact = increase(plain(all));
      const coarse = aggregate(inputOf(all), R);
      expect(increase(plain(viewOf(coarse, 'counter')))).toBe(exact);
      expect(increase(plain(viewOf(toMinutes(coarse), 'counter')))).toBe(exact);
    }),
    { numRuns: 1000 },
  );
});

test('put together in parts, as chunks come due, it stays the same too', () => {
  fc.assert(
    fc.property(samples, fc.nat(150), (all, cut) => {
      const at = Math.min(cut, all.timesMs.length - 1);
      if (at === 0) return;
      const part = (from: number, to: number) => ({
        timesMs: all.timesMs.slice(from, to),
        values: all.values.slice(from, to),
      });
      const parts = [part(0, at), part(at, all.timesMs.length)].map((one) => aggregate(inputOf(one), R));
      const whole = joined(parts[0]!, parts[1]!);
      expect(increase(plain(viewOf(whole, 'counter')))).toBe(increase(plain(all)));
      expect(increase(plain(viewOf(toMinutes(whole), 'counter')))).toBe(increase(plain(all)));
    }),
    { numRuns: 500 },
  );
});

test('over a part of the time the increase is less by no more than that of its first stretch', () => {
  fc.assert(
    fc.property(samples, fc.nat(40), fc.nat(40), (all, a, b) => {
      const from = Math.ceil(T0 / R) * R + Math.min(a, b) * R;
      const to = Math.ceil(T0 / R) * R + Math.max(a, b) * R;
      const exact = plain(all, from, to);
      const coarse = increase(plain(viewOf(aggregate(inputOf(all), R), 'counter'), from, to));
      const first = exact[0]?.[0] ?? 0;
      const inFirst = increase(exact.filter(([time]) => time <= Math.ceil(first / R) * R));
      expect(coarse).toBeLessThanOrEqual(increase(exact));
      expect(coarse).toBeGreaterThanOrEqual(increase(exact) - inFirst);
    }),
    { numRuns: 500 },
  );
});

test('least, most, sum, number, mean and last over whole stretches are those of all samples', () => {
  fc.assert(
    fc.property(samples, fc.nat(40), fc.nat(40), fc.boolean(), (all, a, b, coarser) => {
      const unit = coarser ? 60_000 : R;
      const from = Math.ceil(T0 / 60_000) * 60_000 + Math.min(a, b) * unit;
      const to = Math.ceil(T0 / 60_000) * 60_000 + Math.max(a, b) * unit;
      const fine = aggregate(inputOf(all), R);
      const coarse = coarser ? toMinutes(fine) : fine;
      const exact = plain(all, from, to).map(([, value]) => value);
      const read = (view: Parameters<typeof viewOf>[1]) =>
        plain(viewOf(coarse, view), from, to).map(([, v]) => v);
      const sum = (values: number[]) => values.reduce((one, other) => one + other, 0);
      expect(read('last').at(-1)).toBe(exact.at(-1));
      expect(sum(read('sum'))).toBe(sum(exact));
      expect(Math.min(...read('min'))).toBe(Math.min(...exact));
      expect(Math.max(...read('max'))).toBe(Math.max(...exact));
      expect(read('spread').length).toBe(exact.length);
      expect(sum(read('spread'))).toBeCloseTo(sum(exact), 6);
    }),
    { numRuns: 500 },
  );
});

test('every view is in time order, no time twice, with the staleness markers', () => {
  fc.assert(
    fc.property(samples, (all) => {
      const markers = (one: Samples) =>
        [...one.timesMs.keys()].filter((i) => isStale(one.values, i)).map((i) => one.timesMs[i]);
      const coarse = toMinutes(aggregate(inputOf(all), R));
      for (const view of ['last', 'min', 'max', 'sum', 'counter', 'spread'] as const) {
        const read = viewOf(coarse, view);
        for (let i = 1; i < read.timesMs.length; i++)
          expect(read.timesMs[i]).toBeGreaterThan(read.timesMs[i - 1]!);
        expect(markers(read)).toEqual(markers(all));
      }
    }),
    { numRuns: 300 },
  );
});

test('come back from their chunk bit for bit, and a cut leaves what is outside', () => {
  const bits = (values: Float64Array) => [...new BigUint64Array(values.slice().buffer)];
  fc.assert(
    fc.property(samples, (all) => {
      const coarse = aggregate(inputOf(all), R);
      const chunk = encodeAggregates(coarse);
      const back = decodeAggregates(chunk);
      for (const column of ['timesMs', 'last', 'min', 'max', 'sum', 'count'] as const)
        expect(bits(back[column])).toEqual(bits(coarse[column]));
      expect(back.extra).toEqual(coarse.extra);
      expect(decodeChunk(chunk, 'max').values).toEqual(coarse.max);
      const middle = coarse.timesMs[coarse.timesMs.length >> 1]!;
      const early = filterAggregates(coarse, (time) => time < middle);
      const late = filterAggregates(coarse, (time) => time >= middle);
      expect(joined(early, late)).toEqual(coarse);
    }),
    { numRuns: 300 },
  );
});

test('of a counter at one sample a second, ten seconds take a third of the bytes or less', () => {
  const timesMs = Float64Array.from({ length: 1000 }, (_, i) => T0 + i * 1000);
  let value = 0;
  const values = timesMs.map((_, i) => (value += (i * 7919) % 1009));
  const { length } = encodeAggregates(aggregate(inputOf({ timesMs, values }), R));
  expect(length / 1000).toBeLessThan(0.8);
});

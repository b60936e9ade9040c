import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packNumbers, unpackNumbers } from '../../../../electron/engine/storage/metrics/bit-pack.ts';
import {
  FULL_CHUNK_SAMPLES as CHUNK_SAMPLES,
  decodeChunk,
  encodeChunk,
} from '../../../../electron/engine/storage/metrics/chunk.ts';
import { decodeHead, encodeHead } from '../../../../electron/engine/storage/metrics/head.ts';
import { VarintReader, VarintWriter } from '../../../../electron/engine/storage/metrics/varint.ts';
import { isStale, markStale } from '../../../../shared/model/stale.ts';

const times = fc
  .array(fc.integer({ min: -5, max: 3_600_000 }), { minLength: 1, maxLength: CHUNK_SAMPLES })
  .map((steps) => {
    let now = 1_790_000_000_000;
    return Float64Array.from(steps, (step) => (now += step));
  });

const bits = (values: Float64Array) => [...new BigUint64Array(values.slice().buffer)];

/** Counters, gauges, constants and anything that a double can be. */
const value = fc.oneof(
  fc.double(),
  fc.integer({ min: 0, max: 2 ** 31 }),
  fc.maxSafeInteger(),
  fc.integer({ min: 0, max: 2 ** 40 }).map((nanos) => nanos / 1e9),
  fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.MIN_VALUE, Number.MAX_VALUE, 0.1),
);

test('any samples come back bit for bit', () => {
  fc.assert(
    fc.property(times, fc.array(value, { minLength: 1, maxLength: 4 }), (timesMs, pool) => {
      const values = Float64Array.from(timesMs, (_, i) => pool[i % pool.length]!);
      const back = decodeChunk(encodeChunk({ timesMs, values }));
      expect([...back.timesMs]).toEqual([...timesMs]);
      expect(bits(back.values)).toEqual(bits(values));
    }),
    { numRuns: 300 },
  );
});

test('a constant comes back from a compressed chunk as the database gives it, a view into a larger buffer', () => {
  for (const count of [1, 3, 40, CHUNK_SAMPLES]) {
    const timesMs = Float64Array.from({ length: count }, (_, i) => 1_790_000_000_000 + i * 15_000 + (i % 3));
    const chunk = encodeChunk({ timesMs, values: new Float64Array(count).fill(67_108_864.5) });
    const stored = Buffer.concat([Buffer.from('before'), chunk]).subarray('before'.length);
    for (const bytes of [chunk, stored])
      expect(new Set(decodeChunk(bytes).values)).toEqual(new Set([67_108_864.5]));
  }
});

test('any batch of a flush comes back', () => {
  const sample = fc.tuple(fc.integer({ min: 1, max: 2 ** 32 - 1 }), fc.integer(), fc.double());
  fc.assert(
    fc.property(fc.array(sample, { minLength: 1, maxLength: 300 }), (samples) => {
      const batch = {
        ids: Uint32Array.from(samples, ([id]) => id),
        timesMs: Float64Array.from(samples, ([, time]) => time),
        values: Float64Array.from(samples, ([, , sampled]) => sampled),
      };
      expect(decodeHead(encodeHead(batch))).toEqual(batch);
    }),
  );
});

test('whole numbers of either sign up to 2^52 come back', () => {
  const whole = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });
  fc.assert(
    fc.property(fc.array(whole), (numbers) => {
      const writer = new VarintWriter(1);
      for (const number of numbers) writer.signed(number);
      const reader = new VarintReader(writer.written());
      expect(numbers.map(() => reader.signed())).toEqual(numbers.map((number) => number + 0));
    }),
  );
});

test('a cut chunk is an error, never endless', () => {
  const timesMs = Float64Array.of(1000, 2000, 3000);
  const chunk = encodeChunk({ timesMs, values: Float64Array.of(1, 5, 9) });
  for (let length = 0; length < chunk.length; length++) {
    expect(() => decodeChunk(chunk.subarray(0, length))).toThrow();
  }
});

test('a steady counter takes under three bytes a sample, a constant under one', () => {
  const timesMs = Float64Array.from({ length: 250 }, (_, i) => 1_790_000_000_000 + i * 1000 + (i % 3));
  const counter = timesMs.map((_, i) => i * 4096);
  expect(encodeChunk({ timesMs, values: counter }).length / 250).toBeLessThan(3);
  expect(encodeChunk({ timesMs, values: counter.fill(7) }).length / 250).toBeLessThan(1);
});

/** Written by the first version of the format: constant, whole, decimal and any numbers. */
const FIRST_VERSION: [string, (i: number) => number, number][] = [
  ['gCi1L/0gTN0AAKg8gLCDxZhosuoBAAUGAAAAAgAAkEEBAPR0Xw==', () => 67_108_864.5, 60],
  ['gSi1L/0gvNUAAIg8gLCDxZhosuoBAAUGAACAQAIAMZcS9HRf', (i) => i * 4096, 60],
  ['gSi1L/0gMcUAAIAUgLCDxZhosuoBAAUGAwACAgA4b7BzXw==', (i) => i / 1000, 20],
  [
    'AgyAsIPFmGiy6gEABQYABQYABQYAABgAysoY0qdto7sAAC0ADAwtIYaKn7LfAEQAd3dEM4j/iMzuAFQAKytUf5a96r7JAPsAh4f7fMdAwTpcACEA+Pgh2STcZ0ZH+PEQOwvRygcMBcS5fz8AAAA/PwAAAD8/',
    (i) => (i % 5 === 0 ? Number.NaN : Math.PI * i),
    12,
  ],
];

test.each(FIRST_VERSION)('chunks of the first version are read: %s', (base64, value, count) => {
  const { timesMs, values } = decodeChunk(Buffer.from(base64, 'base64'));
  expect([...timesMs]).toEqual(
    Array.from({ length: count }, (_, i) => 1_790_000_000_000 + i * 15_000 + (i % 3)),
  );
  expect([...values]).toEqual(Array.from({ length: count }, (_, i) => value(i)));
});

/** What each way of writing values is for; the comparison with the plain doubles shows that it was used. */
const shapes: [string, (i: number) => number, bytesASample: number][] = [
  ['decimals of any digits', (i) => Math.round((20 + Math.sin(i)) * 1e7) / 1e7, 4],
  ['pages of memory', (i) => 2e8 + ((i * 7919) % 1009) * 4096, 1.8],
  ['sums of decimals that were rounded on the way', sums(), 2.5],
  ['any doubles that lie close together', (i) => 1000 + Math.sin(i / 50) + 1 / (i + 3), 6],
  ['a counter that ends', (i) => (i === 999 ? Number.NaN : i * 3), 0.2],
];

function sums(): (i: number) => number {
  const all = [0.1];
  for (let i = 1; i < 1000; i++) all.push(all[i - 1]! + ((i * 31) % 100) / 100);
  return (i) => all[i]!;
}

test.each(shapes)(
  '%s take few bytes and come back bit for bit, written thoroughly or quickly',
  (_, value, atMost) => {
    const timesMs = Float64Array.from({ length: 1000 }, (_, i) => 1_790_000_000_000 + i * 15_000);
    const values = timesMs.map((_, i) => value(i));
    const chunk = encodeChunk({ timesMs, values });
    expect(chunk.length / 1000).toBeLessThan(atMost);
    for (const bytes of [chunk, encodeChunk({ timesMs, values }, false)])
      expect(bits(decodeChunk(bytes).values)).toEqual(bits(values));
  },
);

test('a staleness marker keeps its bits and does not spoil what stands around it', () => {
  const timesMs = Float64Array.from({ length: 500 }, (_, i) => 1_790_000_000_000 + i * 15_000);
  const values = timesMs.map((_, i) => i * 10);
  markStale(values, 250);
  markStale(values, 0);
  const chunk = encodeChunk({ timesMs, values });
  expect(chunk.length).toBeLessThan(100);
  const back = decodeChunk(chunk).values;
  expect([...back.keys()].filter((i) => isStale(back, i))).toEqual([0, 250]);
  expect(bits(back)).toEqual(bits(values));
});

test('numbers of any spread are packed and come back', () => {
  const number = fc.oneof(
    fc.integer({ min: -100, max: 100 }),
    fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
    fc.constantFrom(0, 2 ** 31, 2 ** 32, 2 ** 32 - 1, -(2 ** 31)),
  );
  fc.assert(
    fc.property(fc.array(number, { maxLength: 400 }), (numbers) => {
      const writer = new VarintWriter(1);
      packNumbers(writer, Float64Array.from(numbers));
      expect([...unpackNumbers(new VarintReader(writer.written()), numbers.length)]).toEqual(
        numbers.map((n) => n + 0),
      );
    }),
  );
});

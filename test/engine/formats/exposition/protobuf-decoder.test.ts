import { describe, expect, test } from 'vitest';
import { SeriesCache } from '../../../../electron/engine/formats/exposition/series-cache.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { hasCorpus, readCorpus } from '../../../corpus.ts';
import { readExposition, readText } from '../../../exposition-reading.ts';
import { encodeFamilies } from '../../../exposition-schema.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';

const label = (name: string, value: string) => ({ name, value });
const read = (families: readonly object[], cache = new SeriesCache<Labels>()) =>
  readExposition('protobuf', encodeFamilies(families), cache);

test('a counter and a gauge keep their names, labels, times and exemplars', () => {
  const exemplar = {
    label: [label('trace_id', 'ab')],
    value: 0.5,
    timestamp: { seconds: 12, nanos: 340_000_000 },
  };
  const { samples, exemplars, metadata } = read([
    {
      name: 'requests_total',
      help: 'Served.',
      type: 0,
      unit: 's',
      metric: [{ label: [label('b', '2'), label('a', '1')], counter: { value: 3.5, exemplar } }],
    },
    { name: 'heat', type: 1, metric: [{ gauge: { value: -1 }, timestampMs: 1_520_879_607_789 }] },
  ]);
  expect(samples).toEqual(['requests_total{a="1",b="2"} 3.5', 'heat -1 @1520879607789']);
  expect(exemplars).toEqual([{ labels: [['trace_id', 'ab']], value: 0.5, timeMs: 12_340 }]);
  expect(metadata.get('requests_total')).toEqual({ type: 'counter', help: 'Served.', unit: 's' });
});

test('a summary and a histogram are the series that the text format has for them', () => {
  const { samples } = read([
    {
      name: 's',
      type: 2,
      metric: [{ summary: { sampleCount: 3, sampleSum: 6, quantile: [{ quantile: 0.5, value: 2 }] } }],
    },
    {
      name: 'h',
      type: 4,
      metric: [
        { histogram: { sampleCount: 3, sampleSum: 6, bucket: [{ cumulativeCount: 1, upperBound: 1 }] } },
      ],
    },
  ]);
  expect(samples).toEqual([
    's{quantile="0.5"} 2',
    's_sum 6',
    's_count 3',
    'h_bucket{le="1.0"} 1',
    'h_bucket{le="+Inf"} 3',
    'h_sum 6',
    'h_count 3',
  ]);
});

const native = (histogram: object) => ({ name: 'n', type: 4, metric: [{ histogram }] });

test('a native histogram is told as buckets up to each bound', () => {
  const { samples, fault } = read([
    native({
      sampleCount: 10,
      sampleSum: 30,
      schema: 0,
      zeroThreshold: 0.001,
      zeroCount: 2,
      positiveSpan: [
        { offset: 0, length: 2 },
        { offset: 1, length: 1 },
      ],
      positiveDelta: [1, 1, 1],
      negativeSpan: [{ offset: 1, length: 1 }],
      negativeDelta: [2],
    }),
  ]);
  expect(fault).toBeNull();
  // Positive: (0.5,1] 1, (1,2] 2, (4,8] 3. Negative: [-2,-1) 2.
  expect(samples).toEqual([
    'n_bucket{le="-1.0"} 2',
    'n_bucket{le="0.001"} 4',
    'n_bucket{le="0.5"} 4',
    'n_bucket{le="1.0"} 5',
    'n_bucket{le="2.0"} 7',
    'n_bucket{le="4.0"} 7',
    'n_bucket{le="8.0"} 10',
    'n_bucket{le="+Inf"} 10',
    'n_sum 30',
    'n_count 10',
  ]);
});

test('the bounds of a native histogram stay when its buckets change, and finer buckets are put together', () => {
  const cache = new SeriesCache<Labels>();
  const at = (offset: number, schema: number) =>
    read(
      [
        native({
          sampleCount: 1,
          sampleSum: 1,
          schema,
          zeroThreshold: 0.001,
          positiveSpan: [{ offset, length: 1 }],
          positiveDelta: [1],
        }),
      ],
      cache,
    ).asked.map((labels) => labels.find(([name]) => name === 'le')?.[1]);
  expect(at(1, 0)).toEqual(['0.001', '1.0', '2.0', '+Inf', undefined, undefined]);
  // Bucket 17 of schema 4 is (2, 2^(17/16)]; in the grid of schema 0, which this series has, (2, 4].
  expect(at(17, 4)).toEqual(['4.0']);
  expect(at(1, 0)).toEqual([]);
});

test('a document like the one before asks for no series again', () => {
  const cache = new SeriesCache<Labels>();
  const families = [
    {
      name: 'a',
      type: 1,
      metric: [
        { label: [label('x', '1')], gauge: { value: 1 } },
        { label: [label('x', '2')], gauge: { value: 2 } },
      ],
    },
    {
      name: 'h',
      type: 4,
      metric: [{ histogram: { sampleCount: 3, bucket: [{ cumulativeCount: 1, upperBound: 1 }] } }],
    },
  ];
  const first = read(families, cache);
  const again = read(families, cache);
  expect(again.samples).toEqual(first.samples);
  expect(again.asked).toEqual([]);
  expect([...again.metadata]).toEqual([]);
});

test('what is no protobuf, or ends early, is a fault that tells what was expected; what stood before it was told', () => {
  const bytes = encodeFamilies([
    { name: 'a', type: 1, metric: [{ gauge: { value: 1 } }] },
    { name: 'b', type: 1, metric: [{}] },
  ]);
  const { samples, fault } = readExposition('protobuf', bytes.subarray(0, bytes.length - 2));
  expect(samples).toEqual(['a 1']);
  expect(fault).toMatch(
    /^expected MetricFamily messages, each behind its length, found a length beyond the end/,
  );
});

test('spans of more buckets than are told are a fault, not an allocation', () => {
  const { fault } = read([
    native({ positiveSpan: [{ offset: 0, length: 4_000_000_000 }], positiveDelta: [1] }),
  ]);
  expect(fault).toMatch(/spans of more buckets than there are counts/);
});

describe.skipIf(!hasCorpus)('real bytes', () => {
  test('the protobuf and the text of the same metrics are the same samples', () => {
    const binary = readExposition('protobuf', readCorpus('prometheus-text/expfmt-protobuf.bin'));
    const text = readText(readCorpus('prometheus-text/expfmt-text.prom'));
    expect(binary.fault).toBeNull();
    expect(new Set(binary.samples)).toEqual(new Set(text.samples));
    expect(binary.samples).toHaveLength(248);
    expect([...binary.metadata].sort()).toEqual([...text.metadata].sort());
  });

  test('changed bytes never throw', () => {
    const whole = readCorpus('prometheus-text/expfmt-protobuf.bin');
    const random = randomNumbers(7);
    const cache = new SeriesCache<Labels>();
    for (let round = 0; round < 400; round++) readExposition('protobuf', mutate(whole, random), cache);
    expect(readExposition('protobuf', whole).samples).toHaveLength(248);
  });
});

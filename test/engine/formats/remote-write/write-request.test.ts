import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WireError } from '../../../../electron/engine/formats/protobuf/wire-reader.ts';
import { WriteCache } from '../../../../electron/engine/formats/remote-write/write-cache.ts';
import { readWriteRequest } from '../../../../electron/engine/formats/remote-write/write-request.ts';
import { readWriteRequestV2 } from '../../../../electron/engine/formats/remote-write/write-request-v2.ts';
import {
  defaultWriteLimits,
  TooManyItems,
  type WriteVisitor,
} from '../../../../electron/engine/formats/remote-write/write-visitor.ts';
import type { Exemplar, Labels, MetricMetadata } from '../../../../shared/model/series.ts';
import { seriesText } from '../../../exposition-reading.ts';
import { mutate, randomNumbers } from '../../../mutate.ts';
import {
  encodeWriteRequest,
  encodeWriteRequestV2,
  type WrittenTestSeries,
  writeRequestType,
} from '../../../remote-write-schema.ts';

class Written implements WriteVisitor<Labels> {
  asked: Labels[] = [];
  samples: string[] = [];
  exemplars: [series: string, exemplar: Exemplar][] = [];
  families: [string, MetricMetadata][] = [];

  series(labels: Labels): Labels {
    this.asked.push(labels);
    return labels;
  }
  sample(labels: Labels, timeMs: number, value: number): void {
    this.samples.push(`${seriesText(labels)} ${Object.is(value, -0) ? '-0' : value} @${timeMs}`);
  }
  histogramSample(labels: Labels, timeMs: number, value: number): void {
    this.sample(labels, timeMs, value);
  }
  stale(labels: Labels, timeMs: number): void {
    this.samples.push(`${seriesText(labels)} stale @${timeMs}`);
  }
  exemplar(labels: Labels, exemplar: Exemplar): void {
    this.exemplars.push([seriesText(labels), exemplar]);
  }
  metadata(family: string, metadata: MetricMetadata): void {
    this.families.push([family, metadata]);
  }
}

const versions = {
  '1.0': { encode: (series: WrittenTestSeries[]) => encodeWriteRequest(series), read: readWriteRequest },
  '2.0': { encode: encodeWriteRequestV2, read: readWriteRequestV2 },
} as const;

const T = 1_790_000_000_000;

describe.each(['1.0', '2.0'] as const)('version %s', (version) => {
  const { encode, read } = versions[version];
  const written = (
    series: WrittenTestSeries[],
    cache = new WriteCache<Labels>(),
    limits = defaultWriteLimits,
  ) => {
    const visitor = new Written();
    const counts = read(encode(series), cache, visitor, limits);
    return { ...counts, visitor, told: visitor.samples };
  };

  test('samples, zeros and negative times among them, in the order in which they stand', () => {
    const { told, samples } = written([
      {
        labels: { __name__: 'up', job: 'a' },
        samples: [
          [T, 1],
          [T + 1, 0],
        ],
      },
      {
        labels: { __name__: 'b' },
        samples: [
          [0, -0.5],
          [-5, Number.POSITIVE_INFINITY],
        ],
      },
    ]);
    expect(told).toEqual([`up{job="a"} 1 @${T}`, `up{job="a"} 0 @${T + 1}`, 'b -0.5 @0', 'b Infinity @-5']);
    expect(samples).toBe(4);
  });

  test('a staleness marker is told apart from every other NaN by its bits', () => {
    const message = Buffer.from(
      encode([
        {
          labels: { __name__: 'a' },
          samples: [
            [T, 1.2345678e-300],
            [T, Number.NaN],
          ],
        },
      ]),
    );
    const bits = Buffer.alloc(8);
    bits.writeDoubleLE(1.2345678e-300);
    const marker = Buffer.from('020000000000f07f', 'hex');
    marker.copy(message, message.indexOf(bits));
    const visitor = new Written();
    read(message, new WriteCache(), visitor, defaultWriteLimits);
    expect(visitor.samples).toEqual([`a stale @${T}`, `a NaN @${T}`]);
  });

  test('labels are sorted, and empty values are none', () => {
    const { visitor } = written([{ labels: { z: '1', __name__: 'a', b: '', A: 'ä' }, samples: [[T, 1]] }]);
    expect(visitor.asked).toEqual([
      [
        ['A', 'ä'],
        ['__name__', 'a'],
        ['z', '1'],
      ],
    ]);
  });

  test('an exemplar without a time has that of its sample', () => {
    const { visitor, exemplars } = written([
      {
        labels: { __name__: 'a' },
        samples: [[T, 1]],
        exemplars: [
          { labels: { trace_id: 'x' }, value: 0.5, timestamp: T - 5 },
          { labels: { trace_id: 'y' }, value: 1.5 },
        ],
      },
    ]);
    expect(exemplars).toBe(2);
    expect(visitor.exemplars).toEqual([
      ['a', { labels: [['trace_id', 'x']], value: 0.5, timeMs: T - 5 }],
      ['a', { labels: [['trace_id', 'y']], value: 1.5, timeMs: T }],
    ]);
  });

  test('a native histogram is stored as buckets, count and sum, its stale marker as theirs', () => {
    const histogram = {
      countInt: 6,
      sum: 12,
      schema: 0,
      zeroThreshold: 0.001,
      zeroCountInt: 1,
      positiveSpans: [{ offset: 1, length: 2 }],
      positiveDeltas: [2, 1],
      timestamp: T,
    };
    const cache = new WriteCache<Labels>();
    const { told, histograms } = written(
      [{ labels: { __name__: 'h', a: '1' }, histograms: [histogram] }],
      cache,
    );
    expect(histograms).toBe(1);
    expect(told).toEqual([
      `h_bucket{a="1",le="0.001"} 1 @${T}`,
      `h_bucket{a="1",le="1.0"} 1 @${T}`,
      `h_bucket{a="1",le="2.0"} 3 @${T}`,
      `h_bucket{a="1",le="4.0"} 6 @${T}`,
      `h_bucket{a="1",le="+Inf"} 6 @${T}`,
      `h_count{a="1"} 6 @${T}`,
      `h_sum{a="1"} 12 @${T}`,
    ]);
    const bits = Buffer.alloc(8);
    bits.writeDoubleLE(1.2345678e-300);
    const ended = Buffer.from(
      encode([
        { labels: { __name__: 'h', a: '1' }, histograms: [{ sum: 1.2345678e-300, timestamp: T + 1 }] },
      ]),
    );
    Buffer.from('020000000000f07f', 'hex').copy(ended, ended.indexOf(bits));
    const visitor = new Written();
    read(ended, cache, visitor, defaultWriteLimits);
    expect(visitor.samples).toHaveLength(7);
    expect(visitor.samples.every((text) => text.endsWith(`stale @${T + 1}`))).toBe(true);
    expect(visitor.asked).toEqual([]);
  });

  test('a native histogram with bounds of its own keeps them', () => {
    const { told } = written([
      {
        labels: { __name__: 'h' },
        histograms: [
          {
            countFloat: 4.5,
            sum: 3,
            schema: -53,
            customValues: [0.5, 1, 2.5],
            positiveSpans: [
              { offset: 0, length: 1 },
              { offset: 1, length: 2 },
            ],
            positiveCounts: [1, 2, 1.5],
            timestamp: T,
          },
        ],
      },
    ]);
    expect(told.slice(0, 4)).toEqual([
      `h_bucket{le="0.5"} 1 @${T}`,
      `h_bucket{le="1.0"} 1 @${T}`,
      `h_bucket{le="2.5"} 3 @${T}`,
      `h_bucket{le="+Inf"} 4.5 @${T}`,
    ]);
  });

  test('a series that can never be stored is told and left out, the others stay', () => {
    const { told, invalid, fault } = written([
      {
        labels: { job: 'nameless' },
        samples: [
          [T, 1],
          [T, 2],
        ],
      },
      { labels: { __name__: 'a', [`x${'y'.repeat(2000)}`]: '1' }, samples: [[T, 1]] },
      { labels: { __name__: 'b' }, samples: [[T, 3]] },
      {
        labels: { __name__: 'h' },
        histograms: [{ positiveSpans: [{ offset: 0, length: 9 }], timestamp: T }],
      },
    ]);
    expect(told).toEqual([`b 3 @${T}`]);
    expect(invalid).toBe(4);
    expect(fault).toBe('expected a metric name, found a series without one');
  });

  test('more items than are allowed stop the reading', () => {
    const samples = Array.from({ length: 50 }, (_, i): [number, number] => [T + i, i]);
    const limits = { ...defaultWriteLimits, items: 40 };
    expect(() => written([{ labels: { __name__: 'a' }, samples }], new WriteCache(), limits)).toThrow(
      TooManyItems,
    );
  });

  test('the labels of a known series are not read again, in whatever order they come', () => {
    const cache = new WriteCache<Labels>();
    const series = Array.from(
      { length: 20 },
      (_, i): WrittenTestSeries => ({
        labels: { __name__: `m${i % 3}`, i: String(i), ...(i % 2 && { more: 'x' }) },
        samples: [[T, i]],
      }),
    );
    const first = written(series, cache);
    const again = written(series.toReversed(), cache);
    expect(again.told.toReversed()).toEqual(first.told);
    expect(again.visitor.asked).toEqual([]);
    expect(cache.size).toBe(20);
  });

  test('any series come back as they were encoded', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const labels = fc.dictionary(
      text.filter((name) => name !== '__name__' && name !== '__proto__'),
      text,
      { maxKeys: 6 },
    );
    const samples = fc.array(fc.tuple(fc.integer({ min: -1e15, max: 1e15 }), fc.double({ noNaN: true })), {
      maxLength: 4,
    });
    const cache = new WriteCache<Labels>();
    fc.assert(
      fc.property(fc.array(fc.tuple(text, labels, samples), { maxLength: 8 }), (all) => {
        const series = all.map(([name, others, points]) => ({
          labels: { __name__: name, ...others },
          samples: points,
        }));
        const expected = series.flatMap((one) => {
          const sorted = Object.entries(one.labels).sort(([a], [b]) => (a < b ? -1 : 1)) as Labels;
          return one.samples.map(
            ([time, value]) => `${seriesText(sorted)} ${Object.is(value, -0) ? '-0' : value} @${time}`,
          );
        });
        expect(written(series, cache).told).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('changed bytes are a WireError or a request, and nothing else', () => {
    const whole = encode(
      Array.from({ length: 30 }, (_, i) => ({
        labels: { __name__: 'm', i: String(i) },
        samples: [[T, i]],
        histograms: [
          {
            countInt: 1,
            sum: 1,
            positiveSpans: [{ offset: 0, length: 1 }],
            positiveDeltas: [1],
            timestamp: T,
          },
        ],
        exemplars: [{ labels: { trace_id: 'x' }, value: 1 }],
        metadata: { type: 1, help: 'h', unit: '' },
      })),
    );
    const random = randomNumbers(11);
    const cache = new WriteCache<Labels>();
    let read_ = 0;
    for (let round = 0; round < 3000; round++) {
      try {
        read(mutate(whole, random), cache, new Written(), defaultWriteLimits);
        read_++;
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
      }
    }
    expect(read_).toBeGreaterThan(0);
    const visitor = new Written();
    read(whole, cache, visitor, defaultWriteLimits);
    expect(visitor.samples.filter((text) => text.startsWith('m{'))).toHaveLength(30);
  });
});

test('metadata of version 1.0 is of families', () => {
  const visitor = new Written();
  const message = encodeWriteRequest(
    [],
    [{ type: 1, metricFamilyName: 'http_requests_total', help: 'All.', unit: 's' }],
  );
  readWriteRequest(message, new WriteCache(), visitor, defaultWriteLimits);
  expect(visitor.families).toEqual([['http_requests_total', { type: 'counter', help: 'All.', unit: 's' }]]);
});

test('metadata of version 2.0 stands beside series, is of their family, and is told once', () => {
  const metadata = { type: 3, help: 'How long.', unit: 'seconds' };
  const series: WrittenTestSeries[] = [
    { labels: { __name__: 'd_bucket', le: '1' }, samples: [[T, 1]], metadata },
    { labels: { __name__: 'c_total' }, samples: [[T, 1]], metadata: { ...metadata, type: 1 } },
    { labels: { __name__: 'n' }, samples: [[T, 1]], metadata: { type: 0, help: '', unit: '' } },
  ];
  const cache = new WriteCache<Labels>();
  const told = () => {
    const visitor = new Written();
    readWriteRequestV2(encodeWriteRequestV2(series), cache, visitor, defaultWriteLimits);
    return visitor.families;
  };
  expect(told()).toEqual([
    ['d', { type: 'histogram', help: 'How long.', unit: 'seconds' }],
    ['c_total', { type: 'counter', help: 'How long.', unit: 'seconds' }],
  ]);
  expect(told()).toEqual([]);
});

test('a reference beyond the table of symbols is no request', () => {
  const message = encodeWriteRequestV2([{ labels: { __name__: 'a' }, samples: [[T, 1]] }]);
  const at = Buffer.from(message).indexOf(Buffer.from([0x0a, 2, 1, 2]));
  message[at + 3] = 99;
  expect(() => readWriteRequestV2(message, new WriteCache(), new Written(), defaultWriteLimits)).toThrow(
    /symbol 99 of 3/,
  );
});

test('a request of the other version writes nothing', () => {
  const visitor = new Written();
  const message = encodeWriteRequest([{ labels: { __name__: 'a' }, samples: [[T, 1]] }]);
  expect(readWriteRequestV2(message, new WriteCache(), visitor, defaultWriteLimits).samples).toBe(0);
  expect(writeRequestType.decode(message)).toBeTruthy();
});

import { expect, test } from 'vitest';
import { WriteCache } from '../../../../electron/engine/formats/remote-write/write-cache.ts';
import { readWriteRequest } from '../../../../electron/engine/formats/remote-write/write-request.ts';
import { readWriteRequestV2 } from '../../../../electron/engine/formats/remote-write/write-request-v2.ts';
import {
  defaultWriteLimits,
  type WriteVisitor,
} from '../../../../electron/engine/formats/remote-write/write-visitor.ts';
import type { Labels } from '../../../../shared/model/series.ts';
import { readExposition, readText } from '../../../exposition-reading.ts';
import { encodeFamilies } from '../../../exposition-schema.ts';
import { encodeWriteRequest, encodeWriteRequestV2 } from '../../../remote-write-schema.ts';

/** What the legal but hostile costs is judged by what it leaves behind: a list as long as the bomb would. */
function heapGrowth(work: () => void): number {
  const before = process.memoryUsage().heapUsed;
  work();
  return process.memoryUsage().heapUsed - before;
}
const MOST_GROWTH = 60 * 2 ** 20;

const varint = (value: number): Buffer => {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest > 127 ? (rest % 128) | 0x80 : rest);
    if (rest <= 127) return Buffer.from(bytes);
  }
};
const field = (number: number, content: Uint8Array) =>
  Buffer.concat([Buffer.from([number * 8 + 2]), varint(content.length), content]);
const empties = (number: number, count: number) => Buffer.alloc(count * 2, Buffer.from([number * 8 + 2, 0]));

const ignoring: WriteVisitor<Labels> = {
  series: (labels) => labels,
  sample: () => undefined,
  histogramSample: () => undefined,
  stale: () => undefined,
  exemplar: () => undefined,
  metadata: () => undefined,
};

test('two million empty metrics, or labels, in one protobuf family are no lists of objects', () => {
  for (const content of [empties(4, 2_000_000), field(4, empties(1, 2_000_000))]) {
    const family = Buffer.concat([field(1, Buffer.from('bomb')), content]);
    const body = Buffer.concat([varint(family.length), family]);
    expect(heapGrowth(() => readExposition('protobuf', body))).toBeLessThan(MOST_GROWTH);
  }
});

test('millions of labels of one written series are told as too many and not made', () => {
  const v1 = field(1, Buffer.concat([empties(1, 5_000_000), field(2, Buffer.alloc(0))]));
  const refs = field(1, Buffer.alloc(10_000_000));
  const v2 = Buffer.concat([empties(4, 1), field(5, Buffer.concat([refs, field(2, Buffer.alloc(0))]))]);
  for (const [read, body] of [
    [readWriteRequest, v1],
    [readWriteRequestV2, v2],
  ] as const) {
    const grown = heapGrowth(() => {
      const counts = read(body, new WriteCache<Labels>(), ignoring, defaultWriteLimits);
      expect(counts).toMatchObject({ samples: 0, invalid: 1, fault: 'a series has more than 128 labels' });
    });
    expect(grown).toBeLessThan(MOST_GROWTH);
  }
});

test('a text line of fifty thousand labels is left out, one of 100 MB that never ends is a fault', () => {
  const labels = Array.from({ length: 50_000 }, (_, i) => `l${i}="1"`).join(',');
  const { samples, outcome } = readText(`a{${labels}} 1\nb 2\n`);
  expect(samples).toEqual(['b 2']);
  expect(outcome).toMatchObject({ limited: 1, limit: 'a series has more than 128 labels' });
  expect(readText(Buffer.alloc(100_000_000, 0x61)).fault).toBe(
    'line 1: expected at most 1048576 bytes in a line, found a longer one',
  );
});

test('a JSON document of very many numbers is read as far as a document may go', () => {
  const { outcome } = readExposition('json', Buffer.from(`[${'1,'.repeat(100_000)}1]`));
  expect(outcome).toMatchObject({ samples: 20_000, limited: 1 });
});

test('buckets at indices that no number has are refused, not walked to', () => {
  const native = (offset: number, schema: number) => ({
    countInt: 1,
    sum: 1,
    schema,
    positiveSpans: [
      { offset: -offset, length: 1 },
      { offset: offset * 2, length: 1 },
    ],
    positiveDeltas: [1, 0],
    timestamp: 1,
  });
  for (const histogram of [native(1_000_000_000, 0), native(5, 20), native(5, -9)]) {
    const body = encodeWriteRequestV2([{ labels: { __name__: 'h' }, histograms: [histogram] }]);
    const counts = readWriteRequestV2(body, new WriteCache<Labels>(), ignoring, defaultWriteLimits);
    expect(counts).toMatchObject({ histograms: 0, invalid: 1 });
  }
  const widest = encodeWriteRequest([{ labels: { __name__: 'h' }, histograms: [native(1000, 0)] }]);
  let told = 0;
  const counting = { ...ignoring, histogramSample: () => told++ };
  expect(readWriteRequest(widest, new WriteCache<Labels>(), counting, defaultWriteLimits).histograms).toBe(1);
  expect(told).toBeLessThan(200);
  expect(readExposition('protobuf', encodeFamilies([])).fault).toBeNull();
});

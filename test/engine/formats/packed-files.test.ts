import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeOtlpJson } from '../../../electron/engine/formats/otlp-encode.ts';
import { FrameSplitter } from '../../../electron/engine/formats/zstd/frame-splitter.ts';
import type { ScopeSpans } from '../../../shared/model/span.ts';
import { protobufRequest } from '../../otlp-requests.ts';
import { zip } from '../../zip.ts';
import { readFile, refusalOfFile } from './read-file.ts';
import { readTraces } from './read-traces.ts';
import { anyKey, scopeSpansOf } from './span-arbitraries.ts';

const folder = join(import.meta.dirname, '..', '..', 'fixtures', 'traces');
const fixture = (name: string) => readFileSync(join(folder, name));
const flat = (scopeSpans: ScopeSpans[]) =>
  scopeSpans.flatMap(({ resource, scope, spans }) => spans.map((span) => ({ resource, scope, span })));
const [sample] = fc.sample(
  scopeSpansOf({ nested: true, unit: 1n, keys: anyKey, links: true }).filter((some) => flat(some).length > 2),
  { numRuns: 1, seed: 7 },
);
const groups = sample as ScopeSpans[];
const spanCount = flat(groups).length;
const request = protobufRequest(groups);

/** As the Collector's file exporter writes it: the length in 4 bytes, then the message. */
function record(message: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return Buffer.concat([length, message]);
}

const logs = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{}, {}, {}] }] }] });
const metrics = JSON.stringify({
  resourceMetrics: [
    { scopeMetrics: [{ metrics: [{ name: 'a', sum: { dataPoints: [{}, {}] } }, { gauge: {} }] }] },
  ],
});

describe('OTLP protobuf', () => {
  test('any request is read as it was written, in any pieces', () => {
    fc.assert(
      fc.property(
        scopeSpansOf({ nested: true, unit: 1n, keys: anyKey, links: true }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 4 }),
        (scopeSpans, chunks) => {
          const read = readTraces(protobufRequest(scopeSpans), { kind: 'protobuf', chunks });
          expect(read.spans).toEqual(flat(scopeSpans));
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each([
    ['plain', request],
    ['gzip', gzipSync(request)],
    ['zstd', zstdCompressSync(request)],
  ])('a raw file, %s', async (_packing, bytes) => {
    const { summary, spans } = await readFile(bytes);
    expect(summary.format).toBe('otlp-protobuf');
    expect(spans).toEqual(flat(groups));
  });

  test('one that was cut off is refused with its place; what was whole can be had', async () => {
    const cut = Buffer.concat([request, request.subarray(0, request.length - 5)]);
    const fault = await refusalOfFile(cut);
    expect(fault).toMatchObject({ found: 'the end of the file', where: expect.stringMatching(/^byte \d+$/) });
    expect((await readFile(cut, { partial: true })).spans.length).toBeGreaterThanOrEqual(spanCount);
  });
});

describe("records of the Collector's file exporter", () => {
  const json = Buffer.from(encodeOtlpJson(groups));
  test.each([
    ['protobuf', record(request), 'otlp-protobuf-records'],
    ['protobuf, each compressed', record(zstdCompressSync(request)), 'otlp-protobuf-records'],
    ['JSON, each compressed', record(zstdCompressSync(json)), 'otlp-json-records'],
    ['protobuf, compressed as a whole', zstdCompressSync(record(request)), 'otlp-protobuf-records'],
  ])('%s', async (_what, bytes, format) => {
    const { summary, spans } = await readFile(bytes);
    expect(summary.format).toBe(format);
    expect(spans).toEqual(flat(groups));
  });

  test('of several signals: spans are read, the rest is counted', async () => {
    const bytes = Buffer.concat([logs, metrics].map((text) => record(Buffer.from(text))));
    const { summary, spans } = await readFile(Buffer.concat([record(request), bytes]));
    expect(spans).toHaveLength(spanCount);
    expect(summary.notStored).toEqual({ logRecords: 3, metricPoints: 2, profiles: 0 });
  });

  test('a broken record is left out when the rest is asked for', async () => {
    const broken = record(zstdCompressSync(request));
    broken.fill(0xff, 14, 30);
    const bytes = Buffer.concat([record(request), broken, record(json)]);
    expect(await refusalOfFile(bytes)).toMatchObject({
      where: `record 2 at byte ${request.length + 4}`,
      expected: 'bytes that zstd can unpack',
      partialPossible: true,
    });
    const { summary } = await readFile(bytes, { partial: true });
    expect(summary).toMatchObject({
      spans: 2 * spanCount,
      warnings: [{ where: expect.stringMatching(/^record 2/) }],
    });
  });

  test('a length beyond the limit is refused before anything is held', async () => {
    const bytes = Buffer.concat([record(request), Buffer.from([0x7f, 0xff, 0xff, 0xff, 0x0a])]);
    expect(await refusalOfFile(bytes)).toMatchObject({ found: 'a length of 2147483647' });
  });
});

test('logs and metrics beside spans in one document are counted, whatever its size', () => {
  const text = JSON.stringify({
    ...JSON.parse(encodeOtlpJson(groups)),
    ...JSON.parse(logs),
    ...JSON.parse(metrics),
  });
  for (const openAboveBytes of [0, 50, 1e6]) {
    const read = readTraces(text, { chunks: [64], limits: { openAboveBytes, batchBytes: 40 } });
    expect(read.spans).toHaveLength(spanCount);
    expect(read.others).toEqual({ logRecords: 3, metricPoints: 2, profiles: 0 });
  }
});

test('zstd frames end where they end, however the stream is cut, and those to be skipped are', () => {
  const frames = ['', 'a', 'b'.repeat(300_000), 'c\n'.repeat(70)].map((text) => zstdCompressSync(text));
  const skipped = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]);
  const stream = Buffer.concat([skipped, ...frames, skipped]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }), (sizes) => {
      const splitter = new FrameSplitter();
      const found: Buffer[] = [];
      let frame: Uint8Array[] = [];
      for (let at = 0, i = 0; at < stream.length; at += sizes[i % sizes.length]!, i++) {
        for (const { bytes, last } of splitter.push(stream.subarray(at, at + sizes[i % sizes.length]!))) {
          frame.push(bytes);
          if (last) found.push(Buffer.concat(frame));
          if (last) frame = [];
        }
      }
      expect(found).toEqual(frames);
      expect(splitter.whole).toBe(true);
    }),
    { numRuns: 50 },
  );
});

describe('a zip archive', () => {
  const aspire = [
    { name: 'consolelogs/web.txt', content: 'listening\n' },
    { name: 'structuredlogs/web.json', content: logs },
    { name: 'traces/', content: '' },
    { name: 'traces/web.json', content: encodeOtlpJson(groups) },
    { name: 'traces/api.json', content: fixture('otlp.json') },
    { name: 'metrics/web.json', content: metrics },
  ];

  test.each([
    ['by its path', undefined],
    ['as an upload', 1000],
  ])("of Aspire's export is read %s: traces stored, the rest counted or named", async (_how, pieces) => {
    const { summary, spans } = await readFile(zip(aspire), pieces === undefined ? {} : { pieces });
    expect(summary.format).toBe('zip');
    expect(spans).toHaveLength(spanCount + 1);
    expect(summary.notStored).toEqual({ logRecords: 3, metricPoints: 2, profiles: 0 });
    expect(summary.warnings).toEqual([
      { where: 'consolelogs/web.txt', what: expect.stringMatching(/^not read: expected a trace file/) },
    ]);
  });

  test('a fault inside is told with the file it stands in', async () => {
    const content = fixture('jaeger.json').toString().replace('"duration": ', '"duration": "x", "was": ');
    expect(await refusalOfFile(zip([{ name: 'a/b.json', content }]))).toMatchObject({
      where: expect.stringContaining('.duration'),
      found: 'the string "x"',
    });
  });

  test.each([
    ['..', '../../etc/passwd'],
    ['an absolute path', '/etc/passwd'],
    ['a drive', 'C:/x.json'],
    ['a backslash', 'a\\b.json'],
    ['NUL', 'a\0.json'],
  ])('with a name that holds %s is refused as a whole', async (_what, name) => {
    const file = { name, content: encodeOtlpJson(groups) };
    expect(await refusalOfFile(zip([file]))).toMatchObject({ where: 'the archive', partialPossible: false });
  });

  test('with a symbolic link is refused as a whole', async () => {
    const link = { name: 'traces/x.json', content: '/etc/passwd', mode: 0o120777 };
    expect(await refusalOfFile(zip([...aspire, link]))).toMatchObject({ found: 'a symbolic link' });
  });

  test('that unpacks to more than it says is refused', async () => {
    const bomb = { name: 'traces/x.json', content: ' '.repeat(5_000_000), claimedBytes: 100 };
    expect(await refusalOfFile(zip([bomb]))).toMatchObject({ where: 'traces/x.json' });
  });

  test('that was cut off is refused', async () => {
    const bytes = zip(aspire);
    expect(await refusalOfFile(bytes.subarray(0, bytes.length - 30))).toMatchObject({ where: 'the archive' });
  });

  test('inside another one is named and left out', async () => {
    const inner = { name: 'more.zip', content: zip(aspire) };
    const { summary } = await readFile(zip([...aspire, inner]));
    expect(summary.warnings.at(-1)).toMatchObject({
      where: 'more.zip',
      what: expect.stringContaining('another zip'),
    });
  });
});

test('bytes of every packing, changed at random, are read or refused', async () => {
  const files = [
    request,
    record(request),
    record(zstdCompressSync(request)),
    zip([{ name: 'a.json', content: fixture('otlp.json') }]),
  ];
  const before = Object.getOwnPropertyNames(Object.prototype);
  const change = fc.tuple(fc.nat(), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...files),
      fc.array(change, { minLength: 1, maxLength: 5 }),
      fc.nat(),
      fc.boolean(),
      async (file, changes, cut, partial) => {
        const bytes = Buffer.from(file);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const end = cut % 3 === 0 ? cut % bytes.length : bytes.length;
        const outcome = await readFile(bytes.subarray(0, end), { partial }).catch((error: Error) => error);
        // What is refused is refused with a place; anything else would be an error of another kind.
        if (outcome instanceof Error) expect(JSON.parse(outcome.message)).toHaveProperty('where');
      },
    ),
    { numRuns: 150 },
  );
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
});

import { compressSync } from 'snappy';
import { beforeEach, expect, test } from 'vitest';
import { TrivetError } from '../../../shared/contract/errors.ts';
import {
  encodeWriteRequest,
  encodeWriteRequestV2,
  postWrite,
  V1_TYPE,
  V2_TYPE,
  type WrittenTestSeries,
} from '../../remote-write-schema.ts';
import { MemorySink } from '../scrape/memory-sink.ts';
import { sharedStore, startWriteReceiver, storedPoints } from './write-receiver.ts';

const store = sharedStore();
/** A name that no other test writes to. */
let tests = 0;
let m = '';
beforeEach(() => {
  m = `m${++tests}`;
});

const now = Date.now();
const T = now - (now % 1000) - 60_000;

const one = (value: number, timeMs = T, name = m): WrittenTestSeries => ({
  labels: { __name__: name, job: 'test' },
  samples: [[timeMs, value]],
});

const written = (response: Response) =>
  ['samples', 'histograms', 'exemplars'].map((what) =>
    response.headers.get(`x-prometheus-remote-write-${what}-written`),
  );

test('1.0: 204 after the commit, and the samples can be asked for', async () => {
  const { url, counters } = await startWriteReceiver(store());
  const response = await postWrite(url, encodeWriteRequest([one(1), one(2, T + 1000)]));
  expect(response.status).toBe(204);
  expect(written(response)).toEqual([null, null, null]);
  expect(await storedPoints(store(), m)).toEqual({
    [`${m}{job="test"}`]: [
      [T, 1],
      [T + 1000, 2],
    ],
  });
  expect(counters.receivedCounts()).toMatchObject([
    { receiver: 'remote-write', signal: 'metrics', items: 2 },
  ]);
});

test('2.0: 204 with the counts of what was written', async () => {
  const { url } = await startWriteReceiver(store());
  const message = encodeWriteRequestV2([
    { ...one(1), exemplars: [{ labels: { trace_id: 'ab' }, value: 1, timestamp: T }] },
    {
      labels: { __name__: 'h' },
      histograms: [
        { countInt: 1, sum: 2, positiveSpans: [{ offset: 1, length: 1 }], positiveDeltas: [1], timestamp: T },
      ],
    },
  ]);
  const response = await postWrite(url, message, { type: V2_TYPE });
  expect(response.status).toBe(204);
  expect(written(response)).toEqual(['1', '1', '1']);
  expect(await storedPoints(store(), 'h_count')).toEqual({ h_count: [[T, 1]] });
});

test('a request sent again, as after a lost answer, succeeds and doubles nothing', async () => {
  const { url, counters } = await startWriteReceiver(store());
  const message = encodeWriteRequestV2([one(1), one(2, T + 1000)]);
  for (let time = 0; time < 3; time++) {
    const response = await postWrite(url, message, { type: V2_TYPE });
    expect(response.status).toBe(204);
    expect(written(response)[0]).toBe('2');
  }
  expect(await storedPoints(store(), m)).toEqual({
    [`${m}{job="test"}`]: [
      [T, 1],
      [T + 1000, 2],
    ],
  });
  expect(counters.droppedCounts()).toMatchObject([
    { receiver: 'remote-write', cause: 'duplicate', items: 4 },
  ]);
});

test('a sample within the out-of-order window is put in its place, an older one is 400 and the good ones stay', async () => {
  const { url } = await startWriteReceiver(store());
  const old = T - 24 * 3_600_000;
  expect((await postWrite(url, encodeWriteRequest([one(2)]))).status).toBe(204);
  expect((await postWrite(url, encodeWriteRequest([one(1, T - 30_000)]))).status).toBe(204);
  const response = await postWrite(url, encodeWriteRequestV2([one(0, old), one(3, T + 1000)]), {
    type: V2_TYPE,
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/^too old sample \(1\)/);
  expect(written(response)[0]).toBe('1');
  expect(await storedPoints(store(), m)).toEqual({
    [`${m}{job="test"}`]: [
      [T - 30_000, 1],
      [T, 2],
      [T + 1000, 3],
    ],
  });
});

test('another value at a time that is taken is 400, and the first stays', async () => {
  const { url } = await startWriteReceiver(store());
  await postWrite(url, encodeWriteRequest([one(1)]));
  const response = await postWrite(url, encodeWriteRequest([one(9)]));
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/^duplicate sample for timestamp \(1\)/);
  expect(await storedPoints(store(), m)).toEqual({ [`${m}{job="test"}`]: [[T, 1]] });
});

test('a sample of the far future is 400', async () => {
  const { url } = await startWriteReceiver(store());
  const response = await postWrite(url, encodeWriteRequest([one(1, Date.now() + 3_600_000)]));
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(/too far in the future/);
});

test('staleness markers are kept', async () => {
  const { url } = await startWriteReceiver(store());
  const bits = Buffer.alloc(8);
  bits.writeDoubleLE(1.2345678e-300);
  const message = Buffer.from(encodeWriteRequest([one(1), one(1.2345678e-300, T + 1000)]));
  Buffer.from('020000000000f07f', 'hex').copy(message, message.indexOf(bits));
  expect((await postWrite(url, message)).status).toBe(204);
  expect(await storedPoints(store(), m)).toEqual({
    [`${m}{job="test"}`]: [
      [T, 1],
      [T + 1000, 'stale'],
    ],
  });
});

test('series over the limit are 400 with the label that has the most values; the others stay', async () => {
  const { url, counters } = await startWriteReceiver(store(), { limits: { perName: 3, inAll: 1000 } });
  const bomb = Array.from({ length: 10 }, (_, i) => ({
    labels: { __name__: m, id: String(i) },
    samples: [[T, i]] as [number, number][],
  }));
  const response = await postWrite(url, encodeWriteRequest([...bomb, one(1, T, 'other')]));
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(new RegExp(`${m}.*id`));
  expect(Object.keys(await storedPoints(store(), m))).toHaveLength(3);
  expect(Object.keys(await storedPoints(store(), 'other'))).toHaveLength(1);
  expect(counters.droppedCounts()).toMatchObject([{ cause: 'limit', items: 7 }]);
});

test('a series without a name is 400, counted and told in the status; the others stay', async () => {
  const { url, counters, faults } = await startWriteReceiver(store());
  const response = await postWrite(
    url,
    encodeWriteRequest([{ labels: { job: 'x' }, samples: [[T, 1]] }, one(5)]),
  );
  expect(response.status).toBe(400);
  expect(await response.text()).toBe(
    'invalid series: expected a metric name, found a series without one (1)\n',
  );
  expect(Object.keys(await storedPoints(store(), m))).toHaveLength(1);
  expect(counters.droppedCounts()).toEqual([
    { receiver: 'remote-write', signal: 'metrics', cause: 'decode', items: 1 },
  ]);
  expect(faults.last('remote-write')?.text).toMatch(/without one/);
});

test.each([
  ['another message', { type: 'application/x-protobuf;proto=other.Request' }, 415],
  ['JSON', { type: 'application/json' }, 415],
  ['text, which browsers send unasked', { type: 'text/plain' }, 415],
  ['another encoding', { headers: { 'content-encoding': 'zstd' } }, 415],
  ['gzip', { headers: { 'content-encoding': 'gzip' } }, 415],
  ['a page of another site', { headers: { origin: 'https://evil.example' } }, 403],
] as const)('%s is refused with its status', async (_what, options, status) => {
  const { url } = await startWriteReceiver(store());
  expect((await postWrite(url, encodeWriteRequest([one(1)]), options)).status).toBe(status);
});

test('the message may be named for version 1.0 too, and the encoding may be left unsaid', async () => {
  const { url } = await startWriteReceiver(store());
  const body = new Uint8Array(compressSync(encodeWriteRequest([one(1)])));
  const type = `${V1_TYPE}; proto="prometheus.WriteRequest"`;
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': type }, body });
  expect(response.status).toBe(204);
});

const raw = (url: string, body: Uint8Array<ArrayBuffer>) =>
  fetch(url, { method: 'POST', headers: { 'content-type': V1_TYPE, 'content-encoding': 'snappy' }, body });

test('a block that says it has 4 GiB is 413 before anything is allocated; one that is none is 400', async () => {
  const { url } = await startWriteReceiver(store());
  const bomb = await raw(url, Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0));
  expect(bomb.status).toBe(413);
  expect(await bomb.text()).toMatch(/4294967295 bytes/);
  expect((await raw(url, new Uint8Array([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))).status).toBe(400);
  expect((await raw(url, new Uint8Array(Buffer.from('not snappy at all')))).status).toBe(400);
  expect((await raw(url, new Uint8Array(compressSync('no protobuf')))).status).toBe(400);
});

test('a block larger than allowed when taken apart is 413, and so are too many items', async () => {
  const { url, counters } = await startWriteReceiver(store(), { mostBytes: 1000 });
  const response = await postWrite(url, Buffer.alloc(5000));
  expect(response.status).toBe(413);
  const { url: items } = await startWriteReceiver(store());
  // Empty messages are two bytes each.
  expect((await postWrite(items, Buffer.alloc(210_000, Buffer.from([0x1a, 0])))).status).toBe(413);
  expect(counters.droppedCounts()).toMatchObject([{ receiver: 'remote-write', cause: 'limit', items: 1 }]);
});

test('a store that cannot take the samples is 503 with a time to come again, an unknown failure 500', async () => {
  class Failing extends MemorySink {
    error: Error = new TrivetError('storage_full', 'the disk is full');
    override commit(): Promise<never> {
      return Promise.reject(this.error);
    }
  }
  const sink = new Failing();
  const { url } = await startWriteReceiver(store(), { sink });
  const full = await postWrite(url, encodeWriteRequest([one(1)]));
  expect(full.status).toBe(503);
  expect(full.headers.get('retry-after')).toBe('1');
  sink.error = new Error('what nobody thought of');
  expect((await postWrite(url, encodeWriteRequest([one(1)]))).status).toBe(500);
});

test('another method is 405, another path 404', async () => {
  const { url } = await startWriteReceiver(store());
  expect((await fetch(url)).status).toBe(405);
  expect((await fetch(url.replace('/write', '/push'))).status).toBe(404);
});

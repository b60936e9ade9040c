import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineSource } from '../../../../electron/engine/formats/line-sink.ts';
import { encodeBlock } from '../../../../electron/engine/storage/logs/block.ts';
import { LineBatch } from '../../../../electron/engine/storage/logs/line-batch.ts';
import { Store } from '../../../../electron/engine/storage/store.ts';
import { detectFormat } from '../../../../shared/log-format/detect.ts';
import { formatPlace } from './search/reference.ts';

const T = 1_716_629_213;
const all = { start: BigInt(T) * 1_000_000_000n, end: BigInt(T + 1000) * 1_000_000_000n - 1n, query: '' };

/** A second a line, 100 lines a block. */
async function fill(store: Store, container: string, lines: string[], severity = 9): Promise<void> {
  for (let from = 0; from < lines.length; from += 100) {
    const batch = new LineBatch();
    for (const [i, line] of lines.slice(from, from + 100).entries()) {
      const bytes = Buffer.from(line);
      const format = formatPlace(detectFormat(line));
      const facts = {
        seconds: T + from + i,
        nanos: 0,
        source: lineSource.stdout,
        flags: 0,
        severity,
        format,
        pattern: 0,
      };
      batch.add(facts, bytes, 0, bytes.length);
    }
    const stream = { entity: `name:${container}`, containerId: container, container };
    await store.write('logs.append', { stream, blocks: [encodeBlock(batch)], cursor: null });
  }
}

const dir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
let store: Store;
beforeAll(async () => {
  store = await Store.open(dir, false, pino({ level: 'silent' }));
  const web = Array.from({ length: 1000 }, (_, i) =>
    JSON.stringify({ status: i % 10 === 0 ? 500 : 200, ms: i, user: `u${i}`, tags: ['a', `t${i % 2}`] }),
  );
  await fill(store, 'web', web);
  await fill(store, 'api', ['took=12ms path="/a b"', 'took=1.5s path=/c', 'no fields here'], 17);
});
afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('fields', () => {
  const ask = (over: object = {}) => store.read('logs.fields', { ...all, values: 3, read: 20_000, ...over });

  test('the whole result is counted by who wrote it', async () => {
    const { containers, services } = await ask({ read: 5 });
    expect([containers, services]).toEqual([
      [
        ['web', 1000],
        ['api', 3],
      ],
      [],
    ]);
    expect((await ask({ query: 'status:500' })).containers).toEqual([['web', 100]]);
  });

  test('every field has its records, its values and what kind it is', async () => {
    const { fields, read, of } = await ask({ entities: ['name:web'] });
    expect([read, of]).toEqual([1000, 1000]);
    expect(fields.map(({ key, kind, records }) => [key, kind, records])).toEqual([
      ['ms', 'number', 1000],
      ['status', 'number', 1000],
      ['tags', 'text', 1000],
      ['user', 'text', 1000],
    ]);
    expect(fields[1]?.values).toEqual([
      ['200', 900],
      ['500', 100],
    ]);
    expect(fields[2]?.values).toEqual([
      ['a', 1000],
      ['t0', 500],
      ['t1', 500],
    ]);
    expect(fields[3]).toMatchObject({ distinct: 1000, more: false });
    expect(fields[3]?.values).toHaveLength(3);
  });

  test('a large result is read in part, evenly', async () => {
    const { fields, read, of } = await ask({ query: 'status', read: 100, keys: ['ms'], values: 1000 });
    expect([read, of]).toEqual([100, 1000]);
    const places = fields[0]?.values.map(([value]) => Number(value)).sort((a, b) => a - b);
    expect(places).toEqual(Array.from({ length: 100 }, (_, i) => i * 10 + 5));
  });

  test('the query, the levels and the range say which result', async () => {
    expect((await ask({ query: 'status:500' })).of).toBe(100);
    expect((await ask({ levels: ['error'] })).of).toBe(3);
    expect((await ask({ query: 'level>=warn has:took' })).of).toBe(2);
    expect((await ask({ end: all.start + 9_500_000_000n, entities: ['name:web'] })).of).toBe(10);
  });
});

describe('statistics of a field', () => {
  const ask = (over: object = {}) =>
    store.read('logs.fieldStats', { ...all, field: 'ms', buckets: 10, read: 200_000, ...over });

  test('are those of its numbers, overall and per step', async () => {
    const stats = await ask();
    expect(stats).toMatchObject({
      read: 1003,
      of: 1003,
      count: 1000,
      min: 0,
      p50: 499,
      p95: 949,
      p99: 989,
      max: 999,
    });
    expect(stats.mean).toBeCloseTo(499.5, 6);
    expect(stats.stepMs).toBe(100_000);
    expect([...stats.series.max]).toEqual([99, 199, 299, 399, 499, 599, 699, 799, 899, 999]);
    expect([...stats.series.count]).toEqual(Array(10).fill(100));
  });

  test('times with a unit count in seconds', async () => {
    expect(await ask({ field: 'took' })).toMatchObject({ count: 2, min: 0.012, max: 1.5 });
  });

  test('a field without numbers has none', async () => {
    const stats = await ask({ field: 'user' });
    expect(stats.count).toBe(0);
    expect(stats.p50).toBeNaN();
  });
});

describe('completion', () => {
  const at = async (marked: string) => {
    const query = marked.replace('|', '');
    const found = await store.read('logs.complete', {
      ...all,
      query,
      position: marked.indexOf('|'),
      withinMs: 60_000,
      limit: 50,
    });
    return { ...found, texts: found.candidates.map(({ text }) => text) };
  };

  test('offers the fields of records, the most frequent first, behind the words of the language', async () => {
    const { texts, candidates } = await at('s|');
    expect(texts.slice(0, 4)).toEqual(['service:', 'span:', 'stream:', 'source:']);
    expect(candidates.find(({ text }) => text === 'status:')).toMatchObject({
      kind: 'attribute',
      count: 1000,
    });
  });

  test('offers the values of a field among what meets the rest of the query', async () => {
    expect((await at('status:|')).texts).toEqual(['200', '500']);
    expect((await at('ms<10 status:|')).candidates).toMatchObject([
      { text: '200', count: 9 },
      { text: '500', count: 1 },
    ]);
    expect((await at('path:/|')).texts).toEqual(['"/a b"', '/c']);
  });

  test('offers levels, containers and keys behind has:', async () => {
    expect((await at('level:error,w|')).texts).toEqual(['warn']);
    expect((await at('container:|')).texts).toEqual(['web', 'api']);
    expect((await at('has:to|')).texts).toEqual(['took']);
  });
});

test('a search for what cannot be read says where it is wrong', async () => {
  await expect(
    store.read('logs.volume', { ...all, query: 'a level>=loud', buckets: 1 }),
  ).rejects.toMatchObject({
    code: 'invalid_params',
    message: expect.stringContaining('query, at 10: expected one of unknown'),
  });
});

test('what is cancelled ends', async () => {
  const ending = new AbortController();
  const asked = store.read(
    'logs.fields',
    { ...all, query: '/nothing+at.all/', values: 1, read: 10 },
    { signal: ending.signal },
  );
  ending.abort();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
});

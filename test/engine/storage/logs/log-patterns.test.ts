import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineSource } from '../../../../electron/engine/formats/line-sink.ts';
import { PatternTrees } from '../../../../electron/engine/logs/patterns/pattern-trees.ts';
import { encodeBlock } from '../../../../electron/engine/storage/logs/block.ts';
import { LineBatch } from '../../../../electron/engine/storage/logs/line-batch.ts';
import type { PatternsQuery } from '../../../../electron/engine/storage/logs/pattern-counts.ts';
import { Store } from '../../../../electron/engine/storage/store.ts';
import { openStore } from '../../open-store.ts';

const MS = 1_000_000n;
const START = 1_716_629_000_000;
const INFO = 9;
const ERROR = 17;

type Line = [ms: number, severity: number, text: string];

/** Feeds lines to an entity's tree and stores them with what changed, as a feed does. */
async function feed(store: Store, trees: PatternTrees, entity: string, lines: Line[]): Promise<number[]> {
  const tree = trees.open(entity, await store.write('logs.storedPatterns', { entity }));
  const batch = new LineBatch();
  const ids = lines.map(([ms, severity, text]) => {
    const bytes = Buffer.from(text);
    const pattern = tree.add(bytes, 0, bytes.length, severity, ms);
    const seconds = Math.floor(ms / 1000);
    const facts = { seconds, nanos: (ms % 1000) * 1e6, source: lineSource.stdout, flags: 0, format: 0 };
    batch.add({ ...facts, severity, pattern }, bytes, 0, bytes.length);
    return pattern;
  });
  const stream = { entity, containerId: `id-${entity}`, container: `${entity}-1` };
  const patterns = tree.changes();
  await store.write('logs.append', { stream, blocks: [encodeBlock(batch)], cursor: null, patterns });
  trees.close(entity);
  return ids;
}

const ask = (fromMs: number, toMs: number, over: Partial<PatternsQuery> = {}): PatternsQuery => ({
  start: BigInt(START + fromMs) * MS,
  end: BigInt(START + toMs + 1) * MS - 1n,
  query: '',
  buckets: 10,
  limit: 200,
  ...over,
});

const shown = (patterns: { template: string; count: number; before: number; isNew: boolean }[]) =>
  patterns.map(({ template, count, before, isNew }) => ({ template, count, before, isNew }));

/** A store of the running test's own, with the lines of a shop. */
async function shopStore() {
  const store = await openStore();
  return { store, trees: await fill(store) };
}

async function fill(store: Store): Promise<PatternTrees> {
  const trees = new PatternTrees();
  const old: Line[] = [];
  const recent: Line[] = [];
  for (let i = 0; i < 10; i++) old.push([START + i * 100, INFO, `request ${i} completed in ${i}ms`]);
  for (let i = 0; i < 20; i++) recent.push([START + 1000 + i * 50, INFO, `request ${i} completed in ${i}ms`]);
  recent.push([START + 1900, ERROR, 'charge failed: budget 800ms']);
  recent.push([START + 1950, ERROR, '']);
  await feed(store, trees, 'api', old);
  await feed(store, trees, 'api', recent);
  return trees;
}

describe('patterns of a result', () => {
  let dir: string;
  let store: Store;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'trivet-patterns-'));
    store = await Store.open(dir, false, pino({ level: 'silent' }));
    await fill(store);
  });
  afterAll(async () => {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test('have counts, what they were in the range before, trend, level, times and an example', async () => {
    const found = await store.read('logs.patterns', ask(1000, 1999));
    expect(shown(found.patterns)).toEqual([
      { template: 'charge failed: budget <*>', count: 1, before: 0, isNew: true },
      { template: 'request <*> completed in <*>', count: 20, before: 10, isNew: false },
    ]);
    expect(found).toMatchObject({ startMs: START + 1000, stepMs: 100, total: 22, others: 1 });
    expect(found.patterns[1]).toMatchObject({
      entity: 'api',
      container: 'api-1',
      level: 'info',
      example: 'request 0 completed in 0ms',
      firstSeenMs: START,
      lastSeenMs: START + 1950,
      trend: new Float64Array(10).fill(2),
    });
  });

  test('are those of the lines that the query, the levels and the range let through', async () => {
    const text = await store.read('logs.patterns', ask(0, 1999, { query: 'failed' }));
    expect(shown(text.patterns)).toMatchObject([{ template: 'charge failed: budget <*>', count: 1 }]);
    const errors = await store.read('logs.patterns', ask(0, 1999, { levels: ['error'] }));
    expect(errors).toMatchObject({ total: 2, others: 1 });
    const part = await store.read('logs.patterns', ask(1000, 1149));
    expect(shown(part.patterns)).toMatchObject([{ count: 3 }]);
  });

  test('are new since the moment asked for, and compared with the range asked for', async () => {
    const before = { start: BigInt(START) * MS, end: BigInt(START + 199) * MS };
    const newSince = BigInt(START) * MS;
    const found = await store.read('logs.patterns', ask(1000, 1999, { newSince, before }));
    expect(shown(found.patterns)).toMatchObject([
      { count: 20, before: 2, isNew: true },
      { count: 1, before: 0, isNew: true },
    ]);
  });

  test('list no more than asked for, and count the lines of the rest', async () => {
    const found = await store.read('logs.patterns', ask(1000, 1999, { limit: 1 }));
    expect(found).toMatchObject({ total: 22, others: 21 });
  });
});

describe('numbers of patterns', () => {
  test('are the same after a restart, and never given to another', async () => {
    const { store } = await shopStore();
    const again = new PatternTrees();
    const [known, fresh] = await feed(store, again, 'api', [
      [START + 3000, INFO, 'request 7 completed in 3ms'],
      [START + 3001, INFO, 'cache emptied'],
    ]);
    const [other] = await feed(store, again, 'web', [[START + 3002, INFO, 'request 7 completed in 3ms']]);
    expect([known, fresh, other]).toEqual([1, 3, 4]);
    const all = await store.read('logs.patterns', ask(0, 4000));
    expect(all.patterns.map(({ id, entity, count }) => [id, entity, count])).toEqual([
      [1, 'api', 31],
      [2, 'api', 1],
      [3, 'api', 1],
      [4, 'web', 1],
    ]);
  });

  test('of deleted templates do not come again', async () => {
    const { store } = await shopStore();
    const everything = { signal: 'logs', startMs: 0, endMs: START + 1e9 } as const;
    await store.write('storage.deleteSlice', everything);
    expect(await store.write('logs.storedPatterns', { entity: 'api' })).toEqual({ nextId: 3, patterns: [] });
  });
});

test('templates go with their last line', async () => {
  const { store, trees } = await shopStore();
  await feed(store, trees, 'api', [[START + 5000, INFO, 'request 7 completed in 3ms']]);
  await store.write('storage.deleteSlice', { signal: 'logs', startMs: 0, endMs: START + 4000 });
  const { patterns } = await store.write('logs.storedPatterns', { entity: 'api' });
  expect(patterns.map(({ template }) => template)).toEqual(['request <*> completed in <*>']);
});

test('new patterns are those of a log that was there before them', async () => {
  const { store, trees } = await shopStore();
  await feed(store, trees, 'web', [[START + 1950, ERROR, 'all is new here']]);
  const question = { since: BigInt(START + 1000) * MS, settledMs: 1000, limit: 10 };
  const found = await store.read('logs.newPatterns', { ...question, levels: ['error'] });
  expect(found).toMatchObject([
    { entity: 'api', template: 'charge failed: budget <*>', level: 'error', lines: 1 },
  ]);
  expect(await store.read('logs.newPatterns', { ...question, levels: ['warn'] })).toEqual([]);
});

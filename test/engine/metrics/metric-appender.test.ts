import { join } from 'node:path';
import Database from 'better-sqlite3';
import pino from 'pino';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Counters } from '../../../electron/engine/counters.ts';
import { MetricAppender } from '../../../electron/engine/metrics/metric-appender.ts';
import { decodeHead } from '../../../electron/engine/storage/metrics/head.ts';
import type { Store } from '../../../electron/engine/storage/store.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { type Label, seriesLabels } from '../../../shared/model/series.ts';
import { isStale } from '../../../shared/model/stale.ts';
import { tempDir } from '../../temp-dir.ts';
import { openStore } from '../open-store.ts';

const T0 = 1_790_000_000_000;
const clock = { now: () => T0 };
const logger = pino({ level: 'silent' });

let dir: string;
let store: Store;
let counters: Counters;
let appender: MetricAppender;

function newAppender(options: Partial<ConstructorParameters<typeof MetricAppender>[0]> = {}): MetricAppender {
  const made = new MetricAppender({ store, counters, logger, clock, flushEveryMs: 2 ** 30, ...options });
  onTestFinished(() => made.dispose());
  return made;
}

beforeEach(async () => {
  dir = tempDir();
  store = await openStore(dir);
  counters = new Counters(clock);
  appender = newAppender();
});

const series = (labels: Label[] = [], name = 'm', to = appender) =>
  to.series('scrape', seriesLabels(name, labels));

const commit = (samples: [second: number, value: number][], options?: { backfill?: boolean }) => {
  const batch = appender.batch();
  for (const [second, value] of samples) batch.add(series(), T0 + second * 1000, value);
  return appender.commit(batch, options);
};

const nothing = { stored: 0, duplicate: 0, conflicting: 0, tooOld: 0, tooNew: 0, limited: 0, limit: null };

/** What stands in the file's heads, in the order in which it came. */
function storedSamples() {
  const db = new Database(join(dir, 'telemetry.db'), { readonly: true });
  const rows = db.prepare<[], Buffer>('SELECT data FROM metric_heads ORDER BY id').pluck().all();
  db.close();
  return rows.flatMap((row) => {
    const { timesMs, values } = decodeHead(row);
    return [...timesMs].map((time, i): [number, number | 'stale'] => [
      (time - T0) / 1000,
      isStale(values, i) ? 'stale' : values[i]!,
    ]);
  });
}

const stored = (count: number) => ({ ...nothing, stored: count });

describe('commit', () => {
  test('resolves once the samples are in the file', async () => {
    expect(
      await commit([
        [1, 10],
        [2, 20],
      ]),
    ).toEqual(stored(2));
    expect(storedSamples()).toEqual([
      [1, 10],
      [2, 20],
    ]);
    expect(counters.receivedCounts()).toMatchObject([{ receiver: 'scrape', items: 2 }]);
  });

  test('the same sample again is harmless and counted, whether it waits for compaction or is in a chunk', async () => {
    await commit([
      [1, 10],
      [2, 20],
    ]);
    expect(
      await commit([
        [1, 10],
        [2, 20],
      ]),
    ).toEqual({ ...nothing, duplicate: 2 });
    while ((await store.write('metrics.compact', {})).more);
    expect(
      await commit([
        [1, 10],
        [2, 20],
        [3, 30],
      ]),
    ).toEqual({ ...stored(1), duplicate: 2 });
    expect(counters.droppedCounts()).toMatchObject([{ cause: 'duplicate', items: 4 }]);
  });

  test('of another value at the same time the first stays', async () => {
    await commit([
      [1, 10],
      [2, 20],
    ]);
    expect(
      await commit([
        [2, 21],
        [1, 11],
      ]),
    ).toEqual({ ...nothing, conflicting: 2 });
    expect(
      await commit([
        [5, 1],
        [5, 2],
        [5, 1],
      ]),
    ).toEqual({ ...stored(1), conflicting: 1, duplicate: 1 });
    expect(storedSamples()).toEqual([
      [1, 10],
      [2, 20],
      [5, 1],
    ]);
  });

  test('what is late is taken within the window and refused beyond it, unless it is a backfill', async () => {
    await commit([[0, 1]]);
    expect(
      await commit([
        [-600, 2],
        [-601, 3],
      ]),
    ).toEqual({ ...stored(1), tooOld: 1 });
    expect(
      await commit(
        [
          [-601, 3],
          [-100_000, 4],
        ],
        { backfill: true },
      ),
    ).toEqual(stored(2));
  });

  test('a sample further ahead than ten minutes is refused, so that a wrong clock spoils nothing', async () => {
    expect(
      await commit([
        [600, 1],
        [601, 2],
      ]),
    ).toEqual({ ...stored(1), tooNew: 1 });
  });

  test('the rules hold after the engine starts again', async () => {
    await commit([[1, 10]]);
    while ((await store.write('metrics.compact', {})).more);
    await commit([[2, 20]]);
    await store.close();
    store = await openStore(dir);
    appender = newAppender();
    expect(
      await commit([
        [1, 10],
        [2, 21],
        [-700, 1],
        [3, 30],
      ]),
    ).toEqual({
      ...stored(1),
      duplicate: 1,
      conflicting: 1,
      tooOld: 1,
    });
  });

  test('a staleness marker keeps its bits, and a plain NaN is none', async () => {
    const batch = appender.batch();
    batch.add(series(), T0, Number.NaN);
    batch.addStale(series(), T0 + 1000);
    expect(await appender.commit(batch)).toEqual(stored(2));
    appender.addStale(series(), T0 + 2000);
    await appender.flush();
    expect(storedSamples()).toEqual([
      [0, Number.NaN],
      [1, 'stale'],
      [2, 'stale'],
    ]);
  });

  test('series over the limit are refused, told with the label that explodes, and the others stored', async () => {
    const limited = newAppender({ limits: { perName: 3, inAll: 100 } });
    const batch = limited.batch();
    for (let i = 0; i < 10; i++) {
      const labels: Label[] = [
        ['job', i % 2 ? 'a' : 'b'],
        ['user', `u${i}`],
      ];
      batch.add(series(labels, 'm', limited), T0, i);
    }
    batch.add(series([], 'other', limited), T0, 1);
    expect(await limited.commit(batch)).toEqual({
      ...stored(4),
      limited: 7,
      limit: 'm has reached the limit of 3 series per metric; its label user has 10 values',
    });
    expect(limited.refused).toEqual([{ name: 'm', series: 7, label: 'user', values: 10 }]);
    expect(limited.problems()).toMatchObject([{ key: 'cardinality:m', severity: 'warning' }]);
    expect(counters.droppedCounts()).toMatchObject([{ cause: 'limit', items: 7 }]);
  });

  test('series that were deleted meanwhile come back under new ids', async () => {
    await commit([[1, 1]]);
    const range = { signal: 'metrics' as const, startMs: 0, endMs: T0 * 2, crossing: 'cut' as const };
    while ((await store.write('storage.deleteSlice', range)).more);
    expect(await commit([[1, 1]])).toEqual(stored(1));
  });

  test('fails with what the store said, and nothing was kept', async () => {
    const failing = vi.fn(store.write.bind(store));
    appender = newAppender({ store: { write: failing as never, setAside: store.setAside } });
    await commit([[1, 1]]);
    failing.mockRejectedValueOnce(new TrivetError('storage_full', 'full'));
    await expect(commit([[2, 2]])).rejects.toMatchObject({ code: 'storage_full' });
    expect(await commit([[2, 2]])).toEqual(stored(1));
  });
});

test('exemplars are stored once however often a target shows them, and the oldest go beyond a limit', async () => {
  const count = () => {
    const db = new Database(join(dir, 'telemetry.db'), { readonly: true });
    const exemplars = db.prepare('SELECT count(*) FROM metric_exemplars').pluck().get();
    db.close();
    return exemplars;
  };
  const add = async (timeMs: number, value: number) => {
    const batch = appender.batch();
    batch.add(series(), timeMs, value);
    batch.addExemplar(series(), { labels: [['trace_id', 'ab']], value, timeMs });
    await appender.commit(batch);
  };
  await add(T0, 1);
  await add(T0 + 1000, 1);
  expect(count()).toBe(1);
  await add(T0 + 2000, 2);
  expect(count()).toBe(2);
  for (let i = 0; i < 110; i++) await add(T0 + 10_000 + i, i);
  expect(count()).toBe(100);
});

test('what families are is stored, and the newest wins', async () => {
  const families = () => {
    const db = new Database(join(dir, 'telemetry.db'), { readonly: true });
    const rows = db.prepare('SELECT * FROM metric_families ORDER BY name').all();
    db.close();
    return rows;
  };
  appender.describe('a_total', { type: 'counter', help: 'Things.', unit: '' });
  appender.describe('b_seconds', { type: 'gauge', help: '', unit: 'seconds' });
  await appender.flush();
  appender.describe('b_seconds', { type: 'histogram', help: 'Time.', unit: 'seconds' });
  await appender.flush();
  expect(families()).toEqual([
    { name: 'a_total', type: 'counter', help: 'Things.', unit: '' },
    { name: 'b_seconds', type: 'histogram', help: 'Time.', unit: 'seconds' },
  ]);
});

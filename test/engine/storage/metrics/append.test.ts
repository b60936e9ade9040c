import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openForWriting } from '../../../../electron/engine/storage/connection.ts';
import { appendSamples } from '../../../../electron/engine/storage/metrics/append.ts';
import { compactSlice } from '../../../../electron/engine/storage/metrics/compaction.ts';
import { defineSeries } from '../../../../electron/engine/storage/metrics/series.ts';
import { migrate } from '../../../../electron/engine/storage/migrate.ts';
import { telemetryMigrations } from '../../../../electron/engine/storage/migrations/telemetry.ts';
import { WriteSession } from '../../../../electron/engine/storage/session.ts';
import { seriesLabels } from '../../../../shared/model/series.ts';
import { tempDir } from '../../../temp-dir.ts';

const T0 = 1_790_000_000_000;

function openSession(file = join(tempDir(), 'telemetry.db')) {
  const db = openForWriting(file);
  onTestFinished(() => void db.close());
  migrate(db, telemetryMigrations);
  const session = new WriteSession(db, db);
  const series = [{ labels: seriesLabels('m', []), entity: null }];
  const { storeId, ids } = defineSeries(session, { series, limits: { perName: 10, inAll: 10 } });
  const append = (...seconds: number[]) =>
    appendSamples(session, {
      storeId,
      ids: new Uint32Array(seconds.length).fill(ids[0]!),
      timesMs: Float64Array.from(seconds, (second) => T0 + second * 1000),
      values: Float64Array.from(seconds),
      windowMs: 600_000,
    });
  return { db, session, append };
}

test('what an insert that failed did not keep is stored when it is sent again', () => {
  const { db, append } = openSession();
  append(1);
  db.exec("CREATE TRIGGER fails BEFORE INSERT ON metric_heads BEGIN SELECT raise(ABORT, 'no'); END");
  expect(() => append(2, 3)).toThrow('no');
  db.exec('DROP TRIGGER fails');
  expect(append(2, 3)).toMatchObject({ stored: 2, duplicate: 0 });
});

test('what a transaction that was undone did not keep is stored when it is sent again', () => {
  const { db, append } = openSession();
  append(1);
  db.exec('BEGIN');
  append(2, 3);
  db.exec('ROLLBACK');
  expect(append(2, 3)).toMatchObject({ stored: 2, duplicate: 0 });
  expect(append(1, 2, 3)).toMatchObject({ stored: 0, duplicate: 3 });
});

test('a compaction that was undone loses nothing', () => {
  const { db, session, append } = openSession();
  append(1, 2, 3);
  db.exec('BEGIN');
  while (compactSlice(session, {}).more);
  db.exec('ROLLBACK');
  append(4);
  while (compactSlice(session, {}).more);
  expect(db.prepare('SELECT sum(samples) FROM metric_chunks').pluck().get()).toBe(4);
  expect(append(1, 4)).toMatchObject({ stored: 0, duplicate: 2 });
});

test('a batch that repeats itself, late and in order, is stored once', () => {
  const { append } = openSession();
  expect(append(5, 5, 4, 4, 6, 5)).toMatchObject({ stored: 3, duplicate: 3, tooOld: 0 });
});

test.each([
  [
    'SELECT data FROM metric_chunks WHERE series_id = 1 AND resolution_ms IN (0, 10000, 60000, 3600000) AND end_ms >= 1 AND start_ms <= 2 ORDER BY end_ms',
    'chunks_by_series',
  ],
  [
    'SELECT series_id FROM metric_chunks WHERE resolution_ms = 0 AND end_ms < 5 ORDER BY end_ms LIMIT 1',
    'COVERING INDEX chunks_by_resolution|INDEX chunks_by_resolution',
  ],
  [
    'SELECT one.key, series.id FROM json_each(?) AS one CROSS JOIN series ON series.name = one.value ->> 0 AND series.labels = one.value ->> 1',
    'SEARCH series USING COVERING INDEX sqlite_autoindex_series_1',
  ],
  ['SELECT max(end_ms) FROM metric_chunks', 'chunks_by_time'],
])('%s goes through an index', (sql, index) => {
  const { db } = openSession();
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...(sql.includes('?') ? ['[]'] : [])) as {
    detail: string;
  }[];
  expect(plan.map(({ detail }) => detail).join('\n')).toMatch(new RegExp(index));
});

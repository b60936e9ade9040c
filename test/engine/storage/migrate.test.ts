import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Db, openForWriting } from '../../../electron/engine/storage/connection.ts';
import { type Migration, migrate, SchemaTooNewError } from '../../../electron/engine/storage/migrate.ts';
import { settingsMigrations } from '../../../electron/engine/storage/migrations/settings.ts';
import { telemetryMigrations } from '../../../electron/engine/storage/migrations/telemetry.ts';
import { WriteSession } from '../../../electron/engine/storage/session.ts';
import { packSpans, replaceRows } from '../../../electron/engine/storage/traces/blocks/pack.ts';
import { fullSpans } from '../../../electron/engine/storage/traces/spans.ts';
import { tempDir } from '../../temp-dir.ts';

function open(file = join(tempDir(), 'test.db')): Db {
  const db = openForWriting(file);
  onTestFinished(() => {
    db.close();
  });
  return db;
}

interface Column {
  name: string;
  type: string;
  notnull: number;
  dflt_value: string | null;
  pk: number;
}

const tablesOf = (db: Db) =>
  db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
    )
    .pluck()
    .all();

const schemaOf = (db: Db) =>
  db
    .prepare<[], { name: string; sql: string | null }>('SELECT name, sql FROM sqlite_schema ORDER BY name')
    .all();

const columnsOf = (db: Db, table: string) => db.pragma(`table_info(${table})`) as Column[];

const rowsOf = (db: Db, table: string) =>
  db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all();

function sampleOf({ type, name }: Column, row: number): unknown {
  if (type === 'INTEGER') return row + 1;
  if (type === 'REAL') return row + 0.5;
  if (type === 'BLOB') return Buffer.from([row, 1, 2, 3]);
  return `${name}-${row}`;
}

/** Up to three rows in every table, whatever their meaning; a step moves them without asking for it. */
function seed(db: Db): Map<string, Record<string, unknown>[]> {
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
  for (const table of tablesOf(db)) {
    const columns = columnsOf(db, table);
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const insert = db.prepare(
      `INSERT OR IGNORE INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    for (let row = 0; row < 3; row++) {
      insert.run(...columns.map((column) => sampleOf(column, row)));
    }
  }
  return new Map(tablesOf(db).map((table) => [table, rowsOf(db, table)]));
}

const lists: [string, readonly Migration[]][] = [
  ['telemetry', telemetryMigrations],
  ['settings', settingsMigrations],
];

describe.each(lists)('%s', (_name, migrations) => {
  const steps = migrations.map(({ name }, i): [number, string] => [i + 1, name]);

  test.each(steps)('step %i (%s) keeps every row of the version before it', (version) => {
    const db = open();
    migrate(db, migrations, version - 1);
    const before = seed(db);
    for (const [table, rows] of before) expect([table, rows.length > 0]).toEqual([table, true]);
    migrate(db, migrations, version);
    expect(db.pragma('user_version', { simple: true })).toBe(version);
    for (const [table, rows] of before) {
      if (!tablesOf(db).includes(table)) continue;
      const kept = rowsOf(db, table);
      expect(kept.length).toBeGreaterThanOrEqual(rows.length);
      for (const row of rows) expect(kept).toContainEqual(expect.objectContaining(row));
    }
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  });

  test.each(steps)('a file of version %i (%s) ends with the same schema as a new one', (version) => {
    const old = open();
    migrate(old, migrations, version);
    seed(old);
    migrate(old, migrations);
    const fresh = open();
    migrate(fresh, migrations);
    expect(schemaOf(old)).toEqual(schemaOf(fresh));
  });

  test.each(steps)(
    'step %i (%s) that fails half way leaves the version before it, and goes on later',
    (version) => {
      const file = join(tempDir(), 'test.db');
      const db = open(file);
      migrate(db, migrations, version - 1);
      const before = schemaOf(db);
      const failing = migrations.map((step, i): Migration => {
        if (i !== version - 1) return step;
        return {
          name: step.name,
          up(target) {
            step.up(target);
            throw new Error('killed');
          },
        };
      });
      expect(() => migrate(db, failing)).toThrow('killed');
      expect(schemaOf(db)).toEqual(before);
      migrate(db, migrations);
      expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    },
  );

  test('a file of a newer version is refused untouched', () => {
    const file = join(tempDir(), 'test.db');
    const db = new Database(file);
    db.pragma(`user_version = ${migrations.length + 1}`);
    expect(() => migrate(db, migrations)).toThrow(SchemaTooNewError);
    expect(tablesOf(db)).toEqual([]);
    db.close();
  });
});

test('spans stored before there were blocks are read as they were, and packed', () => {
  const db = open();
  const before = telemetryMigrations.findIndex(({ name }) => name === 'spans of quiet traces in blocks');
  migrate(db, telemetryMigrations, before);
  const id = Buffer.from('0102030405060708', 'hex');
  db.prepare(
    `INSERT INTO traces (no, trace_id, start_ns, end_ns, received_ms, span_count, error_count, root_service, root_name,
        root_start_ns, root_is_true, services, bytes)
      VALUES (1, ?, 10, 30, 5, 1, 0, 1, 2, 10, 1, x'01000000', 250)`,
  ).run(Buffer.concat([id, id]));
  db.prepare("INSERT INTO spans VALUES (1, ?, 2, 1, 10, x'', 20, 2, 0, 0, 1, 1, 1, x'')").run(id);
  migrate(db, telemetryMigrations);
  const session = new WriteSession(db, db);
  const times = { quietSinceMs: 6, waitingSinceMs: 6 };
  const step = packSpans(session, times);
  let packed = step.next();
  while (!packed.done) packed = step.next();
  expect(packed.value && replaceRows(session, packed.value)).toBe(true);
  expect(rowsOf(db, 'span_rows')).toEqual([]);
  const [spans] = [...fullSpans(session, 1)];
  expect(spans).toMatchObject([{ span_id: id, start_ns: 10n, duration_ns: 20n, name: 2n, kind: 2n }]);
});

describe('hot statements use their index', () => {
  const plan = (sql: string): string => {
    const db = open();
    migrate(db, telemetryMigrations);
    const rows = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all();
    return rows.map(({ detail }) => detail).join('\n');
  };

  test.each([
    [
      'SELECT data FROM metric_chunks WHERE series_id = 1 AND resolution_ms IN (0, 10000, 60000) AND end_ms >= 1 AND start_ms <= 2 ORDER BY end_ms',
      'SEARCH metric_chunks USING INDEX chunks_by_series (series_id=? AND resolution_ms=? AND end_ms>?)',
    ],
    [
      'SELECT * FROM metric_chunks WHERE series_id = 1 AND resolution_ms = 0 ORDER BY end_ms DESC LIMIT 1',
      'SEARCH metric_chunks USING INDEX chunks_by_series (series_id=? AND resolution_ms=?)',
    ],
    [
      'SELECT * FROM metric_chunks WHERE end_ms < 5 AND start_ms >= 0 ORDER BY end_ms LIMIT 200',
      'SEARCH metric_chunks USING INDEX chunks_by_time (end_ms<?)',
    ],
    [
      "SELECT id FROM series WHERE name = 'm' AND labels = '[]'",
      'SEARCH series USING COVERING INDEX sqlite_autoindex_series_1 (name=? AND labels=?)',
    ],
    [
      "SELECT id, labels, entity FROM series WHERE entity IN (SELECT value FROM json_each('[]')) AND name = 'm' ORDER BY id",
      'SEARCH series USING INDEX series_by_entity (entity=? AND name=?)',
    ],
    [
      'SELECT * FROM events WHERE time_ns BETWEEN 1 AND 2 ORDER BY time_ns DESC LIMIT 10',
      'SEARCH events USING PRIMARY KEY (time_ns>? AND time_ns<?)',
    ],
    [
      'SELECT no FROM traces INDEXED BY traces_to_pack WHERE has_rows = 1 AND received_ms < 5 ORDER BY received_ms LIMIT 9',
      'SEARCH traces USING COVERING INDEX traces_to_pack (received_ms<?)',
    ],
    [
      'SELECT t.start_ns, t.no FROM traces t WHERE t.has_rows = 1 AND t.start_ns <= 5 AND t.start_ns >= 1 AND (t.start_ns, t.no) < (5, 9) ORDER BY t.start_ns DESC, t.no DESC LIMIT 1 OFFSET 1999',
      'SEARCH t USING COVERING INDEX traces_with_rows (start_ns>? AND start_ns<?)',
    ],
    [
      'SELECT id, max_start_ns FROM span_blocks INDEXED BY span_blocks_by_start WHERE max_start_ns >= 1 AND min_start_ns <= 9 AND (max_start_ns, id) < (7, 8) ORDER BY max_start_ns DESC, id DESC LIMIT 64',
      'SEARCH span_blocks USING INDEX span_blocks_by_start (max_start_ns>? AND max_start_ns<?)',
    ],
    [
      'SELECT block FROM trace_blocks WHERE trace_no = 1 ORDER BY block',
      'SEARCH trace_blocks USING PRIMARY KEY (trace_no=?)',
    ],
    [
      'SELECT trace_no FROM span_rows WHERE trace_no > 5 ORDER BY trace_no LIMIT 1 OFFSET 10000',
      'SEARCH span_rows USING PRIMARY KEY (trace_no>?)',
    ],
  ])('%s', (sql, expected) => {
    expect(plan(sql)).toContain(expected);
  });
});

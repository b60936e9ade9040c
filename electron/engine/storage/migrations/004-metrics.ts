import type { Migration } from '../migrate.ts';

export const createMetrics: Migration = {
  name: 'series, their chunks, and the head of samples not yet in chunks',
  up(db) {
    db.exec(`
      -- Tells this file from another one: ids of series mean nothing in a fresh file.
      CREATE TABLE metric_store (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
      INSERT INTO metric_store VALUES (lower(hex(randomblob(16))));

      -- AUTOINCREMENT: an id is never given twice, so a late sample cannot land in another series.
      CREATE TABLE series (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        labels TEXT NOT NULL, -- JSON pairs, sorted, without the name
        entity TEXT,
        UNIQUE (name, labels)
      ) STRICT;
      CREATE INDEX series_by_entity ON series (entity, name) WHERE entity IS NOT NULL;

      CREATE TABLE metric_chunks (
        id INTEGER PRIMARY KEY,
        series_id INTEGER NOT NULL,
        resolution_ms INTEGER NOT NULL, -- 0: as the samples came
        start_ms INTEGER NOT NULL,
        end_ms INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        data BLOB NOT NULL
      ) STRICT;
      CREATE INDEX chunks_by_series ON metric_chunks (series_id, resolution_ms, end_ms, start_ms);
      CREATE INDEX chunks_by_time ON metric_chunks (end_ms, start_ms);

      -- One row a flush, samples of all series together; compaction moves them into chunks.
      CREATE TABLE metric_heads (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        series INTEGER NOT NULL,
        samples INTEGER NOT NULL,
        start_ms INTEGER NOT NULL,
        end_ms INTEGER NOT NULL,
        data BLOB NOT NULL
      ) STRICT;

      -- How far a compaction in slices has come; no row when none runs.
      CREATE TABLE metric_compaction (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        up_to_head INTEGER NOT NULL,
        next_series INTEGER NOT NULL
      ) STRICT;
    `);
  },
};

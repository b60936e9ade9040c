import type { Migration } from '../migrate.ts';

export const createMetricFamilies: Migration = {
  name: 'what metric families are, and exemplars of series',
  up(db) {
    db.exec(`
      CREATE TABLE metric_families (
        name TEXT PRIMARY KEY,
        type TEXT NOT NULL,
        help TEXT NOT NULL,
        unit TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE metric_exemplars (
        id INTEGER PRIMARY KEY,
        series_id INTEGER NOT NULL,
        time_ms INTEGER NOT NULL,
        value REAL, -- null is NaN
        labels TEXT NOT NULL, -- JSON pairs, sorted
        UNIQUE (series_id, time_ms)
      ) STRICT;
      CREATE INDEX exemplars_by_time ON metric_exemplars (time_ms);
    `);
  },
};

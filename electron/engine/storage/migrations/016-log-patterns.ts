import type { Migration } from '../migrate.ts';

export const createLogPatterns: Migration = {
  name: 'templates of log lines',
  up(db) {
    // Numbers are given by the log thread and never again, whatever was deleted: AUTOINCREMENT remembers the highest.
    db.exec(`
      CREATE TABLE log_patterns (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        entity TEXT NOT NULL,
        template TEXT NOT NULL,
        example TEXT NOT NULL,
        first_ms INTEGER NOT NULL,
        last_ms INTEGER NOT NULL,
        unknown INTEGER NOT NULL, -- lines by level, over all that was ever received
        trace INTEGER NOT NULL,
        debug INTEGER NOT NULL,
        info INTEGER NOT NULL,
        warn INTEGER NOT NULL,
        error INTEGER NOT NULL,
        fatal INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX log_patterns_by_entity ON log_patterns (entity, first_ms);
      CREATE INDEX log_patterns_by_first ON log_patterns (first_ms);
    `);
  },
};

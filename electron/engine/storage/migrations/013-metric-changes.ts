import type { Migration } from '../migrate.ts';

export const createMetricChanges: Migration = {
  name: 'counts of what readers of metrics must forget',
  up(db) {
    db.exec(`
      CREATE TABLE metric_changes (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        chunks INTEGER NOT NULL, -- grows when samples moved from heads to chunks, or were deleted by a person
        series INTEGER NOT NULL -- grows when series were dropped
      ) STRICT;
      INSERT INTO metric_changes VALUES (1, 0, 0);
    `);
  },
};

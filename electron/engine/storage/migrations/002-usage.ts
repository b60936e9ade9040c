import type { Migration } from '../migrate.ts';

export const createUsage: Migration = {
  name: 'what each signal takes up',
  up(db) {
    // Kept by the operations themselves: summing up gigabytes at every look would stall a reader.
    db.exec(`
      CREATE TABLE signal_usage (
        signal TEXT PRIMARY KEY,
        items INTEGER NOT NULL,
        bytes INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      INSERT INTO signal_usage SELECT 'events', count(*),
        coalesce(sum(80 + 2 * (length(object_id) + length(action) + length(entity)) + length(type) + length(name)
          + length(attributes)), 0) FROM events;
    `);
  },
};

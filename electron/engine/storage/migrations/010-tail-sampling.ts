import type { Migration } from '../migrate.ts';

export const createTailSampling: Migration = {
  name: 'up to where tail rules have looked at traces',
  up(db) {
    // One row while tail rules are on: the arrival and number of the trace that was judged last. What came before
    // they were switched on is never judged.
    db.exec(`
      CREATE TABLE trace_tail (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        judged_ms INTEGER NOT NULL,
        judged_no INTEGER NOT NULL
      ) STRICT;
    `);
  },
};

import type { Migration } from '../migrate.ts';

export const createLogs: Migration = {
  name: 'log streams, their blocks and where each container was read to',
  up(db) {
    // A line is named by its stream and its number in it, which merging blocks does not change. The facts of a
    // block lie apart from its bytes, so that counting and choosing blocks reads few pages.
    db.exec(`
      CREATE TABLE log_streams (
        id INTEGER PRIMARY KEY,
        entity TEXT NOT NULL,
        container_id TEXT NOT NULL,
        container TEXT NOT NULL,
        next_seq INTEGER NOT NULL DEFAULT 0,
        UNIQUE (entity, container_id)
      ) STRICT;
      CREATE TABLE log_blocks (
        id INTEGER PRIMARY KEY,
        stream INTEGER NOT NULL,
        first_seq INTEGER NOT NULL,
        lines INTEGER NOT NULL,
        min_ns INTEGER NOT NULL,
        max_ns INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        unknown INTEGER NOT NULL,
        trace INTEGER NOT NULL,
        debug INTEGER NOT NULL,
        info INTEGER NOT NULL,
        warn INTEGER NOT NULL,
        error INTEGER NOT NULL,
        fatal INTEGER NOT NULL
      ) STRICT;
      CREATE UNIQUE INDEX log_blocks_by_seq ON log_blocks (stream, first_seq);
      CREATE INDEX log_blocks_by_end ON log_blocks (max_ns, id, stream);
      CREATE INDEX log_blocks_by_start ON log_blocks (min_ns, id, stream);
      CREATE TABLE log_block_data (
        id INTEGER PRIMARY KEY,
        columns BLOB NOT NULL,
        text BLOB NOT NULL
      ) STRICT;
      CREATE TABLE log_cursors (
        container_id TEXT PRIMARY KEY,
        cursor TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `);
  },
};

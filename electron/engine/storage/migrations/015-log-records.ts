import type { Migration } from '../migrate.ts';

export const createLogRecords: Migration = {
  name: 'logs of any source: labels of streams, what came beside the text, filters of blocks',
  up(db) {
    // A stream is named by its entity, its container and, where its source, service or labels differ from those of a
    // container's own log, by a hash of them: the table is made anew for its uniqueness to say so. Filters lie apart:
    // a search reads those of all blocks, and nothing else of most.
    db.exec(`
      CREATE TABLE log_streams_2 (
        id INTEGER PRIMARY KEY,
        entity TEXT NOT NULL,
        container_id TEXT NOT NULL,
        variant TEXT NOT NULL DEFAULT '',
        container TEXT NOT NULL,
        source TEXT NOT NULL DEFAULT 'docker',
        service TEXT NOT NULL DEFAULT '',
        labels TEXT NOT NULL DEFAULT '', -- as extras of a record, see logs/extras.ts
        format INTEGER NOT NULL DEFAULT 0, -- place in logFormats of its newest record
        next_seq INTEGER NOT NULL DEFAULT 0,
        UNIQUE (entity, container_id, variant)
      ) STRICT;
      INSERT INTO log_streams_2 (id, entity, container_id, container, next_seq)
        SELECT id, entity, container_id, container, next_seq FROM log_streams;
      DROP TABLE log_streams;
      ALTER TABLE log_streams_2 RENAME TO log_streams;
      ALTER TABLE log_block_data ADD COLUMN extras BLOB;
      CREATE TABLE log_block_filters (id INTEGER PRIMARY KEY, bits BLOB NOT NULL) STRICT;
    `);
  },
};

import type { Migration } from '../migrate.ts';

export const createSpanBlocks: Migration = {
  name: 'spans of quiet traces in blocks',
  up(db) {
    // Spans arrive in `span_rows`. Those of traces that have been quiet for a while are packed into blocks; see
    // traces/blocks/pack.ts. `traces.has_rows` says whether any span of the trace is in `span_rows`.
    //
    // A block holds parts of traces. `span_blocks.traces` counts those that are still named in `trace_blocks`; the
    // block goes with the last. No trace in it starts before `min_start_ns` or after `max_start_ns`, and no span
    // after it. `last_no` keeps trace numbers from being used again while a block names them.
    db.exec(`
      ALTER TABLE spans RENAME TO span_rows;
      ALTER TABLE traces ADD COLUMN has_rows INTEGER NOT NULL DEFAULT 1;
      CREATE INDEX traces_with_rows ON traces (start_ns) WHERE has_rows = 1;
      CREATE INDEX traces_to_pack ON traces (received_ms) WHERE has_rows = 1;
      CREATE TABLE span_blocks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        spans INTEGER NOT NULL,
        traces INTEGER NOT NULL,
        last_no INTEGER NOT NULL,
        min_start_ns INTEGER NOT NULL,
        max_start_ns INTEGER NOT NULL,
        longest_ns INTEGER NOT NULL,
        errors INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        services BLOB NOT NULL,
        names BLOB NOT NULL,
        resources BLOB NOT NULL
      ) STRICT;
      CREATE INDEX span_blocks_by_start ON span_blocks (max_start_ns);
      CREATE TABLE span_block_data (
        id INTEGER PRIMARY KEY,
        dictionary BLOB NOT NULL,
        keys BLOB NOT NULL,
        attributes BLOB NOT NULL
      ) STRICT;
      CREATE TABLE trace_blocks (
        trace_no INTEGER NOT NULL,
        block INTEGER NOT NULL,
        spans INTEGER NOT NULL,
        PRIMARY KEY (trace_no, block)
      ) STRICT, WITHOUT ROWID;
    `);
  },
};

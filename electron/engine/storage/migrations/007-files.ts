import type { Migration } from '../migrate.ts';

export const createFiles: Migration = {
  name: 'opened trace files',
  up(db) {
    // A file that is `opening` or `removing` is in the store in part; its next slice, or the next start, takes it
    // out. Ids are never used again, for spans name them.
    //
    // `traces.opening` names the file with which a trace came first: the trace is shown once that file, or
    // another one that holds it, is open. Null when any of its spans came live.
    db.exec(`
      CREATE TABLE files (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        path TEXT,
        state TEXT NOT NULL CHECK (state IN ('opening', 'open', 'removing')),
        format TEXT,
        digest BLOB,
        opened_ms INTEGER NOT NULL,
        bytes INTEGER NOT NULL DEFAULT 0,
        traces INTEGER NOT NULL DEFAULT 0,
        spans INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX files_by_digest ON files (digest);
      ALTER TABLE traces ADD COLUMN opening INTEGER;
    `);
  },
};

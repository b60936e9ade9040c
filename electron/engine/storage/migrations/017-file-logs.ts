import type { Migration } from '../migrate.ts';

export const createFileLogs: Migration = {
  name: 'log records of opened files',
  up(db) {
    db.exec(`
      ALTER TABLE files ADD COLUMN log_records INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE files ADD COLUMN log_first_ms REAL;
      ALTER TABLE files ADD COLUMN log_last_ms REAL;
    `);
  },
};

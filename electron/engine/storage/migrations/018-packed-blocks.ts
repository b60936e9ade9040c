import type { Migration } from '../migrate.ts';

export const createPackedBlocks: Migration = {
  name: 'log blocks that are written once more, smaller',
  up(db) {
    db.exec(`
      ALTER TABLE log_blocks ADD COLUMN packed INTEGER NOT NULL DEFAULT 0;
      CREATE INDEX log_blocks_to_pack ON log_blocks (stream, first_seq, lines, bytes) WHERE packed = 0;
    `);
  },
};

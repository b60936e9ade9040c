import type { Migration } from '../migrate.ts';

export const createDownsampling: Migration = {
  name: 'an index of chunks that are due for a coarser resolution',
  up(db) {
    db.exec('CREATE INDEX chunks_by_resolution ON metric_chunks (resolution_ms, end_ms)');
  },
};

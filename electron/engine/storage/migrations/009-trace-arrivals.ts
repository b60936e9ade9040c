import type { Migration } from '../migrate.ts';

export const createTraceArrivals: Migration = {
  name: 'traces that may be deleted, by their arrival',
  up(db) {
    db.exec('CREATE INDEX traces_by_arrival ON traces (received_ms) WHERE pinned = 0;');
  },
};

import type { Migration } from '../migrate.ts';

export const createEvents: Migration = {
  name: 'events of containers and images',
  up(db) {
    // The daemon tells an event again after a reconnect; (time, id, action) is its identity.
    db.exec(`
      CREATE TABLE events (
        time_ns INTEGER NOT NULL,
        object_id TEXT NOT NULL,
        action TEXT NOT NULL,
        type TEXT NOT NULL,
        name TEXT NOT NULL,
        entity TEXT NOT NULL,
        attributes TEXT NOT NULL,
        PRIMARY KEY (time_ns, object_id, action)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX events_by_entity ON events (entity, time_ns);
    `);
  },
};

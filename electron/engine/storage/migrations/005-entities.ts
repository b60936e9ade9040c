import type { Migration } from '../migrate.ts';

export const createEntities: Migration = {
  name: 'entities: who was seen, and the containers that it ran as',
  up(db) {
    db.exec(`
      CREATE TABLE entities (
        entity TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        first_seen_ms INTEGER NOT NULL,
        last_seen_ms INTEGER NOT NULL,
        -- The newest container's page as JSON, secrets masked before they came here.
        detail TEXT NOT NULL
      ) STRICT;
      CREATE TABLE container_runs (
        container_id TEXT PRIMARY KEY,
        entity TEXT NOT NULL,
        name TEXT NOT NULL,
        image TEXT NOT NULL,
        created_ms INTEGER NOT NULL,
        last_seen_ms INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX container_runs_by_entity ON container_runs (entity, created_ms);
      CREATE INDEX container_runs_by_name ON container_runs (name, created_ms);
      CREATE INDEX entities_by_name ON entities (name);
    `);
  },
};

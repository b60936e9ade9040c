import type { Migration } from '../migrate.ts';

export const createNotifications: Migration = {
  name: 'silences, what receivers were told of which group, and the log of notifications',
  up(db) {
    db.exec(`
      CREATE TABLE silences (
        id TEXT PRIMARY KEY,
        matchers TEXT NOT NULL,
        starts_ms INTEGER NOT NULL,
        ends_ms INTEGER NOT NULL,
        updated_ms INTEGER NOT NULL,
        created_by TEXT NOT NULL,
        comment TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE told_groups (
        key TEXT PRIMARY KEY,
        time_ms INTEGER NOT NULL,
        firing TEXT NOT NULL,
        resolved TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE notifications (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        time_ms INTEGER NOT NULL,
        receiver TEXT NOT NULL,
        kind TEXT NOT NULL,
        target TEXT NOT NULL,
        group_labels TEXT NOT NULL,
        alerts TEXT NOT NULL,
        firing INTEGER NOT NULL,
        resolved INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        duration_ms INTEGER NOT NULL,
        error TEXT,
        test INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX notifications_by_receiver ON notifications (receiver, id);
      CREATE INDEX notifications_by_time ON notifications (time_ms);

      CREATE TABLE notification_alerts (
        fingerprint TEXT NOT NULL,
        notification INTEGER NOT NULL,
        PRIMARY KEY (fingerprint, notification)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX notification_alerts_of ON notification_alerts (notification);
    `);
  },
};

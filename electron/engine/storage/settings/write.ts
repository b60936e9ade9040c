import type { AuditEntry } from '../../../../shared/contract/containers.ts';
import type { WriteSession } from '../session.ts';

/** How many audit entries are kept; the oldest go first. */
const AUDIT_KEPT = 10_000;

function readSettings(session: WriteSession, _params: Record<string, never>): [key: string, json: string][] {
  return session.settings
    .prepare<[], { key: string; value: string }>('SELECT key, value FROM settings')
    .all()
    .map(({ key, value }) => [key, value]);
}

function writeSettings(session: WriteSession, { entries }: { entries: [key: string, json: string][] }): void {
  const upsert = session.settings.prepare(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  session.settings.db.transaction(() => {
    for (const [key, json] of entries) upsert.run(key, json);
  })();
}

function appendAudit(session: WriteSession, entry: Omit<AuditEntry, 'id'>): void {
  const { timeMs, action, target, outcome, detail } = entry;
  const { lastInsertRowid } = session.settings
    .prepare('INSERT INTO audit (time_ms, action, target, outcome, detail) VALUES (?, ?, ?, ?, ?)')
    .run(timeMs, action, target, outcome, detail);
  session.settings.prepare('DELETE FROM audit WHERE id <= ?').run(Number(lastInsertRowid) - AUDIT_KEPT);
}

function listAudit(session: WriteSession, { limit }: { limit: number }): AuditEntry[] {
  return session.settings
    .prepare<[number], AuditEntry>(
      'SELECT id, time_ms AS timeMs, action, target, outcome, detail FROM audit ORDER BY id DESC LIMIT ?',
    )
    .all(limit);
}

export const settingsWriteOps = {
  'settings.read': readSettings,
  'settings.write': writeSettings,
  'audit.append': appendAudit,
  'audit.list': listAudit,
};

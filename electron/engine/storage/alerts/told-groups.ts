import type { StatementCache, WriteSession } from '../session.ts';

/** What a receiver was last told of a group: fingerprints of alerts. */
export interface StoredTold {
  key: string;
  timeMs: number;
  firing: readonly string[];
  resolved: readonly string[];
}

function writeTold(
  session: WriteSession,
  { entries, gone }: { entries: StoredTold[]; gone: string[] },
): void {
  const upsert = session.prepare(
    `INSERT INTO told_groups (key, time_ms, firing, resolved) VALUES (?, ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET
        time_ms = excluded.time_ms, firing = excluded.firing, resolved = excluded.resolved`,
  );
  for (const { key, timeMs, firing, resolved } of entries) {
    upsert.run(key, Math.round(timeMs), firing.join(' '), resolved.join(' '));
  }
  const remove = session.prepare('DELETE FROM told_groups WHERE key = ?');
  for (const key of gone) remove.run(key);
}

const words = (text: string): string[] => (text === '' ? [] : text.split(' '));
const PAGE = 1_000;

function* listTold(
  session: StatementCache,
  _params: Record<string, never>,
): Generator<void, StoredTold[], void> {
  const page = session.prepare<
    [string, number],
    { key: string; time_ms: number; firing: string; resolved: string }
  >('SELECT * FROM told_groups WHERE key > ? ORDER BY key LIMIT ?');
  const found: StoredTold[] = [];
  for (let after = ''; ; ) {
    const rows = page.all(after, PAGE);
    for (const { key, time_ms, firing, resolved } of rows) {
      found.push({ key, timeMs: time_ms, firing: words(firing), resolved: words(resolved) });
    }
    if (rows.length < PAGE) return found.sort((a, b) => a.timeMs - b.timeMs);
    after = rows.at(-1)?.key ?? '';
    yield;
  }
}

export const toldWriteOps = { 'told.write': writeTold };
export const toldReadQueries = { 'told.list': listTold };

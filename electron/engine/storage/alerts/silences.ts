import type { AlertMatcherText } from '../../../../shared/model/alert.ts';
import type { StatementCache, WriteSession } from '../session.ts';

export interface StoredSilence {
  id: string;
  matchers: readonly AlertMatcherText[];
  startsAtMs: number;
  endsAtMs: number;
  updatedAtMs: number;
  createdBy: string;
  comment: string;
}

function writeSilences(
  session: WriteSession,
  { silences, gone }: { silences: StoredSilence[]; gone: string[] },
): void {
  const upsert = session.prepare(
    `INSERT INTO silences (id, matchers, starts_ms, ends_ms, updated_ms, created_by, comment)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET matchers = excluded.matchers, starts_ms = excluded.starts_ms,
        ends_ms = excluded.ends_ms, updated_ms = excluded.updated_ms, created_by = excluded.created_by,
        comment = excluded.comment`,
  );
  for (const { id, matchers, startsAtMs, endsAtMs, updatedAtMs, createdBy, comment } of silences) {
    const times = [startsAtMs, endsAtMs, updatedAtMs].map(Math.round);
    upsert.run(id, JSON.stringify(matchers), ...times, createdBy, comment);
  }
  const remove = session.prepare('DELETE FROM silences WHERE id = ?');
  for (const id of gone) remove.run(id);
}

function* listSilences(
  session: StatementCache,
  _params: Record<string, never>,
): Generator<void, StoredSilence[], void> {
  return session
    .prepare<[], Omit<StoredSilence, 'matchers'> & { matchers: string }>(
      `SELECT id, matchers, starts_ms AS startsAtMs, ends_ms AS endsAtMs, updated_ms AS updatedAtMs,
        created_by AS createdBy, comment FROM silences`,
    )
    .all()
    .map((row) => ({ ...row, matchers: JSON.parse(row.matchers) }));
}

export const silenceWriteOps = { 'silences.write': writeSilences };
export const silenceReadQueries = { 'silences.list': listSilences };

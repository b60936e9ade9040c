import type { NotificationView } from '../../../../shared/contract/notifications.ts';
import type { StatementCache, WriteSession } from '../session.ts';

/** Attempts that are remembered; the oldest go first. */
const NOTIFICATIONS_KEPT = 20_000;
const ROWS_A_SLICE = 500;

interface Row {
  id: number;
  timeMs: number;
  receiver: string;
  kind: string;
  target: string;
  groupLabels: string;
  alerts: string;
  firing: number;
  resolved: number;
  outcome: NotificationView['outcome'];
  attempt: number;
  durationMs: number;
  error: string | null;
  test: number;
}

const COLUMNS = `id, time_ms AS timeMs, receiver, kind, target, group_labels AS groupLabels, alerts, firing,
  resolved, outcome, attempt, duration_ms AS durationMs, error, test`;

function appendNotifications(
  session: WriteSession,
  { notifications }: { notifications: Omit<NotificationView, 'id'>[] },
): void {
  const insert = session.prepare(
    `INSERT INTO notifications (time_ms, receiver, kind, target, group_labels, alerts, firing, resolved, outcome,
      attempt, duration_ms, error, test) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const name = session.prepare(
    'INSERT OR IGNORE INTO notification_alerts (fingerprint, notification) VALUES (?, ?)',
  );
  let newest = 0;
  for (const one of notifications) {
    const { receiver, kind, target, firing, resolved, outcome, attempt, durationMs, error } = one;
    const texts = [JSON.stringify(one.groupLabels), JSON.stringify(one.alerts)];
    const counts = [firing, resolved, outcome, attempt, Math.round(durationMs), error, one.test ? 1 : 0];
    const { lastInsertRowid } = insert.run(
      Math.round(one.timeMs),
      receiver,
      kind,
      target,
      ...texts,
      ...counts,
    );
    newest = Number(lastInsertRowid);
    for (const { fingerprint } of one.alerts) name.run(fingerprint, newest);
  }
  remove(session, 'id <= ?', newest - NOTIFICATIONS_KEPT);
}

/** At most a slice of those before the time; answers whether there may be more. */
function trimNotifications(session: WriteSession, { beforeMs }: { beforeMs: number }): boolean {
  return remove(session, 'time_ms < ?', Math.round(beforeMs)) === ROWS_A_SLICE;
}

function remove(session: WriteSession, condition: string, bound: number): number {
  const ids = session
    .prepare<[number], { id: number }>(
      `DELETE FROM notifications WHERE id IN (
        SELECT id FROM notifications WHERE ${condition} ORDER BY id LIMIT ${ROWS_A_SLICE}) RETURNING id`,
    )
    .all(bound);
  const unname = session.prepare('DELETE FROM notification_alerts WHERE notification = ?');
  for (const { id } of ids) unname.run(id);
  return ids.length;
}

export interface NotificationFilter {
  beforeId?: number | undefined;
  fingerprint?: string | undefined;
  receiver?: string | undefined;
  outcome?: NotificationView['outcome'] | undefined;
  limit: number;
}

/** Newest first. */
// biome-ignore lint/correctness/useYield: one bounded statement
function* listNotifications(
  session: StatementCache,
  { beforeId = Number.MAX_SAFE_INTEGER, fingerprint, receiver, outcome, limit }: NotificationFilter,
): Generator<void, { notifications: NotificationView[]; more: boolean }, void> {
  const ofAlert =
    fingerprint === undefined
      ? ''
      : 'AND id IN (SELECT notification FROM notification_alerts WHERE fingerprint = ? AND notification < ?)';
  const ofReceiver = receiver === undefined ? '' : 'AND receiver = ?';
  const ofOutcome = outcome === undefined ? '' : 'AND outcome = ?';
  const rows = session
    .prepare<unknown[], Row>(
      `SELECT ${COLUMNS} FROM notifications WHERE id < ? ${ofAlert} ${ofReceiver} ${ofOutcome} ORDER BY id DESC LIMIT ?`,
    )
    .all(
      beforeId,
      ...(fingerprint === undefined ? [] : [fingerprint, beforeId]),
      ...(receiver === undefined ? [] : [receiver]),
      ...(outcome === undefined ? [] : [outcome]),
      limit + 1,
    );
  return { notifications: rows.slice(0, limit).map(toView), more: rows.length > limit };
}

const toView = (row: Row): NotificationView => ({
  ...row,
  groupLabels: JSON.parse(row.groupLabels),
  alerts: JSON.parse(row.alerts),
  test: row.test !== 0,
});

export const notificationWriteOps = {
  'notifications.append': appendNotifications,
  'notifications.trim': trimNotifications,
};
export const notificationReadQueries = { 'notifications.list': listNotifications };

import type { ContainerEvent } from '../../../../shared/model/container.ts';
import type { WriteSession } from '../session.ts';

const INSERT = `INSERT INTO events (time_ns, object_id, action, type, name, entity, attributes)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (time_ns, object_id, action) DO NOTHING`;

/** Answers the events that were new; those already stored are left out. */
function insertEvents(session: WriteSession, { events }: { events: ContainerEvent[] }): ContainerEvent[] {
  const insert = session.prepare<unknown[], never>(INSERT);
  return events.filter((event) => {
    const { timeUnixNano, id, action, type, name, entity, attributes } = event;
    return insert.run(timeUnixNano, id, action, type, name, entity, JSON.stringify(attributes)).changes > 0;
  });
}

/** Deletes up to `limit` events in the range (nanoseconds, end exclusive), oldest first; answers how many. */
function deleteEvents(
  session: WriteSession,
  { start, end, limit }: { start: bigint; end: bigint; limit: number },
): number {
  return session
    .prepare(
      `DELETE FROM events WHERE (time_ns, object_id, action) IN (
        SELECT time_ns, object_id, action FROM events WHERE time_ns >= ? AND time_ns < ? ORDER BY time_ns LIMIT ?)`,
    )
    .run(start, end, limit).changes;
}

export const eventWriteOps = { 'events.insert': insertEvents, 'events.delete': deleteEvents };

import type { ContainerEvent } from '../../../../shared/model/container.ts';
import type { StatementCache, WriteSession } from '../session.ts';
import { addUsage, type DeletedSlice, type DeleteRange, type SignalUpkeep } from '../signal-upkeep.ts';

const ROWS_A_SLICE = 500;
const NANOS_PER_MS = 1_000_000n;

type Sized = Pick<ContainerEvent, 'id' | 'action' | 'entity' | 'type' | 'name'> & { attributes: string };

/** The row, its key again in the index by entity, and SQLite's own headers and half-filled pages. */
export const eventBytes = ({ id, action, entity, type, name, attributes }: Sized): number =>
  80 + 2 * (id.length + action.length + entity.length) + type.length + name.length + attributes.length;

function oldestMs(session: StatementCache): number | null {
  const oldest = session
    .prepare<[], bigint | null>('SELECT min(time_ns) FROM events')
    .pluck()
    .safeIntegers()
    .get();
  return typeof oldest === 'bigint' ? Number(oldest / NANOS_PER_MS) : null;
}

function deleteSlice(session: WriteSession, { startMs, endMs, entity }: DeleteRange): DeletedSlice {
  const ofEntity = entity === undefined ? '' : 'AND entity = ?';
  const range = [startMs, endMs].map((ms) => BigInt(Math.trunc(ms)) * NANOS_PER_MS);
  const deleted = session
    .prepare<unknown[], Sized>(
      `DELETE FROM events WHERE (time_ns, object_id, action) IN (
        SELECT time_ns, object_id, action FROM events WHERE time_ns >= ? AND time_ns < ? ${ofEntity}
          ORDER BY time_ns LIMIT ${ROWS_A_SLICE})
        RETURNING object_id AS id, action, entity, type, name, attributes`,
    )
    .all(...range, ...(entity === undefined ? [] : [entity]));
  const bytes = deleted.reduce((sum, row) => sum + eventBytes(row), 0);
  if (deleted.length > 0) addUsage(session, 'events', -deleted.length, -bytes);
  return { items: deleted.length, more: deleted.length === ROWS_A_SLICE };
}

export const eventUpkeep: SignalUpkeep = { signal: 'events', oldestMs, deleteSlice };

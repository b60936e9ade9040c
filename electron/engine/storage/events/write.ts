import type { ContainerEvent } from '../../../../shared/model/container.ts';
import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import { eventBytes } from './upkeep.ts';

const INSERT = `INSERT INTO events (time_ns, object_id, action, type, name, entity, attributes)
  VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (time_ns, object_id, action) DO NOTHING`;

/** Answers the events that were new; those already stored are left out. */
function insertEvents(session: WriteSession, { events }: { events: ContainerEvent[] }): ContainerEvent[] {
  const insert = session.prepare<unknown[], never>(INSERT);
  let bytes = 0;
  const added = events.filter((event) => {
    const { timeUnixNano, id, action, type, name, entity } = event;
    const attributes = JSON.stringify(event.attributes);
    const isNew = insert.run(timeUnixNano, id, action, type, name, entity, attributes).changes > 0;
    if (isNew) bytes += eventBytes({ ...event, attributes });
    return isNew;
  });
  if (added.length > 0) addUsage(session, 'events', added.length, bytes);
  return added;
}

export const eventWriteOps = { 'events.insert': insertEvents };

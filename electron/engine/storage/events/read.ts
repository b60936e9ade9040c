import type { ContainerEvent } from '../../../../shared/model/container.ts';
import { unixNano } from '../../../../shared/model/time.ts';
import type { StatementCache } from '../session.ts';

interface EventRow {
  time_ns: bigint;
  object_id: string;
  action: string;
  type: string;
  name: string;
  entity: string;
  attributes: string;
}

export interface EventFilter {
  start: bigint;
  end: bigint;
  entities?: string[] | undefined;
  types?: string[] | undefined;
  limit: number;
}

const toEvent = (row: EventRow): ContainerEvent => ({
  timeUnixNano: unixNano(row.time_ns),
  type: row.type,
  action: row.action,
  id: row.object_id,
  name: row.name,
  entity: row.entity,
  attributes: JSON.parse(row.attributes),
});

/** Newest first; both ends of the range included. */
// biome-ignore lint/correctness/useYield: one bounded statement
function* queryEvents(session: StatementCache, filter: EventFilter): Generator<void, ContainerEvent[], void> {
  const { start, end, entities, types, limit } = filter;
  const rows = session
    .prepare<unknown[], EventRow>(
      `SELECT * FROM events
        WHERE time_ns BETWEEN ? AND ?
          AND (? IS NULL OR entity IN (SELECT value FROM json_each(?)))
          AND (? IS NULL OR type IN (SELECT value FROM json_each(?)))
        ORDER BY time_ns DESC LIMIT ?`,
    )
    .safeIntegers()
    .all(start, end, ...twice(entities), ...twice(types), limit);
  return rows.map(toEvent);
}

const twice = (list: string[] | undefined) =>
  list ? [JSON.stringify(list), JSON.stringify(list)] : [null, null];

export const eventReadQueries = { 'events.query': queryEvents };

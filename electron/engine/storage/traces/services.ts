import type { ServiceOperations, ServiceRed } from '../../../../shared/contract/traces.ts';
import { StatusCode } from '../../../../shared/model/span.ts';
import type { StatementCache } from '../session.ts';
import { nameText } from './names.ts';

/** Operations told of one service; a service that puts ids into span names has no end of them. */
const MOST_OPERATIONS = 1000;

/** Services that have traces now, by name, with the span names that each has had. */
export function* listServices(
  session: StatementCache,
  _params: Record<string, never>,
): Generator<void, ServiceOperations[], void> {
  const services = session
    .prepare<[], { service: number }>(
      `SELECT DISTINCT service FROM trace_operations o
        WHERE EXISTS (SELECT 1 FROM trace_services s WHERE s.service = o.service)`,
    )
    .all();
  const listed: ServiceOperations[] = [];
  for (const { service } of services) {
    const operations = session
      .prepare<[number], { text: string }>(
        `SELECT text FROM trace_operations o JOIN trace_names n ON n.id = o.name
          WHERE o.service = ? ORDER BY text LIMIT ${MOST_OPERATIONS}`,
      )
      .all(service)
      .map(({ text }) => text);
    listed.push({ service: nameText(session, service), operations });
    yield;
  }
  return listed.sort((a, b) => a.service.localeCompare(b.service));
}

/** The condition of the index `spans_entry`, word for word: spans that stand for a call of their service. */
const IS_ENTRY = '(kind IN (2, 5) OR length(parent_id) = 0)';
const ENTRIES_A_SLICE = 20_000;

interface EntryRow {
  service: number;
  status: number;
  duration: number;
}

interface Calls {
  durations: number[];
  errors: number;
}

/** Rate, errors and durations of each service: server, consumer and root spans that start in the range. */
export function* serviceRed(
  session: StatementCache,
  { start, end }: { start: bigint; end: bigint },
): Generator<void, ServiceRed[], void> {
  const calls = new Map<number, Calls>();
  const boundary = session.prepare<unknown[], { start_ns: bigint }>(
    `SELECT start_ns FROM spans INDEXED BY spans_entry
      WHERE ${IS_ENTRY} AND start_ns >= ? AND start_ns <= ? ORDER BY start_ns LIMIT 1 OFFSET ${ENTRIES_A_SLICE}`,
  );
  const rows = session.prepare<unknown[], EntryRow>(
    `SELECT service, status, duration_ns AS duration FROM spans INDEXED BY spans_entry
      WHERE ${IS_ENTRY} AND start_ns >= ? AND start_ns < ?`,
  );
  const after = end < 2n ** 63n - 1n ? end + 1n : end;
  for (let from = start; from < after; ) {
    const next = boundary.safeIntegers().get(from, end)?.start_ns;
    // More spans than a slice at one and the same time are still one slice.
    const until = next === undefined ? after : next === from ? from + 1n : next;
    for (const row of rows.all(from, until)) count(calls, row);
    from = until;
    yield;
  }
  const red = [...calls].map(([service, own]) => toRed(nameText(session, service), own));
  return red.sort((a, b) => a.service.localeCompare(b.service));
}

function count(calls: Map<number, Calls>, { service, status, duration }: EntryRow): void {
  let own = calls.get(service);
  if (!own) {
    own = { durations: [], errors: 0 };
    calls.set(service, own);
  }
  own.durations.push(duration);
  if (status === StatusCode.error) own.errors++;
}

function toRed(service: string, { durations, errors }: Calls): ServiceRed {
  const sorted = Float64Array.from(durations).sort();
  return {
    service,
    calls: sorted.length,
    errors,
    p50Nano: quantile(sorted, 0.5),
    p95Nano: quantile(sorted, 0.95),
    p99Nano: quantile(sorted, 0.99),
  };
}

/** Nearest rank: the smallest value that at least this share of all does not exceed. */
function quantile(sorted: Float64Array, share: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

import type { ServiceOperations, ServiceRed } from '../../../../shared/contract/traces.ts';
import { Durations, quantile } from '../../traces/durations.ts';
import type { StatementCache } from '../session.ts';
import { type CallRange, visitCalls } from './calls.ts';
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

interface ServiceCalls {
  durations: Durations;
  errors: number;
}

/** Rate, errors and durations of each service over its calls that start in the range. */
export function* serviceRed(session: StatementCache, range: CallRange): Generator<void, ServiceRed[], void> {
  const calls = new Map<number, ServiceCalls>();
  yield* visitCalls(session, range, false, ({ service, isError, durationNano }) => {
    let own = calls.get(service);
    if (!own) {
      own = { durations: new Durations(), errors: 0 };
      calls.set(service, own);
    }
    own.durations.push(durationNano);
    if (isError) own.errors++;
  });
  const red = [...calls].map(([service, own]) => toRed(nameText(session, service), own));
  return red.sort((a, b) => a.service.localeCompare(b.service));
}

function toRed(service: string, { durations, errors }: ServiceCalls): ServiceRed {
  const sorted = durations.sorted();
  return {
    service,
    calls: sorted.length,
    errors,
    p50Nano: quantile(sorted, 0.5),
    p95Nano: quantile(sorted, 0.95),
    p99Nano: quantile(sorted, 0.99),
  };
}

import type { OperationKinds } from '../../../../shared/contract/traces.ts';
import type { SpanKind } from '../../../../shared/model/span.ts';
import { condition } from '../../../../shared/trace-query/ast.ts';
import { conditionText } from '../../../../shared/trace-query/printer.ts';
import type { StatementCache } from '../session.ts';
import { findName, nameText } from './names.ts';
import { searchTraces } from './search.ts';
import { spanKeys } from './spans.ts';
import { findTrace } from './trace-rows.ts';

/** Of the service's newest traces so many are looked at; kinds of a name hardly change. */
const TRACES = 300;
const MOST_SPANS = 100_000;
const LAST_TIME = 2n ** 63n - 1n;

/** Span names of a service with the kinds that its newest spans of the name had. */
export function* operationKinds(
  session: StatementCache,
  { service }: { service: string },
): Generator<void, OperationKinds[], void> {
  const id = findName(session, service);
  if (id === null) return [];
  const query = conditionText(condition({ kind: 'service' }, '=', service));
  const search = { query, start: 0n, end: LAST_TIME, order: 'newest' as const, limit: TRACES };
  const { traces } = yield* searchTraces(session, search);
  const kinds = new Map<number, Set<SpanKind>>();
  let spans = 0;
  for (const { traceId } of traces) {
    const trace = findTrace(session, traceId);
    if (!trace || spans > MOST_SPANS) continue;
    for (const rows of spanKeys(session, trace.no, trace.start_ns)) {
      spans += rows.length;
      for (const row of rows) {
        if (row.service !== id) continue;
        const own = kinds.get(row.name) ?? new Set();
        kinds.set(row.name, own.add(row.kind as SpanKind));
      }
      yield;
    }
  }
  return [...kinds].map(([name, own]) => ({ name: nameText(session, name), kinds: [...own].sort() }));
}

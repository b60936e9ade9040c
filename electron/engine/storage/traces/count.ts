import type { TraceCount } from '../../../../shared/contract/traces.ts';
import type { StatementCache } from '../session.ts';
import { compileQuery } from './compile/compile.ts';
import { isResumable, matchingTraces, type TraceFilter } from './matching.ts';
import { cursorOf, LAST_NO, parseCursor } from './search.ts';
import { TraceJudge } from './trace-judge.ts';

export interface CountTraces extends TraceFilter {
  cursor?: string | undefined;
  budgetMs: number;
}

export interface CountedPart extends TraceCount {
  /** Where the next part goes on; null when all is counted. */
  cursor: string | null;
}

/** Counts what the query finds, as much as the time allows; the parts add up. Those of a file are one part. */
export function* countTraces(
  session: StatementCache,
  { cursor, budgetMs, ...filter }: CountTraces,
): Generator<void, CountedPart, void> {
  const query = compileQuery(session, filter.query);
  const judge = new TraceJudge(session, query);
  const counted: CountedPart = { traces: 0, spans: 0, errors: 0, scannedTraces: 0, done: true, cursor: null };
  const after = parseCursor(cursor);
  const position = after && { startNs: after.key, no: after.no };
  const until = performance.now() + budgetMs;
  for (const step of matchingTraces(session, query, filter, position)) {
    counted.scannedTraces += step.scanned;
    for (const row of step.rows) {
      const { spans, errors } = yield* judge.count(row);
      counted.traces++;
      counted.spans += spans;
      counted.errors += errors;
    }
    if (performance.now() > until && filter.fileId === undefined && isResumable(step, position)) {
      return { ...counted, done: false, cursor: cursorOf(step.reachedNs, LAST_NO) };
    }
    yield;
  }
  return counted;
}

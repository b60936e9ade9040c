import type { StatementCache } from '../session.ts';
import { compileQuery } from './compile/compile.ts';
import { matchingTraces, type TraceFilter } from './matching.ts';
import { spanRows } from './spans.ts';
import { RowView, traceView } from './trace-judge.ts';

/** Enough to know what is frequent, and a fraction of a second of work. */
const MOST_SPANS = 5_000;
const MOST_MS = 400;

export interface SpanSample {
  spans: number;
  /** True when there are more spans than were looked at. */
  sampled: boolean;
}

/** Shows the newest spans that meet the query, no more than can be seen in a moment. The object shown is reused. */
export function* sampleSpans(
  session: StatementCache,
  filter: TraceFilter,
  visit: (span: RowView) => void,
): Generator<void, SpanSample, void> {
  const query = compileQuery(session, filter.query);
  const view = new RowView(query);
  const until = performance.now() + MOST_MS;
  let spans = 0;
  for (const { rows } of matchingTraces(session, query, filter)) {
    for (const row of rows) {
      const trace = traceView(row);
      for (const slice of spanRows(session, row.no, row.start_ns)) {
        for (const span of slice) {
          view.of({ ...span, is_root: span.parent_id.length === 0 ? 1 : 0 });
          if (!query.predicate.test(view, trace)) continue;
          visit(view);
          spans++;
          if (spans >= MOST_SPANS) return { spans, sampled: true };
        }
        if (performance.now() > until) return { spans, sampled: true };
      }
    }
    if (performance.now() > until) return { spans, sampled: true };
    yield;
  }
  return { spans, sampled: false };
}

import type { AggregateFlame } from '../../../../shared/contract/trace-answers.ts';
import { StatusCode } from '../../../../shared/model/span.ts';
import { type PathTrace, PathTree } from '../../traces/path-tree.ts';
import type { StatementCache } from '../session.ts';
import { joinIds } from './id-index.ts';
import { nameText } from './names.ts';
import { resolveParents } from './resolve-parents.ts';
import type { TraceFilter } from './search.ts';
import { type SpanColumnRow, spanColumns } from './spans.ts';
import { sampleTraces } from './trace-sample.ts';

const MOST_SPANS = 400_000;
/** A screen has fewer pixels; what is drawn are the widest. */
const MOST_PATHS = 10_000;
const SPANS_A_TURN = 5_000;

/** The call paths of the traces of the filter, of an even choice where they have very many spans. */
export function* aggregateFlame(
  session: StatementCache,
  filter: TraceFilter,
): Generator<void, AggregateFlame, void> {
  const sample = yield* sampleTraces(session, filter, MOST_SPANS);
  const tree = new PathTree(MOST_PATHS);
  let read = 0;
  // In order of arrival, as blocks of spans are.
  for (const { no, startNs, spans } of sample.traces.sort((a, b) => a.no - b.no)) {
    const rows: SpanColumnRow[] = [];
    for (const slice of spanColumns(session, no, startNs)) {
      for (const row of slice) rows.push(row);
      if (slice.length >= SPANS_A_TURN) yield;
    }
    tree.add(toPathTrace(rows));
    read += spans;
    if (read < SPANS_A_TURN) continue;
    read = 0;
    yield;
  }
  return tree.finish((id) => nameText(session, id), sample.traces.length < sample.allTraces);
}

function toPathTrace(rows: SpanColumnRow[]): PathTrace {
  rows.sort((a, b) => a.start - b.start);
  const service = Uint32Array.from(rows, (row) => row.service);
  const { parent } = resolveParents({
    spanIds: joinIds(rows.map(({ span_id }) => span_id)),
    parentIds: joinIds(rows.map(({ parent_id }) => parent_id)),
    kind: Uint8Array.from(rows, ({ kind }) => kind),
    service,
  });
  return {
    parent,
    service,
    name: Uint32Array.from(rows, ({ name }) => name),
    startNano: Float64Array.from(rows, ({ start }) => start),
    durationNano: Float64Array.from(rows, ({ duration }) => duration),
    isError: Uint8Array.from(rows, ({ status }) => (status === StatusCode.error ? 1 : 0)),
  };
}

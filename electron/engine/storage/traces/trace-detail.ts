import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { selfTimes } from '../../../../shared/trace-analysis/self-time.ts';
import type { StatementCache } from '../session.ts';
import { partsOfTrace } from './blocks/block-store.ts';
import { GatheredSpans, intern } from './gathered-spans.ts';
import { type ResolvedParents, resolveParents } from './resolve-parents.ts';
import { SpanCalls } from './span-calls.ts';
import { resourceRow } from './span-detail.ts';
import { spanKeyTuples } from './spans.ts';
import { findTrace, toSummary } from './trace-rows.ts';

/** Null when the trace is not stored. Spans are in order of start, then of their id, kind and service. */
export function* traceDetail(
  session: StatementCache,
  { traceId }: { traceId: string },
): Generator<void, TraceDetail | null, void> {
  const trace = findTrace(session, traceId);
  if (!trace) return null;
  const no = Number(trace.no);
  const gathered = new GatheredSpans();
  const calls = new SpanCalls();
  for (const slice of spanKeyTuples(session, no, trace.start_ns)) {
    gathered.add(slice, calls);
    yield;
  }
  const { parentIds, resource, ...columns } = gathered.ordered();
  yield;
  const services = intern(session, columns.service);
  const names = intern(session, columns.name);
  yield;
  const resolved = resolveParents({ ...columns, parentIds });
  yield;
  return {
    summary: toSummary(session, trace),
    startTimeUnixNano: trace.start_ns,
    ...columns,
    services,
    names,
    statements: calls.statements,
    parent: resolved.parent,
    missingParent: resolved.missingParent,
    sources: traceSources(session, no, gathered.sources),
    containers: traceContainers(session, resource, selfTimes({ ...columns, parent: resolved.parent })),
    warnings: warningsOf(columns, resolved),
  };
}

/** Names of the receivers and files that the trace's spans came from, the rows' own given. */
function traceSources(session: StatementCache, no: number, ofRows: ReadonlySet<number>): string[] {
  const shared = session.prepare<[number], number>('SELECT source FROM span_sources WHERE trace_no = ?');
  const ids = new Set([...ofRows, ...shared.pluck().all(no)]);
  for (const { block, part } of partsOfTrace(session, no)) {
    for (const id of block.keys.numbers('source').subarray(part.from, part.from + part.spans)) ids.add(id);
  }
  return session
    .prepare<[string], { name: string }>(
      `SELECT DISTINCT name FROM trace_sources WHERE id IN (SELECT value FROM json_each(?))
        ORDER BY kind DESC, name`,
    )
    .all(JSON.stringify([...ids]))
    .map(({ name }) => name);
}

/** Those that the trace's resources are tied to, the one with the most self time first. */
function traceContainers(
  session: StatementCache,
  resources: Uint32Array,
  self: Float64Array,
): TraceDetail['containers'] {
  const byResource = new Map<number, number>();
  resources.forEach((resource, i) => {
    byResource.set(resource, (byResource.get(resource) ?? 0) + self[i]!);
  });
  const byEntity = new Map<string, { name: string; time: number }>();
  for (const [resource, time] of byResource) {
    const tie = resourceRow(session, resource);
    if (!tie?.container_entity) continue;
    const before = byEntity.get(tie.container_entity)?.time ?? 0;
    byEntity.set(tie.container_entity, { name: tie.container_name ?? '', time: before + time });
  }
  return [...byEntity]
    .sort(([, a], [, b]) => b.time - a.time)
    .map(([entity, { name }]) => ({ entity, name }));
}

const spans = (count: number) => (count === 1 ? '1 span' : `${count.toLocaleString('en-US')} spans`);

type TimedColumns = Pick<TraceDetail, 'startNano' | 'durationNano'>;

/** What is odd about the trace as a whole, for a person. */
function warningsOf({ startNano, durationNano }: TimedColumns, resolved: ResolvedParents): string[] {
  const { parent, missingParent, cycles, repeatedIds } = resolved;
  let orphans = 0;
  let early = 0;
  for (let i = 0; i < parent.length; i++) {
    orphans += missingParent[i]!;
    const above = parent[i]!;
    if (above < 0) continue;
    const before = startNano[i]! < startNano[above]!;
    const after = startNano[i]! > startNano[above]! + durationNano[above]!;
    // A child may outlive its parent, but it starts while the parent runs unless their clocks differ.
    if (before || (after && durationNano[above]! > 0)) early++;
  }
  const warnings: string[] = [];
  if (orphans > 0) warnings.push(`${spans(orphans)} with a parent that is not in this trace`);
  if (early > 0) warnings.push(`${spans(early)} outside the time of the parent: clocks may differ`);
  if (cycles > 0) warnings.push(`${spans(cycles)} with a parent that leads back to the span itself`);
  if (repeatedIds > 0) warnings.push(`${spans(repeatedIds)} with the id of another span`);
  return warnings;
}

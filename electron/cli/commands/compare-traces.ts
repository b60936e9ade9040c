import type { Command } from 'commander';
import type { TraceDetail } from '../../../shared/contract/traces.ts';
import { count, duration, quantityText } from '../../../shared/model/format.ts';
import { spanKindNames } from '../../../shared/model/span.ts';
import {
  type ComparedCalls,
  compareTraces,
  markOf,
  type RankedChange,
  rankedChanges,
} from '../../../shared/trace-analysis/compare.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { type Column, table } from '../table.ts';
import { parseTraceId } from '../trace-id.ts';

const MOST_ROWS = 20;

/** `trivet traces compare` */
export function addCompareCommand(traces: Command, { out }: CommandContext): void {
  const command = traces
    .command('compare <first> <second>')
    .description('say what the second trace has more, less, slower and faster than the first');
  withCommonOptions(command).action(async (first: string, second: string) => {
    const { data, json } = command.optsWithGlobals<CommonOptions>();
    const ids = [first, second].map(parseTraceId);
    const [a, b] = await withEngine({ data }, ({ client }) =>
      Promise.all(ids.map((traceId) => client.call('traces.get', { traceId }))),
    );
    const calls = compareTraces(a!, b!);
    if (json) for (const line of callsJson(calls)) out.json(line);
    else for (const line of comparisonText(a!, b!, calls)) out.line(line);
  });
}

const time = (nanos: number) => quantityText(duration(nanos));
const signed = (nanos: number) => `${nanos < 0 ? '-' : '+'}${time(Math.abs(nanos))}`;

function* comparisonText(a: TraceDetail, b: TraceDetail, calls: ComparedCalls): Generator<string> {
  yield* table(traceColumns, [
    { which: 'first', detail: a, nano: calls.durationNanoA },
    { which: 'second', detail: b, nano: calls.durationNanoB },
  ]);
  const changes = rankedChanges(calls);
  yield '';
  if (changes.length === 0) {
    yield 'both have the same calls with the same times';
    return;
  }
  yield 'WHERE THE DIFFERENCE COMES FROM';
  yield* table(changeColumns(calls), changes.slice(0, MOST_ROWS));
  if (changes.length > MOST_ROWS)
    yield `… and ${count(changes.length - MOST_ROWS)} more; --json has every call`;
}

const traceColumns: Column<{ which: string; detail: TraceDetail; nano: number }>[] = [
  { title: '', text: ({ which }) => which },
  { title: 'TRACE', text: ({ detail }) => detail.summary.traceId },
  { title: 'DURATION', align: 'right', text: ({ nano }) => time(nano) },
  { title: 'SPANS', align: 'right', text: ({ detail }) => count(detail.summary.spanCount) },
  { title: 'ERRORS', align: 'right', text: ({ detail }) => count(detail.summary.errorCount) },
  { title: 'ROOT', text: ({ detail: { summary } }) => `${summary.rootService || '—'} ${summary.rootName}` },
];

const changeColumns = (calls: ComparedCalls): Column<RankedChange>[] => [
  { title: 'BY', align: 'right', text: ({ nano }) => signed(nano) },
  { title: 'CHANGE', text: ({ mark }) => mark },
  {
    title: 'CALLS',
    align: 'right',
    text: ({ at }) => `${count(calls.countA[at]!)} > ${count(calls.countB[at]!)}`,
  },
  { title: 'FIRST', align: 'right', text: ({ at }) => time(calls.totalNanoA[at]!) },
  { title: 'SECOND', align: 'right', text: ({ at }) => time(calls.totalNanoB[at]!) },
  { title: 'CALL', text: ({ at }) => `${calls.service[at]} ${calls.name[at]}` },
];

/** One call path a line, callers before their calls; `parent` is the place of the line of the caller, from 0. */
function* callsJson(calls: ComparedCalls): Generator<object> {
  for (let at = 0; at < calls.parent.length; at++) {
    yield {
      parent: calls.parent[at]! < 0 ? null : calls.parent[at]!,
      service: calls.service[at]!,
      name: calls.name[at]!,
      kind: spanKindNames[calls.kind[at]!],
      statement: calls.statement[at] || null,
      change: markOf(calls, at),
      first: {
        count: calls.countA[at]!,
        errors: calls.errorsA[at]!,
        totalNano: calls.totalNanoA[at]!,
        selfNano: calls.selfNanoA[at]!,
      },
      second: {
        count: calls.countB[at]!,
        errors: calls.errorsB[at]!,
        totalNano: calls.totalNanoB[at]!,
        selfNano: calls.selfNanoB[at]!,
      },
    };
  }
}

import type { Command } from 'commander';
import type { TraceDetail } from '../../../shared/contract/traces.ts';
import { count, duration, percent, quantityText } from '../../../shared/model/format.ts';
import { spanIdAt } from '../../../shared/model/span-ids.ts';
import { analyseTrace, type TraceAnalysis } from '../../../shared/trace-analysis/analyse-trace.ts';
import { timeText } from '../../hosts/config/times.ts';
import { withEngine } from '../engine-access.ts';
import { type CommonOptions, withCommonOptions } from '../options.ts';
import type { CommandContext } from '../program.ts';
import { safeText } from '../safe-text.ts';
import { type Column, table } from '../table.ts';
import { parseTraceId } from '../trace-id.ts';
import { traceAnalysisJson } from './trace-analysis-json.ts';

/** Rows of each list; the JSON holds more. */
const MOST_ROWS = 10;

/** `trivet traces show` */
export function addShowCommand(traces: Command, { out }: CommandContext): void {
  const command = traces
    .command('show <trace>')
    .description(
      'say what one trace spent its time on, what was slow, repeated or failed, and where it failed',
    );
  withCommonOptions(command).action(async (id: string) => {
    const { data, json } = command.optsWithGlobals<CommonOptions>();
    const traceId = parseTraceId(id);
    const [detail, baselines] = await withEngine({ data }, ({ client }) =>
      Promise.all([client.call('traces.get', { traceId }), client.call('traces.baseline', { traceId })]),
    );
    const analysis = analyseTrace(detail, baselines);
    if (json) out.json(traceAnalysisJson(detail, analysis));
    else for (const line of analysisText(detail, analysis)) out.line(line);
  });
}

const time = (nanos: number) => quantityText(duration(nanos));
/** Shares that three digits cannot show are told as hardly anything. */
const share = (part: number, whole: number) =>
  part < whole / 10_000 ? '< 0.01 %' : quantityText(percent((part / whole) * 100));
const plural = (number: number, one: string) => `${count(number)} ${one}${number === 1 ? '' : 's'}`;

export function* analysisText(detail: TraceDetail, analysis: TraceAnalysis): Generator<string> {
  yield* summaryText(detail, analysis);
  yield* pathText(detail, analysis);
  yield* slowText(detail, analysis);
  yield* repeatsText(detail, analysis);
  yield* section('SERVICES', servicesColumns(detail), analysis.services);
  for (const warning of detail.warnings) yield safeText(`! ${warning}`);
}

function* summaryText(
  detail: TraceDetail,
  { counts, tree, longest, cause }: TraceAnalysis,
): Generator<string> {
  const { summary } = detail;
  yield `trace ${summary.traceId}`;
  yield safeText(`${summary.rootService || '—'} ${summary.rootName}, ${timeText(detail.startTimeUnixNano)}`);
  yield [
    time(tree.totalNano),
    plural(counts.spans, 'span'),
    plural(counts.services, 'service'),
    plural(counts.containers, 'container'),
    plural(counts.errors, 'error'),
    plural(counts.depth, 'level'),
  ].join(', ');
  yield `longest path: ${time(longest.totalNano)} summed over ${plural(longest.spans.length, 'span')}`;
  if (cause) {
    const how = cause.reachedRoot ? 'failed the trace' : 'was handled above';
    yield safeText(
      `root cause: ${spanName(detail, cause.span)} (${spanIdAt(detail.spanIds, cause.span)}) ${how}`,
    );
  }
}

const spanName = ({ services, names, service, name }: TraceDetail, span: number): string =>
  `${services[service[span]!]} ${names[name[span]!]}`;

interface Row {
  span: number;
  nano: number;
  text: string;
}

const spanColumns = (detail: TraceDetail, title: string, about: string): Column<Row>[] => [
  { title: 'SPAN', text: ({ span }) => spanIdAt(detail.spanIds, span) },
  { title: 'SERVICE', text: ({ span }) => detail.services[detail.service[span]!]! },
  { title: 'OPERATION', text: ({ span }) => detail.names[detail.name[span]!]! },
  { title, align: 'right', text: ({ nano }) => time(nano) },
  { title: about, align: 'right', text: ({ text }) => text },
];

function* pathText(detail: TraceDetail, { path }: TraceAnalysis): Generator<string> {
  const spans = Array.from(path.nano.keys()).filter((span) => path.nano[span]! > 0);
  const rows = spans
    .sort((a, b) => path.nano[b]! - path.nano[a]!)
    .map((span) => ({ span, nano: path.nano[span]!, text: share(path.nano[span]!, path.totalNano) }));
  yield* section(
    `CRITICAL PATH: ${time(path.totalNano)} on ${plural(spans.length, 'span')}`,
    spanColumns(detail, 'ON IT', 'SHARE'),
    rows,
  );
}

function* slowText(detail: TraceDetail, { bottlenecks, unusual }: TraceAnalysis): Generator<string> {
  const nanoOf = (span: number) => detail.durationNano[span]!;
  yield* section(
    'BOTTLENECKS: spans above twice the mean',
    spanColumns(detail, 'DURATION', 'SEVERITY'),
    bottlenecks.map(({ span, severity }) => ({ span, nano: nanoOf(span), text: severity })),
  );
  yield* section(
    'SLOWER THAN USUAL: above the p95 of their operation',
    spanColumns(detail, 'DURATION', 'USUAL P95'),
    unusual.spans.map(({ span, usualP95Nano }) => ({ span, nano: nanoOf(span), text: time(usualP95Nano) })),
  );
}

function* repeatsText(detail: TraceDetail, { repeats }: TraceAnalysis): Generator<string> {
  const first = (one: (typeof repeats)[number]) => one.spans[0]!;
  const columns: Column<(typeof repeats)[number]>[] = [
    { title: 'CALLS', align: 'right', text: ({ spans }) => count(spans.length) },
    { title: 'SERVICE', text: (one) => detail.services[detail.service[first(one)]!]! },
    { title: 'OPERATION', text: (one) => detail.names[detail.name[first(one)]!]! },
    { title: 'TIME', align: 'right', text: ({ coveredNano }) => time(coveredNano) },
    {
      title: 'OF TRACE',
      align: 'right',
      text: ({ shareOfTrace }) => quantityText(percent(shareOfTrace * 100)),
    },
    { title: '', text: ({ nPlusOne }) => (nPlusOne ? 'N+1' : '') },
    { title: 'STATEMENT', text: (one) => detail.statements[detail.statement[first(one)]!]!.slice(0, 100) },
  ];
  yield* section('REPEATED CALLS under one parent', columns, repeats);
}

const servicesColumns = (detail: TraceDetail): Column<TraceAnalysis['services'][number]>[] => [
  { title: 'SERVICE', text: ({ service }) => detail.services[service]! },
  { title: 'SPANS', align: 'right', text: ({ spans }) => count(spans) },
  { title: 'ERRORS', align: 'right', text: ({ errors }) => count(errors) },
  { title: 'SUM', align: 'right', text: ({ totalNano }) => time(totalNano) },
  { title: 'BUSY', align: 'right', text: ({ busyNano }) => time(busyNano) },
  { title: 'SELF', align: 'right', text: ({ selfNano }) => time(selfNano) },
  { title: 'CRITICAL', align: 'right', text: ({ criticalNano }) => time(criticalNano) },
];

function* section<R>(title: string, columns: readonly Column<R>[], rows: readonly R[]): Generator<string> {
  if (rows.length === 0) return;
  yield '';
  yield title;
  yield* table(columns, rows.slice(0, MOST_ROWS));
  if (rows.length > MOST_ROWS) yield `… and ${count(rows.length - MOST_ROWS)} more; --json has them`;
}

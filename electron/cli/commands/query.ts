import type { Command } from 'commander';
import type { InstantAnswer, QueryNotes, RangeAnswer } from '../../../shared/contract/promql.ts';
import { significant } from '../../../shared/model/format.ts';
import type { Labels } from '../../../shared/model/series.ts';
import type { PromqlFault } from '../../../shared/promql/ast.ts';
import { formatDuration, formatFloat } from '../../../shared/promql/number.ts';
import { faultText, parse } from '../../../shared/promql/parse.ts';
import { isPresent } from '../../../shared/promql/presence.ts';
import { printLabels } from '../../../shared/promql/print.ts';
import { timeText } from '../../hosts/config/times.ts';
import { UsageError } from '../../hosts/config/usage-error.ts';
import { withEngine } from '../engine-access.ts';
import {
  type CommonOptions,
  durationOption,
  limitOption,
  timeOption,
  withCommonOptions,
} from '../options.ts';
import type { CommandContext } from '../program.ts';
import { sparkline } from '../sparkline.ts';
import { type Column, table } from '../table.ts';

interface QueryOptions extends CommonOptions {
  range?: bigint;
  step?: bigint;
  time?: bigint;
  limit: number;
}

/** Without a step, a range has about as many points as a terminal can tell apart. */
const POINTS = 240;
const TREND_WIDTH = 32;

/** `trivet query`: a PromQL expression at one time, or over a range. */
export function addQueryCommand(program: Command, context: CommandContext): void {
  withCommonOptions(
    program.command('query <expr>').description('evaluate a PromQL expression, now or over a range of time'),
  )
    .addOption(durationOption('--range <time>', 'over this long up to the time: 15m, 1h'))
    .addOption(durationOption('--step <time>', 'distance of a range’s points: 15s'))
    .addOption(timeOption('--time <time>', 'RFC 3339, or 10m, 2h, 3d ago, if it is not now', context))
    .addOption(limitOption())
    .action((expr: string, options: QueryOptions) => runQuery(expr, options, context));
}

async function runQuery(expr: string, options: QueryOptions, context: CommandContext): Promise<void> {
  const parsed = parse(expr);
  if (!parsed.ok) throw new UsageError(pointedOut(expr, parsed.error));
  if (options.step !== undefined && options.range === undefined) {
    throw new UsageError('--step goes with --range');
  }
  const timeMs = options.time === undefined ? context.now() : Number(options.time / 1_000_000n);
  await withEngine(options, async ({ client }) => {
    const { range, limit } = options;
    if (range === undefined) {
      printInstant(await client.call('promql.instant', { expr, timeMs }), options, context);
      return;
    }
    const rangeMs = Number(range / 1_000_000n);
    const stepMs = options.step === undefined ? stepFor(rangeMs) : Number(options.step / 1_000_000n);
    const asked = { expr, startMs: timeMs - rangeMs, endMs: timeMs, stepMs, mostSeries: limit };
    printRange(await client.call('promql.range', asked), stepMs, options, context);
  });
}

/** Whole seconds. */
const stepFor = (rangeMs: number): number => Math.max(1, Math.ceil(rangeMs / POINTS / 1000)) * 1000;

/** The message, and below it the line of the query with the place marked. */
function pointedOut(expr: string, fault: PromqlFault): string {
  const start = expr.lastIndexOf('\n', fault.from - 1) + 1;
  const end = expr.indexOf('\n', fault.from);
  const line = expr.slice(start, end < 0 ? undefined : end);
  const marked = Math.max(1, Math.min(fault.to, start + line.length) - fault.from);
  const before = expr.slice(start, fault.from).replace(/[^\t]/gu, ' ');
  return `${faultText(expr, fault)}\n  ${line}\n  ${before}${'^'.repeat(marked)}`;
}

function printInstant(answer: InstantAnswer, { json, limit }: QueryOptions, context: CommandContext): void {
  const { out } = context;
  if (answer.type === 'scalar' || answer.type === 'string') {
    const text = answer.type === 'scalar' ? formatFloat(answer.value) : answer.value;
    if (json) out.json({ time: answer.timeMs / 1000, value: text });
    else out.line(text);
  } else if (answer.type === 'vector') {
    const samples = answer.samples.slice(0, limit);
    if (json) for (const { labels, timeMs, value } of samples) out.json(pointJson(labels, timeMs, value));
    else for (const line of table(vectorColumns, samples)) out.line(line);
    noteCount(answer.samples.length, limit, context);
  } else {
    printMatrix(answer.series.slice(0, limit), json, context);
    noteCount(answer.series.length, limit, context);
  }
  printNotes(answer, context);
}

interface Points {
  labels: Labels;
  timesMs: ArrayLike<number>;
  values: ArrayLike<number>;
  isPresent?(at: number): boolean;
}

/** Raw samples, one a line. */
function printMatrix(series: Points[], json: boolean | undefined, { out }: CommandContext): void {
  if (json) {
    for (const one of series) out.json(pointsJson(one));
    return;
  }
  const rows = series.flatMap(({ labels, timesMs, values }) =>
    Array.from(values, (value, at) => ({ labels, timeMs: timesMs[at] ?? 0, value })),
  );
  for (const line of table(sampleColumns, rows)) out.line(line);
}

function printRange(
  answer: RangeAnswer,
  stepMs: number,
  { json, limit }: QueryOptions,
  context: CommandContext,
): void {
  const { out } = context;
  const series = answer.series.map(({ labels, values }, place) => ({
    labels,
    timesMs: answer.timesMs,
    values,
    isPresent: (step: number) => isPresent(answer, place, step),
  }));
  if (json) for (const one of series) out.json(pointsJson(one));
  else for (const line of table(rangeColumns, series.map(summary))) out.line(line);
  out.note(`${answer.timesMs.length} points, one every ${formatDuration(stepMs)}`);
  if (answer.truncated) out.note(`the first ${limit} series`);
  printNotes(answer, context);
}

const pointJson = (labels: Labels, timeMs: number, value: number) => ({
  metric: Object.fromEntries(labels),
  value: [timeMs / 1000, formatFloat(value)],
});

/** Prometheus' form; steps without a value are left out. */
const pointsJson = ({ labels, timesMs, values, isPresent: known = () => true }: Points) => ({
  metric: Object.fromEntries(labels),
  values: Array.from(values, (value, at) => [(timesMs[at] ?? 0) / 1000, formatFloat(value)] as const).filter(
    (_, at) => known(at),
  ),
});

interface Sample {
  labels: Labels;
  timeMs: number;
  value: number;
}

const seriesColumn = { title: 'SERIES', text: ({ labels }: { labels: Labels }) => printLabels(labels) };
const valueColumn: Column<Sample> = { title: 'VALUE', align: 'right', text: ({ value }) => shown(value) };
const vectorColumns: Column<Sample>[] = [valueColumn, seriesColumn];
const sampleColumns: Column<Sample>[] = [
  { title: 'TIME', text: ({ timeMs }) => timeText(BigInt(Math.round(timeMs)) * 1_000_000n) },
  valueColumn,
  seriesColumn,
];

interface Summary {
  labels: Labels;
  least: number;
  mean: number;
  most: number;
  last: number;
  trend: string;
}

function summary({ labels, values }: Points): Summary {
  const known = Array.from(values).filter((value) => !Number.isNaN(value));
  const sum = known.reduce((total, value) => total + value, 0);
  return {
    labels,
    least: known.reduce((a, b) => Math.min(a, b), Infinity),
    mean: sum / known.length,
    most: known.reduce((a, b) => Math.max(a, b), -Infinity),
    last: known.at(-1) ?? Number.NaN,
    trend: sparkline(values, TREND_WIDTH),
  };
}

const rangeColumns: Column<Summary>[] = [
  { title: 'LAST', align: 'right', text: ({ last }) => shown(last) },
  { title: 'MIN', align: 'right', text: ({ least }) => shown(least) },
  { title: 'MEAN', align: 'right', text: ({ mean }) => shown(mean) },
  { title: 'MAX', align: 'right', text: ({ most }) => shown(most) },
  { title: 'TREND', text: ({ trend }) => trend },
  seriesColumn,
];

/** Three significant digits, but whole numbers in full; what has no digits as Prometheus names it. */
function shown(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value);
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-6)) return value.toExponential(2);
  return Number.isInteger(value) ? value.toLocaleString('en-US') : significant(value);
}

function noteCount(found: number, limit: number, { out }: CommandContext): void {
  if (found === 0) out.note('no series');
  else if (found > limit) out.note(`the first ${limit} of ${found} series`);
}

function printNotes({ warnings, infos }: QueryNotes, { out }: CommandContext): void {
  for (const text of warnings) out.note(`warning: ${text}`);
  for (const text of infos) out.note(`info: ${text}`);
}

import type { Call, Expr, MatrixSelector, Span, Subquery } from '../../../shared/promql/ast.ts';
import { type Evaluation, type Slices, scalarOf } from './evaluation.ts';
import { sameLabelset } from './evaluation-error.ts';
import { type Grid, timeOf } from './grid.ts';
import { withoutMetadata } from './labels.ts';
import { withoutMarkers } from './samples.ts';
import { selectMatrix } from './selectors.ts';
import type { SeriesSamples } from './series-source.ts';
import { evaluateSubquery, type SubquerySamples } from './subquery.ts';
import { lookTimes } from './times.ts';
import { type Column, hasSameLabels, isEmpty, newColumn } from './value.ts';

/** One series' samples and the window of each step among them. */
export interface Windows {
  timesMs: Float64Array;
  values: Float64Array;
  /** The window of a step holds the samples from[step] <= i < to[step]; both never go down. */
  from: Int32Array;
  to: Int32Array;
}

/** What is the same for all series of a call. */
export interface RangeCall {
  grid: Grid;
  rangeMs: number;
  /** Where each step's window ends, included; it begins after this less the range. */
  endsMs: Float64Array;
  /** The other arguments, one value a step. */
  scalars: Float64Array[];
}

/** Fills in a value and its presence for every step at which the window holds enough. */
export type RangeFunction = (windows: Windows, call: RangeCall, out: Column) => void;

export interface RangeFunctionEntry {
  compute: RangeFunction;
  /** Of functions that give a sample as it is. */
  keepsName?: boolean;
  /** A step costs the same however many samples its window holds. */
  isFlat?: boolean;
  /** Looks at the arguments of the whole call. @throws EvaluationError, or makes notes */
  check?: (call: RangeCall, args: readonly Expr[], evaluation: Evaluation) => void;
  /** Once for each series that a result came out of. */
  note?: (name: Column['labels'], arg: Span, evaluation: Evaluation) => void;
}

export const unwrapped = (expr: Expr): Expr => (expr.kind === 'paren' ? unwrapped(expr.expr) : expr);

export const isRange = (expr: Expr): expr is MatrixSelector | Subquery =>
  expr.kind === 'matrix' || expr.kind === 'subquery';

/** A function of a range vector, series after series. */
export function* evaluateRangeCall(
  { func, args }: Call,
  entry: RangeFunctionEntry,
  grid: Grid,
  evaluation: Evaluation,
): Slices<Column[]> {
  const plain = args.map(unwrapped);
  const range = plain.find(isRange);
  if (!range) throw new Error(`${func} without a range vector`);
  const scalars: Float64Array[] = [];
  for (const arg of plain) {
    if (arg !== range) scalars.push(scalarOf(yield* evaluation.evaluate(arg, grid)));
  }
  const endsMs = lookTimes(range.kind === 'matrix' ? range.selector : range, grid, evaluation.query);
  const call: RangeCall = { grid, rangeMs: range.rangeMs, endsMs, scalars };
  const series = yield* samplesOf(range, endsMs, func, grid, evaluation);
  if (series.length > 0) entry.check?.(call, plain, evaluation);
  return yield* computeSeries(series, call, entry, range, evaluation);
}

function samplesOf(
  range: MatrixSelector | Subquery,
  endsMs: Float64Array,
  func: string,
  grid: Grid,
  evaluation: Evaluation,
): Slices<SeriesSamples[]> {
  return range.kind === 'matrix'
    ? selectMatrix(range, endsMs, func, grid, evaluation)
    : evaluateSubquery(range, endsMs, evaluation);
}

function* computeSeries(
  series: readonly (SeriesSamples | SubquerySamples)[],
  call: RangeCall,
  entry: RangeFunctionEntry,
  arg: Span,
  evaluation: Evaluation,
): Slices<Column[]> {
  const { grid } = call;
  const delayed = evaluation.settings.delayedNameRemoval;
  const columns: Column[] = [];
  const windows = new WindowFinder(call);
  for (const samples of series) {
    const column = newColumn(grid, samples.labels, 'dropName' in samples && samples.dropName);
    if (!entry.keepsName && delayed) column.dropName = true;
    else if (!entry.keepsName) column.labels = withoutMetadata(column.labels);
    const found = windows.of(withoutMarkers(samples));
    if (entry.isFlat) entry.compute(found, call, column);
    else yield* computeInParts(found, call, column, entry, evaluation);
    if (evaluation.budget.due(samples.values.length + grid.steps)) yield;
    if (isEmpty(column)) continue;
    evaluation.budget.hold(grid.steps);
    columns.push(column);
    entry.note?.(samples.labels, arg, evaluation);
  }
  if (!delayed && !entry.keepsName && hasSameLabels(columns)) throw sameLabelset();
  return columns;
}

/** Samples looked at between two yields; a window that holds more is still looked at in one go. */
const SAMPLES_A_PART = 400_000;

/** Some steps after others: with many steps and long windows a single series is much work. */
function* computeInParts(
  windows: Windows,
  call: RangeCall,
  out: Column,
  { compute }: RangeFunctionEntry,
  { budget }: Evaluation,
): Slices<void> {
  const { steps } = call.grid;
  for (let start = 0; start < steps; ) {
    let end = start;
    let samples = 0;
    while (end < steps && samples < SAMPLES_A_PART) {
      samples += (windows.to[end] as number) - (windows.from[end] as number);
      end++;
    }
    if (start === 0 && end === steps) compute(windows, call, out);
    else compute(windowsPart(windows, start, end), callPart(call, start, end), columnPart(out, start, end));
    start = end;
    if (budget.due(samples)) yield;
  }
}

const windowsPart = ({ timesMs, values, from, to }: Windows, start: number, end: number): Windows => ({
  timesMs,
  values,
  from: from.subarray(start, end),
  to: to.subarray(start, end),
});

const callPart = ({ grid, rangeMs, endsMs, scalars }: RangeCall, start: number, end: number): RangeCall => ({
  grid: { ...grid, startMs: timeOf(grid, start), steps: end - start },
  rangeMs,
  endsMs: endsMs.subarray(start, end),
  scalars: scalars.map((values) => values.subarray(start, end)),
});

const columnPart = (column: Column, start: number, end: number): Column => ({
  ...column,
  values: column.values.subarray(start, end),
  present: column.present.subarray(start, end),
});

/** Finds each step's window by going once through the samples. Its arrays are used anew for every series. */
class WindowFinder {
  readonly #call: RangeCall;
  readonly #from: Int32Array;
  readonly #to: Int32Array;

  constructor(call: RangeCall) {
    this.#call = call;
    this.#from = new Int32Array(call.grid.steps);
    this.#to = new Int32Array(call.grid.steps);
  }

  of({ timesMs, values }: SeriesSamples): Windows {
    const { endsMs, rangeMs } = this.#call;
    const from = this.#from;
    const to = this.#to;
    const count = timesMs.length;
    let first = 0;
    let next = 0;
    for (let step = 0; step < endsMs.length; step++) {
      const endMs = endsMs[step] as number;
      const afterMs = endMs - rangeMs;
      while (next < count && (timesMs[next] as number) <= endMs) next++;
      while (first < next && (timesMs[first] as number) <= afterMs) first++;
      from[step] = first;
      to[step] = next;
    }
    return { timesMs, values, from, to };
  }
}

import { seriesKey } from '../../../../shared/model/series.ts';
import type { Expr, Span } from '../../../../shared/promql/ast.ts';
import { type Buckets, bucketFraction, bucketQuantile, ensureMonotonic } from '../buckets.ts';
import { type Evaluation, type Slices, scalarOf, seriesOf, stringOf } from '../evaluation.ts';
import { goFloat, goPlainFloat } from '../go-float.ts';
import { type Grid, timeOf } from '../grid.ts';
import { dropLabels, labelValue, metricName, withLabel } from '../labels.ts';
import { mergeSameLabels, renamed } from '../names.ts';
import { isQuantile } from '../quantile.ts';
import { type Column, isEmpty, newColumn, type Value, vector } from '../value.ts';
import type { NodeFunction } from './node-function.ts';

const BOUND = 'le';
const WITHOUT_BOUND = new Set([BOUND]);

/** The series of one classic histogram, by bound. */
interface Histogram {
  column: Pick<Column, 'labels' | 'dropName'>;
  buckets: { bound: number; column: Column }[];
}

function parseBound(text: string): number {
  if (/^[+]?inf(inity)?$/i.test(text)) return Number.POSITIVE_INFINITY;
  if (/^-inf(inity)?$/i.test(text)) return Number.NEGATIVE_INFINITY;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** Puts the buckets of each histogram together, once for all steps. */
function histogramsOf(series: readonly Column[], arg: Span, { notes }: Evaluation): Histogram[] {
  const found = new Map<string, Histogram>();
  for (const column of series) {
    const text = labelValue(column.labels, BOUND);
    const bound = parseBound(text);
    if (Number.isNaN(bound)) {
      const name = metricName(column.labels);
      const of = name === '' ? '' : ` for metric name ${JSON.stringify(name)}`;
      notes.warn(
        `bucket label "le" is missing or has a malformed value of ${JSON.stringify(text)}${of}`,
        arg,
      );
      continue;
    }
    const labels = dropLabels(column.labels, WITHOUT_BOUND);
    const key = seriesKey(labels);
    const histogram = found.get(key) ?? { column: { labels, dropName: column.dropName }, buckets: [] };
    histogram.buckets.push({ bound, column });
    found.set(key, histogram);
  }
  for (const { buckets } of found.values()) buckets.sort((a, b) => a.bound - b.bound);
  return [...found.values()];
}

/** The buckets that have a value at a step, those of one bound summed. */
function gather({ buckets }: Histogram, step: number, into: Buckets): void {
  let length = 0;
  for (const { bound, column } of buckets) {
    if (column.present[step] === 0) continue;
    const count = column.values[step] as number;
    if (length > 0 && into.bounds[length - 1] === bound) {
      into.counts[length - 1] = (into.counts[length - 1] as number) + count;
      continue;
    }
    into.bounds[length] = bound;
    into.counts[length++] = count;
  }
  into.length = length;
}

/** One number of each histogram at each step. */
function* ofEach(
  histograms: readonly Histogram[],
  compute: (buckets: Buckets, step: number, histogram: Histogram) => number,
  grid: Grid,
  evaluation: Evaluation,
): Slices<Column[]> {
  const columns: Column[] = [];
  for (const histogram of histograms) {
    const size = histogram.buckets.length;
    const buckets = { bounds: new Float64Array(size), counts: new Float64Array(size), length: 0 };
    const { labels, dropName } = renamed(histogram.column, evaluation);
    const column = newColumn(grid, labels, dropName);
    for (let step = 0; step < grid.steps; step++) {
      gather(histogram, step, buckets);
      if (buckets.length === 0) continue;
      column.values[step] = compute(buckets, step, histogram);
      column.present[step] = 1;
    }
    if (!isEmpty(column)) {
      evaluation.budget.hold(grid.steps);
      columns.push(column);
    }
    if (evaluation.budget.due(grid.steps * size)) yield;
  }
  return columns;
}

/** Notes what had to be raised, and gives the quantile. */
function quantilesOf(
  histograms: readonly Histogram[],
  quantiles: Float64Array,
  span: Span,
  grid: Grid,
  evaluation: Evaluation,
): Slices<Column[]> {
  const { notes, settings } = evaluation;
  const compute = (buckets: Buckets, step: number, { column }: Histogram) => {
    const q = quantiles[step] as number;
    if (isQuantile(q) && buckets.bounds[buckets.length - 1] === Number.POSITIVE_INFINITY) {
      const raised = ensureMonotonic(buckets);
      const name = settings.delayedNameRemoval ? metricName(column.labels) : '';
      if (raised) notes.forcedMonotonic(name, span, { timeMs: timeOf(grid, step), ...raised });
    }
    return bucketQuantile(q, buckets);
  };
  return ofEach(histograms, compute, grid, evaluation);
}

function checkQuantiles(quantiles: Float64Array, arg: Expr, { notes }: Evaluation): void {
  for (const q of quantiles) {
    if (!isQuantile(q)) notes.warn(`quantile value should be between 0 and 1, got ${goFloat(q)}`, arg);
  }
}

const merged = (columns: Column[], { settings }: Evaluation): Value =>
  vector(settings.delayedNameRemoval ? columns : mergeSameLabels(columns));

function* histogramQuantile(
  ...[[q, input], { args }, grid, evaluation]: Parameters<NodeFunction>
): Slices<Value> {
  const [quantileArg, vectorArg] = args as [Expr, Expr];
  const quantiles = scalarOf(q as Value);
  checkQuantiles(quantiles, quantileArg, evaluation);
  const histograms = histogramsOf(seriesOf(input as Value), vectorArg, evaluation);
  return merged(yield* quantilesOf(histograms, quantiles, vectorArg, grid, evaluation), evaluation);
}

/** Several quantiles at once, each under a label of its own. */
function* histogramQuantiles(
  ...[[input, label, ...wanted], { args }, grid, evaluation]: Parameters<NodeFunction>
): Slices<Value> {
  const histograms = histogramsOf(seriesOf(input as Value), args[0] as Expr, evaluation);
  const columns: Column[] = [];
  for (const [i, value] of wanted.entries()) {
    const quantiles = scalarOf(value);
    checkQuantiles(quantiles, args[i + 2] as Expr, evaluation);
    const text = openMetricsFloat(quantiles[0] as number);
    const found = yield* quantilesOf(histograms, quantiles, args[1] as Expr, grid, evaluation);
    for (const column of found)
      columns.push({ ...column, labels: withLabel(column.labels, stringOf(label), text) });
  }
  return merged(columns, evaluation);
}

/** A whole number has a point, as OpenMetrics wants. */
function openMetricsFloat(value: number): string {
  const text = goPlainFloat(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function* histogramFraction(
  ...[[low, high, input], { args }, grid, evaluation]: Parameters<NodeFunction>
): Slices<Value> {
  const [lower, upper] = [scalarOf(low as Value), scalarOf(high as Value)];
  const histograms = histogramsOf(seriesOf(input as Value), args[2] as Expr, evaluation);
  const compute = (buckets: Buckets, step: number) =>
    bucketFraction(lower[step] as number, upper[step] as number, buckets);
  return merged(yield* ofEach(histograms, compute, grid, evaluation), evaluation);
}

/** What is defined of native histograms only: a float has none of it, as in Prometheus. */
const ofNative: NodeFunction = () => vector([]);

export const histogramFunctions: Record<string, NodeFunction> = {
  histogram_quantile: histogramQuantile,
  histogram_quantiles: histogramQuantiles,
  histogram_fraction: histogramFraction,
  histogram_count: ofNative,
  histogram_sum: ofNative,
  histogram_avg: ofNative,
  histogram_stddev: ofNative,
  histogram_stdvar: ofNative,
};

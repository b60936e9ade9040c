import type { MatrixSelector, VectorSelector } from '../../../shared/promql/ast.ts';
import type { Evaluation, Slices } from './evaluation.ts';
import type { Grid } from './grid.ts';
import { staleMarks } from './samples.ts';
import type { SeriesSamples } from './series-source.ts';
import { lookTimes } from './times.ts';
import { type Column, isEmpty, newColumn } from './value.ts';

/** The function around a selector, told to the source for its choice among downsampled samples. */
export interface SelectorUse {
  func: string;
  rangeMs: number;
  /** Length of the window: what a selector sees begins after the time it looks at, less this. */
  windowMs: number;
}

export function* selectSamples(
  { matchers }: VectorSelector,
  looks: Float64Array,
  { func, rangeMs, windowMs }: SelectorUse,
  grid: Grid,
  { source, budget }: Evaluation,
): Slices<SeriesSamples[]> {
  if (looks.length === 0) return [];
  const startMs = (looks[0] as number) - windowMs + 1;
  const endMs = looks[looks.length - 1] as number;
  if (endMs < startMs) return [];
  const series = yield* source.select({
    matchers,
    startMs,
    endMs,
    hints: { stepMs: grid.steps > 1 ? grid.stepMs : 0, rangeMs, func },
    charge: (samples) => budget.charge(samples),
  });
  budget.seriesRead += series.length;
  return series;
}

/**
 * An instant selector: at each step the newest sample of the lookback, which begins after its far end, unless that is
 * a staleness marker. With `times` a step's value is its sample's time in seconds, as timestamp() wants.
 */
export function* selectVector(
  selector: VectorSelector,
  grid: Grid,
  evaluation: Evaluation,
  { func = '', times = false } = {},
): Slices<Column[]> {
  const { lookbackMs } = evaluation.settings;
  const looks = lookTimes(selector, grid, evaluation.query);
  const use = { func, rangeMs: 0, windowMs: lookbackMs };
  const found = yield* selectSamples(selector, looks, use, grid, evaluation);
  const columns: Column[] = [];
  for (const samples of found) {
    const column = newColumn(grid, samples.labels);
    place(samples, looks, lookbackMs, column);
    if (times) putTimes(samples, looks, column);
    if (!isEmpty(column)) {
      evaluation.budget.hold(grid.steps);
      columns.push(column);
    }
    if (evaluation.budget.due(samples.values.length + grid.steps)) yield;
  }
  return columns;
}

function place(
  { timesMs, values }: SeriesSamples,
  looks: Float64Array,
  lookbackMs: number,
  { values: out, present }: Column,
): void {
  const marks = staleMarks(values);
  const count = timesMs.length;
  let next = 0;
  for (let step = 0; step < looks.length; step++) {
    const look = looks[step] as number;
    while (next < count && (timesMs[next] as number) <= look) next++;
    const newest = next - 1;
    if (newest < 0 || (timesMs[newest] as number) <= look - lookbackMs) continue;
    if (marks && marks[newest] === 1) continue;
    out[step] = values[newest] as number;
    present[step] = 1;
  }
}

/** Replaces the values that `place` has put by the times of their samples. */
function putTimes({ timesMs }: SeriesSamples, looks: Float64Array, { values, present }: Column): void {
  let next = 0;
  for (let step = 0; step < looks.length; step++) {
    while (next < timesMs.length && (timesMs[next] as number) <= (looks[step] as number)) next++;
    if (present[step] === 1) values[step] = (timesMs[next - 1] as number) / 1000;
  }
}

/** Everything that a range selector sees at any step, staleness markers still among it. */
export const selectMatrix = (
  { selector, rangeMs }: MatrixSelector,
  looks: Float64Array,
  func: string,
  grid: Grid,
  evaluation: Evaluation,
): Slices<SeriesSamples[]> =>
  selectSamples(selector, looks, { func, rangeMs, windowMs: rangeMs }, grid, evaluation);

import { type Slices, seriesOf } from '../evaluation.ts';
import { timeOf } from '../grid.ts';
import { mergeSameLabels, renamed } from '../names.ts';
import { selectVector } from '../selectors.ts';
import { type Value, vector } from '../value.ts';
import { mapValues } from './math.ts';
import type { NodeFunction } from './node-function.ts';
import { everywhere } from './scalars.ts';

const DAY_MS = 86_400_000;

/** A part of the date in UTC that a value, seconds since the epoch, stands for; of the step's own time without an argument. */
const ofDate = (part: (date: Date) => number): NodeFunction =>
  function* ([input], _call, grid, evaluation) {
    const change = (seconds: number) => part(new Date(Math.trunc(seconds) * 1000));
    if (!input) {
      const values = Float64Array.from({ length: grid.steps }, (_, step) =>
        change(timeOf(grid, step) / 1000),
      );
      return vector([everywhere(grid, values)]);
    }
    return vector(yield* mapValues(seriesOf(input), change, grid, evaluation));
  };

const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1;

const daysInMonth = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

/** Of a selector the times of its samples, of anything else the times of the steps; in seconds. */
function* timestamp(...[[input], call, grid, evaluation]: Parameters<NodeFunction>): Slices<Value> {
  let selector = call.args[0];
  while (selector?.kind === 'paren') selector = selector.expr;
  if (selector?.kind === 'selector') {
    const series = yield* selectVector(selector, grid, evaluation, { func: 'timestamp', times: true });
    const columns = series.map((column) => ({ ...column, ...renamed(column, evaluation) }));
    return vector(evaluation.settings.delayedNameRemoval ? columns : mergeSameLabels(columns));
  }
  const change = (_value: number, step: number) => timeOf(grid, step) / 1000;
  return vector(yield* mapValues(input ? seriesOf(input) : [], change, grid, evaluation));
}

export const timeFunctions: Record<string, NodeFunction> = {
  timestamp,
  year: ofDate((date) => date.getUTCFullYear()),
  month: ofDate((date) => date.getUTCMonth() + 1),
  day_of_month: ofDate((date) => date.getUTCDate()),
  day_of_week: ofDate((date) => date.getUTCDay()),
  day_of_year: ofDate(dayOfYear),
  days_in_month: ofDate(daysInMonth),
  hour: ofDate((date) => date.getUTCHours()),
  minute: ofDate((date) => date.getUTCMinutes()),
};

import type { Call } from '../../../../shared/promql/ast.ts';
import { type Evaluation, seriesOf, stringOf } from '../evaluation.ts';
import type { Grid } from '../grid.ts';
import { compareLabels, labelValue } from '../labels.ts';
import { type Column, vector } from '../value.ts';
import type { NodeFunction } from './node-function.ts';

type Order = (a: Column, b: Column) => number;

const firstValue = ({ values }: Column): number => values[0] as number;

/** By value, NaN last whichever way. */
const byValue =
  (sign: 1 | -1): Order =>
  (a, b) => {
    const [left, right] = [firstValue(a), firstValue(b)];
    if (Number.isNaN(left) || Number.isNaN(right))
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
    return left === right ? 0 : left < right ? -sign : sign;
  };

const chunks = (text: string): string[] => text.match(/\d+|\D+/g) ?? [];

/** Natural order: numbers inside the texts are compared as numbers. */
export function compareNaturally(a: string, b: string): number {
  const [left, right] = [chunks(a), chunks(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i] as string, right[i] as string];
    if (x === y) continue;
    const [m, n] = [Number(x), Number(y)];
    const numeric = /^\d/.test(x) && /^\d/.test(y);
    if (numeric && m !== n) return m - n;
    if (!numeric) return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

const byLabels =
  (names: readonly string[], sign: 1 | -1): Order =>
  (a, b) => {
    for (const name of names) {
      const order = compareNaturally(labelValue(a.labels, name), labelValue(b.labels, name));
      if (order !== 0) return sign * order;
    }
    return sign * compareLabels(a.labels, b.labels);
  };

function sorted(input: Column[], order: Order, call: Call, grid: Grid, { notes }: Evaluation): Column[] {
  if (grid.steps === 1) return [...input].sort(order);
  notes.warn('sort is ineffective for range queries since results are always ordered by labels', call);
  return input;
}

const sortBy = (orderOf: (labels: string[]) => Order): NodeFunction =>
  function* ([input, ...labels], call, grid, evaluation) {
    const series = seriesOf(input ?? vector([]));
    if (evaluation.budget.due(series.length * 20)) yield;
    return vector(sorted(series, orderOf(labels.map(stringOf)), call, grid, evaluation));
  };

export const sortFunctions: Record<string, NodeFunction> = {
  sort: sortBy(() => byValue(1)),
  sort_desc: sortBy(() => byValue(-1)),
  sort_by_label: sortBy((labels) => byLabels(labels, 1)),
  sort_by_label_desc: sortBy((labels) => byLabels(labels, -1)),
};

import { type Labels, seriesKey } from '../../../../shared/model/series.ts';
import type { VectorMatching } from '../../../../shared/promql/ast.ts';
import type { Budget } from '../budget.ts';
import type { Evaluation, Slices } from '../evaluation.ts';
import { EvaluationError, sameLabelset } from '../evaluation-error.ts';
import type { Grid } from '../grid.ts';
import { labelsText } from '../labels.ts';
import { type Column, isEmpty, newColumn } from '../value.ts';
import { bySignature, matchLabels, resultLabels } from './matching.ts';
import { type ElementOperation, elementOperation, isComparison, type ValueOperator } from './operators.ts';

interface Join {
  matching: VectorMatching;
  operation: ElementOperation;
  bool: boolean;
  /** In the query the side that has one series a group stands left: values go the other way round. */
  swapped: boolean;
  grid: Grid;
  evaluation: Evaluation;
}

/** Arithmetic and comparisons between two vectors: each series meets the one with the same labels on the other side. */
export function* vectorVector(
  op: ValueOperator,
  left: readonly Column[],
  right: readonly Column[],
  { matching, bool }: { matching: VectorMatching; bool: boolean },
  grid: Grid,
  evaluation: Evaluation,
): Slices<Column[]> {
  if (left.length === 0 || right.length === 0) return [];
  const swapped = matching.card === 'one-to-many';
  const [many, one] = swapped ? [right, left] : [left, right];
  const operation = elementOperation(op, bool);
  const join = { matching, operation, bool: bool && isComparison(op), swapped, grid, evaluation };
  const results = new Results(grid, evaluation.budget);
  const manySides = yield* bySignature(many, matching, evaluation);
  const isAsked = anyPresence(many, grid);
  const oneSides = yield* bySignature(one, matching, evaluation);
  for (const [signature, ones] of oneSides) {
    checkUnique(ones, isAsked, join);
    const manies = manySides.get(signature);
    if (manies) yield* joinGroup(manies, ones, join, results);
  }
  return results.columns();
}

/** The steps at which a side has any value: at the others nothing is matched, so nothing can be wrong. */
function anyPresence(series: readonly Column[], grid: Grid): Uint8Array {
  const any = new Uint8Array(grid.steps);
  for (const { present } of series) {
    for (let step = 0; step < grid.steps; step++) if (present[step] === 1) any[step] = 1;
  }
  return any;
}

/** @throws EvaluationError when the side of one has two series at one step */
function checkUnique(ones: readonly Column[], isAsked: Uint8Array, { matching, swapped, grid }: Join): void {
  if (ones.length === 1) return;
  for (let step = 0; step < grid.steps; step++) {
    if (isAsked[step] === 0) continue;
    const [first, second] = ones.filter(({ present }) => present[step] === 1);
    if (!first || !second) continue;
    const group = labelsText(matchLabels(second.labels, matching));
    const pair = `[${labelsText(second.labels)}, ${labelsText(first.labels)}]`;
    throw new EvaluationError(
      `found duplicate series for the match group ${group} on the ${swapped ? 'left' : 'right'} hand-side of the operation: ${pair};many-to-many matching not allowed: matching labels must be unique on one side`,
    );
  }
}

function* joinGroup(
  manies: readonly Column[],
  ones: readonly Column[],
  join: Join,
  results: Results,
): Slices<void> {
  const { matching, operation, bool, grid, evaluation } = join;
  // Of one-to-one: whether the group has a pair at a step; of the others: which result has one.
  const taken = new Map<string, Uint8Array>();
  const delayed = evaluation.settings.delayedNameRemoval;
  for (const many of manies) {
    for (const one of ones) {
      // With bool the name goes like the others' when names go late.
      const labels = resultLabels(
        many.labels,
        one.labels,
        matching,
        operation.changesQuantity && !(bool && delayed),
      );
      const key = matching.card === 'one-to-one' ? '' : seriesKey(labels);
      const steps = taken.get(key) ?? new Uint8Array(grid.steps);
      taken.set(key, steps);
      pair(many, one, join, steps, results.column(labels, delayed && (bool || many.dropName)));
      if (evaluation.budget.due(grid.steps)) yield;
    }
  }
}

/** @throws EvaluationError when there is a pair already, or another with the same labels */
function pair(
  many: Column,
  one: Column,
  { matching, operation, swapped }: Join,
  taken: Uint8Array,
  out: Column,
) {
  const { compute, keeps } = operation;
  for (let step = 0; step < taken.length; step++) {
    if (many.present[step] === 0 || one.present[step] === 0) continue;
    const [x, y] = [many.values[step] as number, one.values[step] as number];
    const left = swapped ? y : x;
    const right = swapped ? x : y;
    if (!keeps(left, right)) continue;
    // Only what a comparison keeps counts as a match, as in Prometheus.
    if (taken[step] === 1) throw manyMatches(matching);
    taken[step] = 1;
    if (out.present[step] === 1) throw sameLabelset();
    out.present[step] = 1;
    out.values[step] = compute(left, right);
  }
}

const manyMatches = ({ card }: VectorMatching): EvaluationError =>
  new EvaluationError(
    card === 'one-to-one'
      ? 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)'
      : 'multiple matches for labels: grouping labels must ensure unique matches',
  );

/** One column for each label set that comes out. */
class Results {
  readonly #grid: Grid;
  readonly #budget: Budget;
  readonly #columns = new Map<string, Column>();

  constructor(grid: Grid, budget: Budget) {
    this.#grid = grid;
    this.#budget = budget;
  }

  column(labels: Labels, dropName: boolean): Column {
    const key = seriesKey(labels);
    const known = this.#columns.get(key);
    if (known) return known;
    this.#budget.hold(this.#grid.steps);
    const column = newColumn(this.#grid, labels, dropName);
    this.#columns.set(key, column);
    return column;
  }

  columns(): Column[] {
    return [...this.#columns.values()].filter((column) => !isEmpty(column));
  }
}

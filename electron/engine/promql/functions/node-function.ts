import type { Call } from '../../../../shared/promql/ast.ts';
import type { Evaluation, Slices } from '../evaluation.ts';
import type { Grid } from '../grid.ts';
import type { Value } from '../value.ts';

/** A function whose arguments have been evaluated; none of them is a range vector. Little work is done at once, more in slices. */
export type NodeFunction = (
  args: readonly Value[],
  call: Call,
  grid: Grid,
  evaluation: Evaluation,
) => Value | Slices<Value>;

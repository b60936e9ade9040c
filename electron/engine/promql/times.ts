import type { AtModifier } from '../../../shared/promql/ast.ts';
import { type Grid, timeOf } from './grid.ts';

interface Placed {
  at: AtModifier | null;
  offsetMs: number;
}

/** The time an @ modifier names, null where there is none. */
function pinned({ at }: Placed, query: Grid): number | null {
  if (!at) return null;
  if (at.kind === 'time') return at.timeMs;
  return at.kind === 'start' ? query.startMs : query.endMs;
}

/** For each step the time up to which a selector or subquery looks, its @ and offset counted in. */
export function lookTimes(placed: Placed, grid: Grid, query: Grid): Float64Array {
  const fixed = pinned(placed, query);
  const times = new Float64Array(grid.steps);
  for (let step = 0; step < grid.steps; step++) times[step] = (fixed ?? timeOf(grid, step)) - placed.offsetMs;
  return times;
}

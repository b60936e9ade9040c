/** The times at which an expression is evaluated: startMs, startMs + stepMs, …; an instant query has one step. */
export interface Grid {
  startMs: number;
  /** As it was asked: the last step may lie before it. */
  endMs: number;
  stepMs: number;
  steps: number;
}

export const gridOf = (startMs: number, endMs: number, stepMs: number): Grid => ({
  startMs,
  endMs,
  stepMs,
  steps: endMs < startMs ? 0 : Math.floor((endMs - startMs) / stepMs) + 1,
});

export const timeOf = ({ startMs, stepMs }: Grid, step: number): number => startMs + step * stepMs;

export const gridTimes = (grid: Grid): Float64Array =>
  Float64Array.from({ length: grid.steps }, (_, step) => timeOf(grid, step));

export const constant = (grid: Grid, value: number): Float64Array => new Float64Array(grid.steps).fill(value);

import type { Samples } from './chunk.ts';

export type GridKind = 'last' | 'max' | 'rate';

/** Steps at startMs, startMs + stepMs, …; the step at t covers the time from t - stepMs (excluded) to t. */
export interface Grid {
  startMs: number;
  stepMs: number;
  steps: number;
}

/** No series is taken to be sampled more often than this when its gaps are judged. */
const LEAST_INTERVAL_MS = 1_000;
/** Samples further apart than this many intervals have a gap between them: more than three were missed. */
const INTERVALS_TO_GAP = 4;

/**
 * Puts the samples of one series on the grid; NaN where there is nothing. A step without a sample between two
 * samples that belong together keeps the earlier one's value; a step inside a gap stays NaN, and so does what comes
 * after the newest sample.
 */
export function toGrid(samples: Samples, grid: Grid, kind: GridKind): Float64Array {
  return kind === 'rate' ? rateGrid(samples, grid) : valueGrid(samples, grid, kind === 'max');
}

function valueGrid({ timesMs, values }: Samples, grid: Grid, largest: boolean): Float64Array {
  const out = new Float64Array(grid.steps).fill(Number.NaN);
  for (let i = 0; i < timesMs.length; i++) {
    const value = values[i] as number;
    const step = stepOf(timesMs[i] as number, grid);
    if (step >= 0 && step < grid.steps) {
      const present = out[step] as number;
      if (!largest || Number.isNaN(present) || value > present) out[step] = value;
    }
    if (i + 1 >= timesMs.length || isGapAfter(timesMs, i)) continue;
    const until = Math.min(stepOf(timesMs[i + 1] as number, grid), grid.steps);
    for (let s = Math.max(step + 1, 0); s < until; s++) out[s] = value;
  }
  return out;
}

const stepOf = (timeMs: number, { startMs, stepMs }: Grid): number => Math.ceil((timeMs - startMs) / stepMs);

/**
 * Per-second increase. Between two samples a counter grows evenly; a step's rate is the mean over that part of it
 * that samples cover. A counter that fell started anew from zero.
 */
function rateGrid({ timesMs, values }: Samples, grid: Grid): Float64Array {
  const { startMs, stepMs, steps } = grid;
  const increase = new Float64Array(steps);
  const covered = new Float64Array(steps);
  for (let i = 1; i < timesMs.length; i++) {
    const [from, to] = [timesMs[i - 1] as number, timesMs[i] as number];
    if (isGapAfter(timesMs, i - 1)) continue;
    const [before, now] = [values[i - 1] as number, values[i] as number];
    const perMs = (now >= before ? now - before : now) / (to - from);
    if (Number.isNaN(perMs)) continue;
    // A time on a step's very start belongs to the step before; a part of no length adds nothing there.
    const last = Math.min(stepOf(to, grid), steps - 1);
    for (let s = Math.max(stepOf(from, grid), 0); s <= last; s++) {
      const end = startMs + s * stepMs;
      const length = Math.min(to, end) - Math.max(from, end - stepMs);
      if (length <= 0) continue;
      increase[s] = (increase[s] as number) + perMs * length;
      covered[s] = (covered[s] as number) + length;
    }
  }
  return increase.map((sum, s) =>
    (covered[s] as number) > 0 ? (sum / (covered[s] as number)) * 1000 : Number.NaN,
  );
}

/**
 * Whether samples are missing between this one and the next. What is usual is taken from the distances around, for
 * old samples may stand further apart than new ones.
 */
function isGapAfter(timesMs: Float64Array, i: number): boolean {
  const distance = (timesMs[i + 1] as number) - (timesMs[i] as number);
  if (distance <= INTERVALS_TO_GAP * LEAST_INTERVAL_MS) return false;
  const around: number[] = [];
  for (let j = Math.max(i - 2, 0); j < Math.min(i + 3, timesMs.length - 1); j++) {
    around.push((timesMs[j + 1] as number) - (timesMs[j] as number));
  }
  around.sort((a, b) => a - b);
  return (
    distance > INTERVALS_TO_GAP * Math.max(around[(around.length - 1) >> 1] as number, LEAST_INTERVAL_MS)
  );
}

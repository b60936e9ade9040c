import type { RangeAnswer } from '../../../../shared/contract/promql.ts';
import type { Objective } from './objective.ts';
import { badOf, counts } from './sli.ts';

/** Asks a query over a range; whoever left stops it. */
export type AskRange = (
  expr: string,
  grid: { startMs: number; endMs: number; stepMs: number },
) => Promise<RangeAnswer>;

/** Below it a window would hold no two samples of what is scraped once a minute. */
const LEAST_COUNTED_MS = 120_000;
const LEAST_STEP_MS = 60_000;
const STEPS = 120;
/** Of the window that lies before what is shown. */
const STEPS_BEFORE = 240;

/** Events on a grid of steps, each step what happened during it. */
interface Events {
  timesMs: Float64Array;
  bad: Float64Array;
  /** NaN where nothing was measured. */
  total: Float64Array;
}

export interface Budget {
  timesMs: Float64Array;
  /** Part of the budget that is left, of the window that ends at each step; NaN where nothing was measured in it. */
  budgetLeft: Float64Array;
  good: Float64Array;
  total: Float64Array;
  /** Part that was good over the window that ends at the last step; null where nothing was measured. */
  goodPart: number | null;
  dataSinceMs: number | null;
}

/**
 * The budget over time by occurrences: what was bad in the window before each step, over all that was in it, held
 * against the part that may be bad. Counted on two grids, a coarse one for the window before the range and a fine one
 * for the range itself, so that a month costs one pass over its samples.
 */
export async function budgetOver(
  objective: Objective,
  { startMs, endMs }: { startMs: number; endMs: number },
  ask: AskRange,
): Promise<Budget> {
  const { windowMs, target, indicator } = objective;
  const fineMs = neatStep((endMs - startMs) / STEPS);
  const coarseMs = neatStep(windowMs / STEPS_BEFORE);
  // Steps end with the range: what was just measured counts.
  const firstMs = endMs - Math.max(1, Math.ceil((endMs - startMs) / fineMs)) * fineMs;
  const before = gridBefore(firstMs, windowMs, coarseMs);
  const within = { startMs: firstMs + fineMs, endMs, stepMs: fineMs };
  const [coarse, fine] = await Promise.all([
    eventsOn(indicator, before, ask),
    eventsOn(indicator, within, ask),
  ]);
  const sums = new Sums(before.startMs - before.stepMs, [coarse, fine]);
  const budgetLeft = fine.timesMs.map((timeMs) => {
    const { bad, total } = sums.between(timeMs - windowMs, timeMs);
    return total > 0 ? 1 - bad / total / (1 - target) : Number.NaN;
  });
  const lastMs = fine.timesMs.at(-1) ?? endMs;
  const whole = sums.between(lastMs - windowMs, lastMs);
  return {
    timesMs: fine.timesMs,
    budgetLeft,
    good: fine.total.map((total, i) => total - (fine.bad[i] ?? 0)),
    total: fine.total,
    goodPart: whole.total > 0 ? 1 - whole.bad / whole.total : null,
    dataSinceMs: firstTime(coarse) ?? firstTime(fine),
  };
}

const neatSteps = [60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400];
/** The first round step that is no shorter. */
export function neatStep(ms: number): number {
  const least = Math.max(LEAST_STEP_MS, ms) / 1000;
  return (neatSteps.find((seconds) => seconds >= least) ?? Math.ceil(least / 86_400) * 86_400) * 1000;
}

/** Steps that end where the range begins and hold the whole window before it. */
function gridBefore(firstMs: number, windowMs: number, stepMs: number) {
  const steps = Math.ceil(windowMs / stepMs);
  return { startMs: firstMs - (steps - 1) * stepMs, endMs: firstMs, stepMs };
}

async function eventsOn(
  indicator: Objective['indicator'],
  grid: { startMs: number; endMs: number; stepMs: number },
  ask: AskRange,
): Promise<Events> {
  const countedMs = Math.max(grid.stepMs, LEAST_COUNTED_MS);
  const exprs = counts(indicator, countedMs);
  const [counted, all] = await Promise.all([ask(exprs.counted, grid), ask(exprs.total, grid)]);
  const part = counted.series[0]?.values;
  const whole = all.series[0]?.values;
  const share = grid.stepMs / countedMs;
  const total = all.timesMs.map((_, i) => (whole?.[i] ?? Number.NaN) * share);
  const bad = total.map((one, i) => badOf(indicator.part, (part?.[i] ?? Number.NaN) * share, one));
  return { timesMs: all.timesMs, bad, total };
}

const firstTime = ({ timesMs, total }: Events): number | null => {
  const first = total.findIndex((one) => one > 0);
  return first < 0 ? null : (timesMs[first] ?? null);
};

/** Sums of events up to any time, between steps as if they came evenly. */
class Sums {
  readonly #timesMs: number[];
  readonly #bad = [0];
  readonly #total = [0];

  constructor(fromMs: number, parts: readonly Events[]) {
    this.#timesMs = [fromMs];
    for (const { timesMs, bad, total } of parts) {
      for (let i = 0; i < timesMs.length; i++) {
        const has = (total[i] ?? Number.NaN) > 0;
        this.#timesMs.push(timesMs[i] ?? Number.NaN);
        this.#bad.push((this.#bad.at(-1) ?? 0) + (has ? (bad[i] ?? 0) : 0));
        this.#total.push((this.#total.at(-1) ?? 0) + (has ? (total[i] ?? 0) : 0));
      }
    }
  }

  between(fromMs: number, toMs: number): { bad: number; total: number } {
    const of = (sums: readonly number[]) => this.#at(sums, toMs) - this.#at(sums, fromMs);
    return { bad: of(this.#bad), total: of(this.#total) };
  }

  #at(sums: readonly number[], timeMs: number): number {
    let [low, high] = [0, this.#timesMs.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#timesMs[middle] ?? 0) < timeMs) low = middle + 1;
      else high = middle;
    }
    const after = sums[low] ?? 0;
    if (low === 0) return after;
    const [fromMs = 0, toMs = 0] = [this.#timesMs[low - 1], this.#timesMs[low]];
    const before = sums[low - 1] ?? 0;
    const part = toMs > fromMs ? Math.min(1, Math.max(0, (timeMs - fromMs) / (toMs - fromMs))) : 1;
    return before + (after - before) * part;
  }
}

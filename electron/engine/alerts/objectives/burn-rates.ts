import type { BudgetCourse, BurnRate } from '../../../../shared/contract/objectives.ts';
import type { InstantAnswer } from '../../../../shared/contract/promql.ts';
import { quoted } from '../../../../shared/promql/go-text.ts';
import type { AskRange } from './budget.ts';
import type { Objective } from './objective.ts';
import { burnThreshold, reachable, recordName } from './objective-rules.ts';
import { errorRatio } from './sli.ts';

export type AskInstant = (expr: string, timeMs: number) => Promise<InstantAnswer>;

/** Part of errors by window. */
type Ratios = ReadonlyMap<number, number>;

/** How fast the budget is spent now, over the windows that alerts look at. */
export async function burnRatesNow(
  objective: Objective,
  nowMs: number,
  ask: AskInstant,
): Promise<BurnRate[]> {
  const pairs = reachable(objective);
  const ratios = await ratiosNow(
    objective,
    [...new Set(pairs.flatMap(({ longMs, shortMs }) => [longMs, shortMs]))],
    nowMs,
    ask,
  );
  const rate = (windowMs: number): number | null => {
    const ratio = ratios.get(windowMs);
    return ratio === undefined ? null : ratio / (1 - objective.target);
  };
  return pairs.map(({ longMs, shortMs, factor, severity }) => {
    const limit = burnThreshold(objective, factor);
    const firing = [longMs, shortMs].every((windowMs) => (ratios.get(windowMs) ?? 0) > limit);
    return { longMs, shortMs, long: rate(longMs), short: rate(shortMs), threshold: factor, severity, firing };
  });
}

/** As the rules recorded them; what they did not record yet is asked of the indicator itself. */
async function ratiosNow(
  { name, service, indicator }: Objective,
  windows: readonly number[],
  nowMs: number,
  ask: AskInstant,
): Promise<Ratios> {
  const recorded = await ask(
    `{__name__=~"slo:sli_error:ratio_rate.+",slo=${quoted(name)},service=${quoted(service)}}`,
    nowMs,
  );
  const byName = new Map<string, number>();
  for (const { labels, value } of recorded.type === 'vector' ? recorded.samples : []) {
    byName.set(new Map(labels).get('__name__') ?? '', value);
  }
  const ratios = new Map<number, number>();
  for (const windowMs of windows) {
    const known =
      byName.get(recordName(windowMs)) ?? (await oneValue(errorRatio(indicator, windowMs), nowMs, ask));
    if (known !== null) ratios.set(windowMs, known);
  }
  return ratios;
}

async function oneValue(expr: string, nowMs: number, ask: AskInstant): Promise<number | null> {
  const answer = await ask(expr, nowMs);
  return answer.type === 'vector' ? (answer.samples[0]?.value ?? null) : null;
}

/** Burn rates over the long windows at each step. */
export async function burnCourses(
  objective: Objective,
  grid: { startMs: number; endMs: number; stepMs: number },
  ask: AskRange,
): Promise<BudgetCourse['burnRates']> {
  return Promise.all(
    reachable(objective).map(async ({ longMs, factor, severity }) => {
      const { series, timesMs } = await ask(errorRatio(objective.indicator, longMs), grid);
      const ratios = series[0]?.values ?? new Float64Array(timesMs.length).fill(Number.NaN);
      const values = ratios.map((ratio) => ratio / (1 - objective.target));
      return { windowMs: longMs, threshold: factor, severity, values };
    }),
  );
}

import type { ObjectiveView } from '../../../../shared/contract/objectives.ts';
import type { AlertRules } from '../manager/alert-rules.ts';
import { type AskRange, budgetOver } from './budget.ts';
import { type AskInstant, burnRatesNow } from './burn-rates.ts';
import { ruleNotes } from './objective-rules.ts';
import type { HeldObjective } from './objectives.ts';

interface Surroundings {
  range: AskRange;
  instant: AskInstant;
  nowMs: number;
  /** How long metrics are kept. */
  keptMs: number;
  rules: Pick<AlertRules, 'status'>;
}

/** An objective with how it stands; a query that fails is told in its place. */
export async function objectiveView(held: HeldObjective, around: Surroundings): Promise<ObjectiveView> {
  const { objective } = held;
  const still = stillView(held, around);
  if (held.error !== null) return still;
  try {
    const { nowMs } = around;
    const range = { startMs: nowMs - objective.windowMs, endMs: nowMs };
    const budget = await budgetOver(objective, range, around.range);
    const burnRates = await burnRatesNow(objective, nowMs, around.instant);
    const { goodPart, dataSinceMs, timesMs, budgetLeft } = budget;
    const left = goodPart === null ? null : 1 - (1 - goodPart) / (1 - objective.target);
    return {
      ...still,
      good: goodPart,
      budgetLeft: left,
      dataSinceMs,
      burnRates,
      trend: { timesMs, budgetLeft },
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ...still, error: error.message };
  }
}

function stillView({ id, path, objective, error }: HeldObjective, around: Surroundings): ObjectiveView {
  const { name, displayName, description, service, line, target, windowMs, indicator, labels } = objective;
  return {
    id,
    name,
    displayName,
    description,
    service,
    file: path,
    line,
    kind: indicator.kind,
    target,
    windowMs,
    good: null,
    budgetLeft: null,
    dataSinceMs: null,
    burnRates: [],
    labels: [...labels],
    trend: { timesMs: new Float64Array(), budgetLeft: new Float64Array() },
    ruleIds: ruleIdsOf(objective, path, around.rules),
    notes: ruleNotes(objective, around.keptMs),
    error,
  };
}

/** The rules that were made of it carry its name. */
function ruleIdsOf(
  { name }: HeldObjective['objective'],
  path: string,
  rules: Surroundings['rules'],
): string[] {
  const own = rules
    .status()
    .rules.filter(({ file, labels }) => file === path && new Map(labels).get('slo') === name);
  return own.map(({ id }) => id);
}

import type { ObjectiveView } from '../../../../shared/contract/objectives.ts';
import { significant } from '../../../../shared/model/format.ts';
import { formatDuration } from '../../../../shared/promql/number.ts';

const DAY_MS = 86_400_000;

/** A window as people say it: `30d`, not in weeks. */
export const windowText = (ms: number): string =>
  ms % DAY_MS === 0 ? `${ms / DAY_MS}d` : formatDuration(ms);

/** A part in percent with the digits that targets have: `99.95 %`. */
export const partText = (part: number): string => `${Number((part * 100).toPrecision(12))} %`;

/** What was good is told as finely as its target: 99.94 of 99.95. */
export function goodText(good: number, target: number): string {
  const digits = Math.max(1, (String(Number((target * 100).toPrecision(12))).split('.')[1]?.length ?? 0) + 1);
  return `${(good * 100).toFixed(Math.min(digits, 6))} %`;
}

export const budgetText = (left: number): string => `${significant(left * 100)} %`;

export const burnText = (rate: number | null): string =>
  rate === null || Number.isNaN(rate) ? '—' : `${significant(rate)}×`;

export type BudgetState = 'spent' | 'low' | 'left' | 'unknown';

const LOW = 0.25;

export const budgetState = ({ budgetLeft }: Pick<ObjectiveView, 'budgetLeft'>): BudgetState =>
  budgetLeft === null ? 'unknown' : budgetLeft <= 0 ? 'spent' : budgetLeft < LOW ? 'low' : 'left';

/** Severities of the burn rates that are above their thresholds. */
export const firingSeverities = ({ burnRates }: Pick<ObjectiveView, 'burnRates'>): string[] => [
  ...new Set(burnRates.filter(({ firing }) => firing).map(({ severity }) => severity)),
];

/** What is worst comes first; without data last. */
export function byUrgency(a: ObjectiveView, b: ObjectiveView): number {
  const firing = (one: ObjectiveView) =>
    firingSeverities(one).includes('page') ? 2 : firingSeverities(one).length > 0 ? 1 : 0;
  return (
    firing(b) - firing(a) ||
    (a.budgetLeft ?? Number.POSITIVE_INFINITY) - (b.budgetLeft ?? Number.POSITIVE_INFINITY) ||
    a.displayName.localeCompare(b.displayName)
  );
}

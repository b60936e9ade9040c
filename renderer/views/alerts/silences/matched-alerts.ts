import { matcherOf, matchesAll } from '../../../../shared/alerts/matchers.ts';
import type { AlertView } from '../../../../shared/contract/alerts.ts';
import type { AlertMatcherText } from '../../../../shared/model/alert.ts';

/** How many alerts that are not over have all of these labels. */
export function matchedAlerts(matchers: readonly AlertMatcherText[], alerts: readonly AlertView[]): number {
  if (matchers.length === 0) return 0;
  const compiled = matchers.map(({ name, op, value }) => matcherOf(name, op, value));
  return alerts.filter(({ state, labels }) => state !== 'resolved' && matchesAll(compiled, new Map(labels)))
    .length;
}

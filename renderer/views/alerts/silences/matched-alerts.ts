import { type AlertMatcher, matcherOf, matchesAll } from '../../../../shared/alerts/matchers.ts';
import type { AlertView } from '../../../../shared/contract/alerts.ts';
import type { AlertMatcherText } from '../../../../shared/model/alert.ts';

/** What is wrong with a matcher, in the words of Go's regexp where it is the pattern; null for nothing. */
export function matcherFault({ name, op, value }: AlertMatcherText): string | null {
  if (name === '') return 'a label has a name';
  try {
    matcherOf(name, op, value);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Why these are no silence; null where they are one. Alertmanager refuses the same. */
export function matchersFault(matchers: readonly AlertMatcherText[]): string | null {
  if (matchers.length === 0) return 'A silence needs a label at least.';
  for (const matcher of matchers) {
    const fault = matcherFault(matcher);
    if (fault !== null) return fault;
  }
  const compiled = matchers.map(({ name, op, value }) => matcherOf(name, op, value));
  return compiled.every(({ matches }) => matches(''))
    ? 'One label at least must be asked for: these would quiet everything.'
    : null;
}

/** The alerts that are not over and have all of these labels; none while there is a fault in them. */
export function matchedAlerts(
  matchers: readonly AlertMatcherText[],
  alerts: readonly AlertView[],
): AlertView[] {
  if (matchersFault(matchers) !== null) return [];
  const compiled: AlertMatcher[] = matchers.map(({ name, op, value }) => matcherOf(name, op, value));
  return alerts.filter(({ state, labels }) => state !== 'resolved' && matchesAll(compiled, new Map(labels)));
}

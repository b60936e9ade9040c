import type { MetricFamily } from '../../../shared/contract/promql.ts';

export interface NameProblem {
  metric: string;
  problem: string;
}

/** Units that are not the base ones of Prometheus' naming, with what stands there instead. */
const UNITS: [pattern: RegExp, base: string][] = [
  [/_(milliseconds?|millis|ms|microseconds?|nanoseconds?|minutes?|hours?|days?)(_|$)/, 'seconds'],
  [/_(kilobytes?|kibibytes?|megabytes?|mebibytes?|gigabytes?|gibibytes?|kb|mb|gb)(_|$)/i, 'bytes'],
  [/_(percent|percentage)(_|$)/, 'ratio'],
  [/_(fahrenheit|kelvin)(_|$)/, 'celsius'],
];
const HISTOGRAM_PARTS = /_(bucket|sum|count)$/;
/** Also what Prometheus itself writes about each scrape. */
const WITHOUT_DESCRIPTION = /^(up$|scrape_|ALERTS)/;

/** What is unusual about the metrics' names and types, by Prometheus' own rules for them (promtool check metrics). */
export function nameProblems(families: readonly MetricFamily[]): NameProblem[] {
  return families.flatMap((family) =>
    problemsOf(family).map((problem) => ({ metric: family.name, problem })),
  );
}

function problemsOf({ name, type, help }: MetricFamily): string[] {
  const problems: string[] = [];
  const total = name.endsWith('_total');
  if (type === 'counter' && !total) problems.push('a counter should end in _total');
  if (type !== 'counter' && type !== 'unknown' && total) problems.push(`a ${type} should not end in _total`);
  if (!['histogram', 'summary', 'gaugehistogram', 'unknown'].includes(type) && HISTOGRAM_PARTS.test(name)) {
    problems.push(`a ${type} should not end as a part of a histogram does`);
  }
  const unit = UNITS.find(([pattern]) => pattern.test(name));
  if (unit) problems.push(`use the base unit ${unit[1]}`);
  if (/[a-z][A-Z]/.test(name)) problems.push('use snake_case, not camelCase');
  if (name.includes(':')) problems.push('colons are for recording rules');
  if (WITHOUT_DESCRIPTION.test(name)) return problems;
  if (type === 'unknown') problems.push('it says no type');
  if (help === '') problems.push('it says no help');
  return problems;
}

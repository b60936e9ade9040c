import type { BoardGroup } from '../alerts/manager/rule-board.ts';
import { type Family, family } from './family.ts';

/** Of groups of rules, under the names that Prometheus gives them. */
export function ruleFamilies(groups: readonly BoardGroup[]): Family[] {
  if (groups.length === 0) return [];
  const each = (
    type: Family['type'],
    name: string,
    help: string,
    value: (group: BoardGroup) => number | null,
  ) =>
    family(
      type,
      `prometheus_rule_${name}`,
      help,
      groups.map((group) => [[['rule_group', `${group.facts.file};${group.facts.name}`]], value(group)]),
    );
  const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);
  return [
    each('counter', 'evaluations', 'Rule evaluations.', ({ evaluations }) => evaluations),
    each('counter', 'evaluation_failures', 'Rule evaluations that failed.', ({ failures }) => failures),
    each('counter', 'group_iterations', 'Evaluations of groups of rules.', ({ iterations }) => iterations),
    each(
      'counter',
      'group_iterations_missed',
      'Evaluations of groups that were due and did not happen.',
      ({ schedule }) => schedule.missed,
    ),
    each(
      'gauge',
      'group_last_duration_seconds',
      'How long the last evaluation of a group took.',
      ({ durationMs }) => seconds(durationMs),
    ),
    each(
      'gauge',
      'group_last_evaluation_timestamp_seconds',
      'When a group was last evaluated, since the epoch.',
      ({ evaluatedMs }) => seconds(evaluatedMs),
    ),
    each(
      'gauge',
      'group_last_evaluation_samples',
      'Samples that the last evaluation of a group gave.',
      ({ samples }) => samples,
    ),
    each('gauge', 'group_rules', 'Rules of a group.', ({ rules }) => rules.length),
    each('gauge', 'group_interval_seconds', 'Interval of a group.', ({ facts }) => seconds(facts.intervalMs)),
  ];
}

import { fingerprint } from './fingerprint.ts';
import type { Rule, RuleGroup } from './rules/rule.ts';

/** The ids of a group's rules, in their order: the same while file, group, name and place among that name are. */
export function ruleIds(file: string, group: Pick<RuleGroup, 'name' | 'rules'>): string[] {
  const seen = new Map<string, number>();
  return group.rules.map((rule) => {
    const place = seen.get(rule.name) ?? 0;
    seen.set(rule.name, place + 1);
    return fingerprint([...idLabels(file, group.name, rule), ['place', String(place)]]);
  });
}

const idLabels = (file: string, group: string, { kind, name }: Rule): [string, string][] => [
  ['file', file],
  ['group', group],
  [kind, name],
];

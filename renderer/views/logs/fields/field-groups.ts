import type { LogField as FieldFacts, LogVolume } from '../../../../shared/contract/logs.ts';
import type { LogField } from '../../../../shared/log-query/ast.ts';
import { severityLevels } from '../../../../shared/model/log-record.ts';
import { fieldNamed } from '../query/field-choice.ts';

/** One field in the pane, with the values that are offered. */
export interface FieldGroup {
  key: string;
  field: LogField;
  kind: 'level' | 'name' | 'number' | 'text';
  /** Different values, as far as they were counted. */
  distinct: number;
  more: boolean;
  values: [value: string, records: number][];
}

/** Loudest first; levels without a line are left out. */
export function levelGroup({ counts }: LogVolume): FieldGroup {
  const totals = new Map(
    counts.map(([level, values]) => [level, values.reduce((sum, value) => sum + value, 0)]),
  );
  const values = severityLevels
    .toReversed()
    .map((level): [string, number] => [level, totals.get(level) ?? 0])
    .filter(([, records]) => records > 0);
  return {
    key: 'level',
    field: { kind: 'level' },
    kind: 'level',
    distinct: values.length,
    more: false,
    values,
  };
}

/** Named by the language and not by the lines; they come first and under their own names. */
const NAMED = new Set(['container', 'service']);
/** Shown in a group of its own, or of no use to choose from. */
const LEFT_OUT = new Set(['level', 'message', 'trace', 'span', 'pattern']);

export function fieldGroup({ key, kind, distinct, more, values }: FieldFacts): FieldGroup {
  const named = NAMED.has(key);
  return { key, field: fieldNamed(key), kind: named ? 'name' : kind, distinct, more, values };
}

/** Container and service first, then what most records have; fields of one value for all come last. */
export function orderedGroups(fields: readonly FieldFacts[], wanted: string): FieldGroup[] {
  const looked = wanted.trim().toLowerCase();
  const rank = ({ key, distinct, records }: FieldFacts) =>
    NAMED.has(key)
      ? -1
      : records * (distinct === 1 ? 0.01 : 1) * (distinct >= records && records > 20 ? 0.05 : 1);
  return fields
    .filter(({ key }) => !LEFT_OUT.has(key) && key.toLowerCase().includes(looked))
    .toSorted((a, b) => {
      const [first, second] = [rank(a), rank(b)];
      if (first < 0 || second < 0)
        return first < 0 && second < 0 ? a.key.localeCompare(b.key) : first - second;
      return second - first || a.key.localeCompare(b.key);
    })
    .map(fieldGroup);
}

/** The values offered, and behind them those that the query names and the result no longer holds. */
export function withChosen(values: [string, number][], chosen: readonly string[]): [string, number | null][] {
  const there = new Set(values.map(([value]) => value));
  return [
    ...values,
    ...chosen.filter((value) => !there.has(value)).map((value): [string, null] => [value, null]),
  ];
}

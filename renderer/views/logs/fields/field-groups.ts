import type { LogField as FieldFacts, LogFields, LogVolume } from '../../../../shared/contract/logs.ts';
import type { LogField } from '../../../../shared/log-query/ast.ts';
import { severityLevels } from '../../../../shared/model/log-record.ts';

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

/** Who wrote the records; services only where they say other than the containers, or where the query asks for some. */
export function nameGroups(
  { containers, services }: Pick<LogFields, 'containers' | 'services'>,
  asked = false,
): FieldGroup[] {
  const names = new Set(containers.map(([name]) => name));
  const said = asked || services.some(([name]) => !names.has(name));
  return [
    ...(said ? [nameGroup('service', services)] : []),
    ...(containers.length > 0 ? [nameGroup('container', containers)] : []),
  ];
}

export const nameGroup = (key: 'container' | 'service', values: [string, number][]): FieldGroup => ({
  ...{ key, field: { kind: key }, kind: 'name', more: false },
  ...{ distinct: values.length, values },
});

/** Keys are those of the records, also where the language has a field of that name. */
export const fieldGroup = ({ key, kind, distinct, more, values }: FieldFacts): FieldGroup => ({
  ...{ key, field: { kind: 'field', key } },
  ...{ kind, distinct, more, values },
});

/** Nobody chooses from them: ids, texts and times. */
const NOT_CHOSEN = /(^|[._])(trace_?id|span_?id|stack(trace)?|message|timestamp|time)$/i;

/** What most records have comes first, fields of one value for all and ids last. */
export function orderedGroups(fields: readonly FieldFacts[], wanted: string): FieldGroup[] {
  const looked = wanted.trim().toLowerCase();
  const rank = ({ key, distinct, records }: FieldFacts) =>
    records *
    (NOT_CHOSEN.test(key) ? 0.001 : 1) *
    (distinct === 1 ? 0.01 : 1) *
    (distinct >= records && records > 20 ? 0.05 : 1);
  return fields
    .filter(({ key }) => key.toLowerCase().includes(looked))
    .toSorted((a, b) => rank(b) - rank(a) || a.key.localeCompare(b.key))
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

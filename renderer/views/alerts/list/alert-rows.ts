import type { AlertsStatus, AlertView, RuleView } from '../../../../shared/contract/alerts.ts';
import { count } from '../../../../shared/model/format.ts';

export type SectionKey = 'firing' | 'pending' | 'silenced' | 'resolved' | 'inactive' | 'recording';

export type AlertListRow =
  | { kind: 'section'; key: SectionKey; title: string; count: string; folded: boolean }
  | { kind: 'alert'; section: SectionKey; alert: AlertView; rule: RuleView | null }
  | { kind: 'rule'; section: SectionKey; rule: RuleView };

export interface ListChoice {
  /** Words that must all be found in an alert's or a rule's names, labels or place. */
  filter: string;
  /** Sections that a person folded or unfolded. */
  folds: ReadonlyMap<SectionKey, boolean>;
  inScope(alert: AlertView): boolean;
}

const TITLES: [SectionKey, string][] = [
  ['firing', 'Firing'],
  ['pending', 'Pending'],
  ['silenced', 'Silenced'],
  ['resolved', 'Resolved'],
  ['inactive', 'Inactive'],
  ['recording', 'Recording rules'],
];

/** Where an alert stands in the list: what is kept quiet stands apart, whatever keeps it so. */
export function sectionOf(alert: AlertView): SectionKey {
  if (alert.state === 'resolved') return 'resolved';
  return isQuiet(alert) ? 'silenced' : alert.state;
}

export const isQuiet = ({ silencedBy, inhibitedBy, muted }: AlertView): boolean =>
  silencedBy.length > 0 || inhibitedBy.length > 0 || muted;

/** The key of a row: also what the address and the keyboard know it by. */
export function rowKey(row: AlertListRow): string {
  if (row.kind === 'section') return `section ${row.key}`;
  return row.kind === 'alert' ? `alert ${row.alert.fingerprint}` : `rule ${row.rule.id}`;
}

/** All rows in the list's order; rules follow the alerts they may raise. */
export function alertRows(
  { alerts, rules }: Pick<AlertsStatus, 'alerts' | 'rules'>,
  choice: ListChoice,
): AlertListRow[] {
  const words = choice.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const sections = new Map<SectionKey, AlertListRow[]>(TITLES.map(([key]) => [key, []]));
  for (const alert of alerts) {
    if (!choice.inScope(alert) || !has(alertText(alert), words)) continue;
    const rule = alert.ruleId === null ? null : (byId.get(alert.ruleId) ?? null);
    const section = sectionOf(alert);
    sections.get(section)?.push({ kind: 'alert', section, alert, rule });
  }
  const alerting = rules.filter(({ kind }) => kind === 'alert').length;
  for (const rule of rules) {
    if (rule.kind === 'alert' && rule.state !== 'inactive') continue;
    if (!has(ruleText(rule), words)) continue;
    const section = rule.kind === 'record' ? 'recording' : 'inactive';
    sections.get(section)?.push({ kind: 'rule', section, rule });
  }
  const anyAlert = alerts.length > 0;
  return TITLES.flatMap(([key, title]) => {
    const rows = sections.get(key) ?? [];
    if (rows.length === 0 && key !== 'firing') return [];
    const folded = words.length === 0 && (choice.folds.get(key) ?? foldedFirst(key, anyAlert));
    const told =
      key === 'inactive' ? `${count(rows.length)} of ${count(alerting)} rules` : count(rows.length);
    const head: AlertListRow = { kind: 'section', key, title, count: told, folded };
    return folded ? [head] : [head, ...rows];
  });
}

/** Rules that are at rest stand in the way of alerts, and are all there is to see without them. */
const foldedFirst = (key: SectionKey, anyAlert: boolean): boolean =>
  key === 'recording' || (key === 'inactive' && anyAlert);

const has = (text: string, words: string[]): boolean => words.every((word) => text.includes(word));

const labelText = (labels: readonly (readonly [string, string])[]): string =>
  labels.map(([name, value]) => `${name}=${value}`).join(' ');

const alertText = ({ name, state, labels, receivers }: AlertView): string =>
  `${name} ${state} ${labelText(labels)} ${receivers.join(' ')}`.toLowerCase();

const ruleText = ({ name, group, file, labels, expr }: RuleView): string =>
  `${name} ${group} ${file} ${labelText(labels)} ${expr}`.toLowerCase();

import {
  type AlertCounts,
  type AlertsStatus,
  type AlertView,
  MOST_ALERTS,
  type RuleGroupView,
  type RuleView,
} from '../../../../shared/contract/alerts.ts';
import type { Label, Labels } from '../../../../shared/model/series.ts';
import type { BoardGroup } from './rule-board.ts';
import type { AlertFacts, RuleFacts, RuleOutcome } from './thread-messages.ts';

/** What keeps an alert quiet, and who is told of it. */
export interface Suppression {
  silencedBy: string[];
  inhibitedBy: string[];
  muted: boolean;
  receivers: string[];
}

export interface ViewSurroundings {
  suppression(fingerprint: string): Suppression;
  entityOf(labels: Labels): string | null;
  /** Annotations that the engine adds. */
  moreAnnotations(alert: AlertFacts): Label[];
}

export function groupView({ facts, schedule, evaluatedMs, durationMs }: BoardGroup): RuleGroupView {
  const { file, name, intervalMs, limit } = facts;
  return {
    file,
    name,
    intervalMs,
    limit,
    lastEvaluationMs: evaluatedMs,
    lastDurationMs: durationMs,
    missed: schedule.missed,
  };
}

export const ruleViews = ({ facts, rules, outcomes }: BoardGroup): RuleView[] =>
  rules.map((rule, i) => ruleView(facts, rule, outcomes[i] as RuleOutcome));

function ruleView(
  { file, name: group }: { file: string; name: string },
  { id, kind, name, line, expr, forMs, keepFiringForMs, labels, annotations }: RuleFacts,
  { error, evaluatedMs, durationMs, pending, firing }: RuleOutcome,
): RuleView {
  return {
    id,
    kind,
    name,
    file,
    group,
    line,
    expr,
    forMs,
    keepFiringForMs,
    labels,
    annotations,
    state: firing > 0 ? 'firing' : pending > 0 ? 'pending' : 'inactive',
    health: evaluatedMs === null && error === null ? 'unknown' : error === null ? 'ok' : 'failed',
    lastError: error,
    lastEvaluationMs: evaluatedMs,
    lastDurationMs: durationMs,
  };
}

function alertView(alert: AlertFacts, ruleName: string, around: ViewSurroundings): AlertView {
  const { ruleId, fingerprint, labels, annotations, state, value } = alert;
  const { activeAtMs, firedAtMs, resolvedAtMs, keepFiringSinceMs } = alert;
  return {
    fingerprint,
    ruleId,
    name: ruleName,
    labels,
    annotations: [...annotations, ...around.moreAnnotations(alert)],
    state: state === 'inactive' ? 'resolved' : state,
    value,
    activeAtMs,
    firedAtMs,
    resolvedAtMs,
    keepFiringSinceMs,
    ...around.suppression(fingerprint),
    entity: around.entityOf(labels),
  };
}

export const isKept = ({ silencedBy, inhibitedBy, muted }: AlertView): boolean =>
  silencedBy.length > 0 || inhibitedBy.length > 0 || muted;

const GRAVITY = { firing: 0, pending: 1, resolved: 2 };

export const byGravity = (a: AlertView, b: AlertView): number =>
  GRAVITY[a.state] - GRAVITY[b.state] ||
  b.activeAtMs - a.activeAtMs ||
  (a.fingerprint < b.fingerprint ? -1 : 1);

/** Everything but the files. */
export function boardStatus(
  groups: readonly BoardGroup[],
  around: ViewSurroundings,
): Omit<AlertsStatus, 'files' | 'routingRevision'> {
  const rules = groups.flatMap(ruleViews);
  const names = new Map(rules.map(({ id, name }) => [id, name]));
  const alerts = groups
    .flatMap((group) => group.alerts)
    .map((alert) => alertView(alert, names.get(alert.ruleId) ?? '', around))
    .sort(byGravity);
  return {
    groups: groups.map(groupView),
    rules,
    alerts: alerts.slice(0, MOST_ALERTS),
    counts: countsOf(groups, rules, alerts),
  };
}

function countsOf(
  groups: readonly BoardGroup[],
  rules: readonly RuleView[],
  alerts: readonly AlertView[],
): AlertCounts {
  const outcomes = groups.flatMap((group) => group.outcomes);
  const sum = (of: (outcome: RuleOutcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
  const suppressed = alerts.filter((alert) => alert.state === 'firing' && isKept(alert)).length;
  return {
    firing: sum(({ firing }) => firing) - suppressed,
    pending: sum(({ pending }) => pending),
    suppressed,
    resolved: sum(({ resolved }) => resolved),
    alertingRules: rules.filter(({ kind }) => kind === 'alert').length,
    recordingRules: rules.filter(({ kind }) => kind === 'record').length,
    failedRules: rules.filter(({ health }) => health === 'failed').length,
  };
}

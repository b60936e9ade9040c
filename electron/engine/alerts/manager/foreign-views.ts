import { type AlertsStatus, type AlertView, MOST_ALERTS } from '../../../../shared/contract/alerts.ts';
import type { PostedAlert } from '../../../../shared/model/alert.ts';
import { byGravity, isKept, type ViewSurroundings } from './rule-views.ts';

/** An alert that somebody sent over Alertmanager's API. */
export type ForeignAlert = PostedAlert & { fingerprint: string };

export function foreignViews(
  alerts: Iterable<ForeignAlert>,
  around: Pick<ViewSurroundings, 'suppression' | 'entityOf'>,
  nowMs: number,
): AlertView[] {
  return Array.from(alerts, ({ fingerprint, labels, annotations, startsAtMs, endsAtMs }) => ({
    fingerprint,
    ruleId: null,
    name: labels.find(([name]) => name === 'alertname')?.[1] ?? '',
    labels,
    annotations,
    state: endsAtMs > nowMs ? 'firing' : 'resolved',
    value: Number.NaN,
    activeAtMs: startsAtMs,
    firedAtMs: startsAtMs,
    resolvedAtMs: endsAtMs > nowMs ? null : endsAtMs,
    keepFiringSinceMs: null,
    ...around.suppression(fingerprint),
    entity: around.entityOf(labels),
  }));
}

/** Those of rules with those that others sent. */
export function withForeign<Status extends Pick<AlertsStatus, 'alerts' | 'counts'>>(
  status: Status,
  foreign: readonly AlertView[],
): Status {
  if (foreign.length === 0) return status;
  const firing = foreign.filter(({ state }) => state === 'firing');
  const suppressed = firing.filter(isKept).length;
  return {
    ...status,
    alerts: [...status.alerts, ...foreign].sort(byGravity).slice(0, MOST_ALERTS),
    counts: {
      ...status.counts,
      firing: status.counts.firing + firing.length - suppressed,
      suppressed: status.counts.suppressed + suppressed,
      resolved: status.counts.resolved + foreign.length - firing.length,
    },
  };
}

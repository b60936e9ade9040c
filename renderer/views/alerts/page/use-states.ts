import { useMemo } from 'react';
import type { AlertView, RuleView } from '../../../../shared/contract/alerts.ts';
import { courseOf, spansOfAlert } from '../../../alerts/alert-spans.ts';
import type { ChartSpan } from '../../../charts/chart-spans.ts';
import { useCall } from '../../../connection/use-call.ts';
import type { TimeWindow } from '../../../time/time-range.ts';

const MOST = 100;

/** When the alert, or any of the rule's where none is given, was pending or firing within the window. */
export function useStates(rule: RuleView, alert: AlertView | null, window: TimeWindow): ChartSpan[] {
  const { startMs, endMs } = window;
  const labels = alert?.labels.filter(([name]) => name !== 'alertname') ?? [];
  const { data } = useCall(
    'alerts.courses',
    { startMs, endMs, name: rule.name, labels, limit: MOST },
    { enabled: rule.kind === 'alert' },
  );
  return useMemo(() => {
    const stored = data
      ? alert
        ? courseOf(data.courses, alert.labels)
        : data.courses.flatMap(({ spans }) => spans)
      : null;
    const spans = stored ?? (alert ? spansOfAlert(alert) : []);
    return spans.map(({ state, startMs: from, endMs: to }) => ({
      state,
      startMs: from,
      endMs: to ?? endMs,
      text: rule.name,
    }));
  }, [data, alert, rule.name, endMs]);
}

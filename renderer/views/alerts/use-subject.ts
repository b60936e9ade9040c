import { useMemo } from 'react';
import type { AlertView } from '../../../shared/contract/alerts.ts';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { type AlertSubject, alertSubject } from '../../alerts/alert-subject.ts';
import { useAllContainers } from '../../scope/use-scope.ts';

/** Whom the alert is about, and its container where it has one. */
export function useSubject(alert: Pick<AlertView, 'labels' | 'entity'>): {
  subject: AlertSubject | null;
  container: ContainerSummary | null;
} {
  const containers = useAllContainers();
  const { labels, entity } = alert;
  const container =
    (entity === null ? undefined : containers?.find((each) => each.entity === entity)) ?? null;
  return useMemo(() => ({ subject: alertSubject(labels, container), container }), [labels, container]);
}

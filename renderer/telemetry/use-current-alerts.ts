import type { AlertView } from '../../shared/contract/alerts.ts';
import { useCall } from '../connection/use-call.ts';
import { useAlertCounts } from './use-alerts.ts';

const AGAIN_MS = 3_000;
const NONE: AlertView[] = [];

/**
 * The alerts that are not over, kept quiet or not, for views of other things: nothing is asked while the engine's
 * status says that there are none.
 */
export function useCurrentAlerts(): AlertView[] {
  const counts = useAlertCounts();
  const any = counts !== null && counts.firing + counts.pending + counts.suppressed > 0;
  const { data } = useCall('alerts.status', {}, { enabled: any, refetchMs: AGAIN_MS });
  return (any ? data?.alerts : undefined) ?? NONE;
}

import { Skeleton } from '../../components/LoadingBar.tsx';
import { useAlerts } from '../../telemetry/use-alerts.ts';
import { AlertsHead } from './AlertsHead.tsx';

/** Rules and their alerts; the chosen one beside the list. */
export default function AlertsView() {
  const status = useAlerts();
  return (
    <div className="view-page">
      <AlertsHead page="/alerts" />
      {status === null ? <Skeleton rows={10} /> : null}
    </div>
  );
}

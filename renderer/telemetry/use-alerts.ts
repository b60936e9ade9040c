import type { AlertCounts, AlertsStatus } from '../../shared/contract/alerts.ts';
import { useLive } from '../connection/use-stream.ts';

/** Every rule and alert, live; one subscription, begun by the first who watches. Null before the first answer. */
export const useAlerts = (): AlertsStatus | null => useLive('alerts.live', {});

/** How many alerts there are. Comes with the engine's status, which every view has anyway. */
export const useAlertCounts = (): AlertCounts | null => useLive('app.status', {})?.alerts ?? null;

import type { PostedAlert } from '../../../shared/model/alert.ts';

/** Where alerts go to be grouped and told: those of rules, and those that others send. */
export interface AlertSink {
  /** The same labels are the same alert: the newer news of it holds, as in Alertmanager. */
  put(alerts: readonly PostedAlert[]): void;
}

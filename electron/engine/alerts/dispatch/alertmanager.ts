import type { AlertNotice } from '../../../../shared/contract/notifications.ts';
import type { PostedAlert } from '../../../../shared/model/alert.ts';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { AlertSink } from '../alert-sink.ts';

/** What keeps an alert quiet, and who is told of it. */
export interface Suppression {
  /** Ids of silences. */
  silencedBy: string[];
  /** Fingerprints of alerts. */
  inhibitedBy: string[];
  /** True while time intervals of all its routes say not now. */
  muted: boolean;
  /** Names, in the order of the routes. */
  receivers: string[];
}

const NOTHING: Suppression = { silencedBy: [], inhibitedBy: [], muted: false, receivers: [] };

/** Groups alerts, keeps quiet what is silenced or inhibited, and tells receivers of the rest. */
export class Alertmanager implements AlertSink, Disposable {
  /** What the desktop is told. */
  readonly onNotice = new Emitter<AlertNotice>();
  /** Fires when a silence, a receiver or a route changes. */
  readonly onChange = new Emitter<void>();

  /** Counts up with each change of a silence, a receiver or a route. */
  get revision(): number {
    return 0;
  }

  put(_alerts: readonly PostedAlert[]): void {
    // Until groups are kept nothing is told.
  }

  /** Of an alert that was put; empty for one that is not known. */
  suppression(_fingerprint: string): Suppression {
    return NOTHING;
  }

  dispose(): void {
    // Owns nothing yet.
  }
}

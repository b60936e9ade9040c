import { join } from 'node:path';
import type { AlertsStatus } from '../../../../shared/contract/alerts.ts';
import { type Disposable, disposable } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { Clock } from '../../clock.ts';
import type { AlertSink } from '../alert-sink.ts';
import type { RuleGroup } from '../rules/rule.ts';

/** What keeps an alert quiet, and who is told of it. */
export interface Suppression {
  silencedBy: string[];
  inhibitedBy: string[];
  muted: boolean;
  receivers: string[];
}

export interface AlertRulesOptions {
  clock: Clock;
  dataDir: string;
  sink: AlertSink;
  /** By fingerprint of the alert as it was posted. */
  suppression(fingerprint: string): Suppression;
}

/** The rules in force and their alerts: reads the files, evaluates, stores what comes of it and posts the alerts. */
export class AlertRules implements Disposable {
  /** Where rules are written to that are made in Trivet's window; it may be missing. */
  readonly ownRulesPath: string;
  readonly onChange = new Emitter<void>();
  readonly #generated = new Map<string, RuleGroup[]>();

  constructor({ dataDir }: AlertRulesOptions) {
    this.ownRulesPath = join(dataDir, 'rules', 'trivet.yml');
  }

  status(): AlertsStatus {
    return {
      files: [],
      groups: [],
      rules: [],
      alerts: [],
      counts: {
        firing: 0,
        pending: 0,
        suppressed: 0,
        resolved: 0,
        alertingRules: 0,
        recordingRules: 0,
        failedRules: 0,
      },
      routingRevision: 0,
    };
  }

  /** Rules that no file holds, such as those made of objectives. The same origin again replaces its groups. */
  addGenerated(origin: string, groups: RuleGroup[]): Disposable {
    this.#generated.set(origin, groups);
    return disposable(() => {
      if (this.#generated.get(origin) === groups) this.#generated.delete(origin);
    });
  }

  dispose(): void {
    this.#generated.clear();
  }
}

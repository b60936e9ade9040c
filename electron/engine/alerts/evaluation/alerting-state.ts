import { type Labels, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import type { AlertingRule } from '../rules/rule.ts';
import {
  type ActiveAlert,
  type FoundAlert,
  needsSending,
  newAlert,
  samplesOfAlert,
  shiftAlert,
  sortedLabels,
} from './active-alert.ts';
import { OUTAGE_TOLERANCE_MS, type RememberedAlert, restoredActiveAt } from './remembered-alert.ts';
import { checkCount, RuleError } from './rule-error.ts';
import type { RuleSample } from './rule-sample.ts';

export type { ActiveAlert, FoundAlert } from './active-alert.ts';
export { RuleError } from './rule-error.ts';

export interface RuleAnswer {
  samples: readonly { labels: Labels; value: number }[];
  timeMs: number;
  /** What a label's or annotation's template gives for a sample. */
  expand(template: string, labels: Labels, value: number): string;
}

/** How long an alert that has ended is remembered, as by Prometheus. */
const KEPT_AFTER_END_MS = 15 * 60_000;

/**
 * The alerts of one rule from evaluation to evaluation: inactive, pending, firing and back.
 *
 * Source: Prometheus, rules/alerting.go, whose order of decisions this keeps.
 */
export class AlertingState {
  readonly #rule: AlertingRule;
  readonly #groupLabels: ReadonlyMap<string, string>;
  readonly #limit: number;
  #active = new Map<string, ActiveAlert>();
  /** By `seriesKey` of an alert's labels: what was told of it before this process; null once that is too old. */
  #remembered: ReadonlyMap<string, RememberedAlert> | null = null;

  /** @param limit alerts at most; 0 is no limit */
  constructor(rule: AlertingRule, groupLabels: ReadonlyMap<string, string>, limit: number) {
    this.#rule = rule;
    this.#groupLabels = groupLabels;
    this.#limit = limit;
  }

  get alerts(): readonly ActiveAlert[] {
    return [...this.#active.values()];
  }

  /** The alerts of the same rule as it was read before. */
  takeOver({ alerts }: AlertingState): void {
    this.#active = new Map(alerts.map((alert) => [seriesKey(alert.labels), alert]));
  }

  /** Alerts that hold again are to go on as they were; null says that it is too late for that. */
  remember(alerts: ReadonlyMap<string, RememberedAlert> | null): void {
    this.#remembered = alerts;
  }

  /** So much time passed in which nothing was evaluated and nothing is known. */
  skip(gapMs: number): void {
    for (const [key, alert] of this.#active) {
      if (alert.state === 'inactive') continue;
      if (alert.state === 'pending' && gapMs > OUTAGE_TOLERANCE_MS) this.#active.delete(key);
      else if (alert.state === 'pending') alert.activeAtMs += gapMs;
      if (alert.keepFiringSinceMs !== null) alert.keepFiringSinceMs += gapMs;
    }
  }

  /** The clock was set back: what has been is as long ago as before. */
  shift(byMs: number): void {
    for (const alert of this.#active.values()) shiftAlert(alert, byMs);
  }

  /** Those to be told now, marked as told. */
  toSend(nowMs: number, againMs: number): ActiveAlert[] {
    const due = this.alerts.filter((alert) => needsSending(alert, nowMs, againMs));
    for (const alert of due) alert.sentAtMs = nowMs;
    return due;
  }

  /**
   * Takes what the rule's expression gave, and answers the samples of ALERTS and ALERTS_FOR_STATE.
   *
   * @throws RuleError
   */
  evaluate(answer: RuleAnswer): RuleSample[] {
    checkCount(answer.samples.length, 0, 'alerts');
    return this.advance(this.#alertsOf(answer), answer.timeMs).flatMap(samplesOfAlert);
  }

  /**
   * Goes on to a further evaluation, and answers the alerts that are pending or firing at it.
   *
   * @param found by the key of their labels (seriesKey)
   * @throws RuleError
   */
  advance(found: ReadonlyMap<string, FoundAlert>, timeMs: number): ActiveAlert[] {
    for (const [key, alert] of found) this.#meet(key, alert, timeMs);
    const held: ActiveAlert[] = [];
    for (const [key, alert] of this.#active) {
      if (!this.#goesOn(key, alert, found.has(key), timeMs)) continue;
      if (alert.state === 'pending' && timeMs - alert.activeAtMs >= this.#rule.forMs) {
        alert.state = 'firing';
        alert.firedAtMs = timeMs;
      }
      held.push(alert);
    }
    try {
      checkCount(held.length, this.#limit, 'alerts');
    } catch (error) {
      this.#active = new Map();
      throw error;
    }
    return held;
  }

  #meet(key: string, found: FoundAlert, timeMs: number): void {
    const before = this.#active.get(key);
    if (before && before.state !== 'inactive') {
      before.value = found.value;
      before.annotations = found.annotations;
      return;
    }
    const remembered = before ? undefined : this.#remembered?.get(key);
    const since = remembered ? restoredActiveAt(remembered, this.#rule.forMs, timeMs) : null;
    this.#active.set(key, newAlert(found, since ?? timeMs));
  }

  #alertsOf({ samples, expand }: RuleAnswer): Map<string, FoundAlert> {
    const found = new Map<string, FoundAlert>();
    for (const { labels, value } of samples) {
      const alert: FoundAlert = {
        labels: alertLabels(this.#rule, this.#groupLabels, labels, (text) => expand(text, labels, value)),
        annotations: [...this.#rule.annotations].map(([name, text]) => [name, expand(text, labels, value)]),
        value,
      };
      const key = seriesKey(alert.labels);
      if (found.has(key)) throw new RuleError(SAME_LABELS);
      found.set(key, alert);
    }
    return found;
  }

  /** False once it holds no more and does not fire on either. */
  #goesOn(key: string, alert: ActiveAlert, holds: boolean, timeMs: number): boolean {
    if (holds) {
      alert.keepFiringSinceMs = null;
      return true;
    }
    const { keepFiringForMs } = this.#rule;
    if (alert.state === 'firing' && keepFiringForMs > 0) {
      alert.keepFiringSinceMs ??= timeMs;
      if (timeMs - alert.keepFiringSinceMs < keepFiringForMs) return true;
    }
    const isOver = alert.resolvedAtMs !== null && timeMs - alert.resolvedAtMs > KEPT_AFTER_END_MS;
    if (alert.state === 'pending' || isOver) this.#active.delete(key);
    if (alert.state !== 'inactive') {
      alert.state = 'inactive';
      alert.resolvedAtMs = timeMs;
    }
    return false;
  }
}

/** What Prometheus says of two samples that become one alert. */
export const SAME_LABELS = 'vector contains metrics with the same labelset after applying alert labels';

/** The labels of an alert: the sample's without its name, the group's and the rule's over them, and `alertname`. */
export function alertLabels(
  { labels: own, name: alertname }: AlertingRule,
  groupLabels: ReadonlyMap<string, string>,
  labels: Labels,
  expand: (text: string) => string,
): Labels {
  const all = new Map(labels.filter(([name]) => name !== METRIC_NAME));
  for (const [name, text] of [...groupLabels, ...own]) {
    const value = expand(text);
    if (value === '') all.delete(name);
    else all.set(name, value);
  }
  all.set('alertname', alertname);
  return sortedLabels(all);
}

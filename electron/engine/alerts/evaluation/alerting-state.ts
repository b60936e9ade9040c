import { type Label, type Labels, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import type { AlertingRule } from '../rules/rule.ts';
import type { RuleSample } from './rule-sample.ts';

export interface ActiveAlert {
  /** Sorted, with `alertname`. */
  labels: Labels;
  annotations: Label[];
  /** `inactive` was firing and is kept for a while, so that its end is told to whom its beginning was. */
  state: 'pending' | 'firing' | 'inactive';
  value: number;
  /** When it began to hold, in milliseconds since the epoch; the others are null until then. */
  activeAtMs: number;
  firedAtMs: number | null;
  resolvedAtMs: number | null;
  /** Since when it no longer holds and fires on all the same. */
  keepFiringSinceMs: number | null;
}

/** What a rule's expression gave for one alert at one evaluation. */
export type FoundAlert = Pick<ActiveAlert, 'labels' | 'annotations' | 'value'>;

export interface RuleAnswer {
  samples: readonly { labels: Labels; value: number }[];
  timeMs: number;
  /** What a label's or annotation's template gives for a sample. */
  expand(template: string, labels: Labels, value: number): string;
}

/** An alert whose labels are those of another one, or too many alerts: the rule then has none. */
export class RuleError extends Error {
  override readonly name = 'RuleError';
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

  /** @param limit alerts at most; 0 is no limit */
  constructor(rule: AlertingRule, groupLabels: ReadonlyMap<string, string>, limit: number) {
    this.#rule = rule;
    this.#groupLabels = groupLabels;
    this.#limit = limit;
  }

  get alerts(): readonly ActiveAlert[] {
    return [...this.#active.values()];
  }

  /**
   * Takes what the rule's expression gave, and answers the samples of ALERTS and ALERTS_FOR_STATE.
   *
   * @throws RuleError
   */
  evaluate(answer: RuleAnswer): RuleSample[] {
    return this.advance(this.#alertsOf(answer), answer.timeMs).flatMap(samplesOf);
  }

  /**
   * Goes on to a further evaluation, and answers the alerts that are pending or firing at it.
   *
   * @param found by the key of their labels (seriesKey)
   * @throws RuleError
   */
  advance(found: ReadonlyMap<string, FoundAlert>, timeMs: number): ActiveAlert[] {
    for (const [key, alert] of found) {
      const before = this.#active.get(key);
      if (before && before.state !== 'inactive') {
        before.value = alert.value;
        before.annotations = alert.annotations;
      } else this.#active.set(key, begun(alert, timeMs));
    }
    const held: ActiveAlert[] = [];
    for (const [key, alert] of this.#active) {
      if (!this.#goesOn(key, alert, found.has(key), timeMs)) continue;
      if (alert.state === 'pending' && timeMs - alert.activeAtMs >= this.#rule.forMs) {
        alert.state = 'firing';
        alert.firedAtMs = timeMs;
      }
      held.push(alert);
    }
    if (this.#limit > 0 && held.length > this.#limit) {
      this.#active = new Map();
      throw new RuleError(`exceeded limit of ${this.#limit} with ${held.length} alerts`);
    }
    return held;
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

const begun = ({ labels, annotations, value }: FoundAlert, timeMs: number): ActiveAlert => ({
  labels,
  annotations,
  value,
  state: 'pending',
  activeAtMs: timeMs,
  firedAtMs: null,
  resolvedAtMs: null,
  keepFiringSinceMs: null,
});

const sortedLabels = (labels: ReadonlyMap<string, string>): Labels =>
  [...labels].sort(([a], [b]) => (a < b ? -1 : 1));

function samplesOf({ labels, state, activeAtMs }: ActiveAlert): RuleSample[] {
  const named = (name: string, more: Label[]) =>
    sortedLabels(new Map([...labels, ...more, [METRIC_NAME, name]]));
  return [
    { labels: named('ALERTS', [['alertstate', state]]), value: 1 },
    { labels: named('ALERTS_FOR_STATE', []), value: Math.floor(activeAtMs / 1000) },
  ];
}

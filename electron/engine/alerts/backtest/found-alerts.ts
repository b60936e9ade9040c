import { type Labels, seriesKey } from '../../../../shared/model/series.ts';
import type { Grid } from '../../promql/grid.ts';
import type { Column } from '../../promql/value.ts';
import { alertLabels, type FoundAlert, RuleError, SAME_LABELS } from '../evaluation/alerting-state.ts';
import type { AlertingRule } from '../rules/rule.ts';

/** What a template gives for a sample at a time. */
export type ExpandAt = (timeMs: number) => (text: string, labels: Labels, value: number) => string;

interface Candidate {
  column: Column;
  /** Null where its labels are other ones from step to step. */
  fixed: { key: string; alert: FoundAlert } | null;
}

/** What a rule finds at each step of a piece. Labels that no template makes other from step to step are made once. */
export class FoundAlerts {
  readonly #rule: AlertingRule;
  readonly #expandAt: ExpandAt;
  readonly #changing: boolean;
  #last: { of: readonly Candidate[]; found: ReadonlyMap<string, FoundAlert> } | null = null;
  readonly #fixed = new Map<string, { key: string; alert: FoundAlert }>();

  constructor(rule: AlertingRule, expandAt: ExpandAt) {
    this.#rule = rule;
    this.#expandAt = expandAt;
    this.#changing = [...rule.labels.values()].some(changesWithTime);
  }

  candidates(columns: readonly Column[], { startMs }: Grid): Candidate[] {
    return columns.map((column) => ({
      column,
      fixed: this.#changing ? null : this.#alertOf(column.labels, startMs),
    }));
  }

  /**
   * By key; the same map as for the step before where the same alerts are found.
   *
   * @throws RuleError where two are one
   */
  at(candidates: readonly Candidate[], step: number, timeMs: number): ReadonlyMap<string, FoundAlert> {
    if (this.#last?.of === candidates && isAsBefore(candidates, step)) return this.#last.found;
    this.#last = null;
    const found = new Map<string, FoundAlert>();
    for (const { column, fixed } of candidates) {
      if (column.present[step] === 0) continue;
      const value = column.values[step] as number;
      const { key, alert } = fixed ?? this.#made(column.labels, value, timeMs);
      if (found.has(key)) throw new RuleError(SAME_LABELS);
      alert.value = value;
      found.set(key, alert);
    }
    if (!this.#changing) this.#last = { of: candidates, found };
    return found;
  }

  #alertOf(labels: Labels, timeMs: number) {
    const key = seriesKey(labels);
    let known = this.#fixed.get(key);
    if (!known) {
      known = this.#made(labels, Number.NaN, timeMs);
      this.#fixed.set(key, known);
    }
    return known;
  }

  #made(of: Labels, value: number, timeMs: number): { key: string; alert: FoundAlert } {
    const expand = this.#expandAt(timeMs);
    const labels = alertLabels(this.#rule, new Map(), of, (text) => expand(text, of, value));
    return { key: seriesKey(labels), alert: { labels, annotations: [], value } };
  }
}

function isAsBefore(candidates: readonly Candidate[], step: number): boolean {
  for (const { column } of candidates) {
    if (column.present[step] !== column.present[step - 1]) return false;
  }
  return true;
}

/** Parts of a template that are the same for a series at any time. */
const OF_THE_SERIES = /(?:\$labels|\.Labels|\$externalLabels|\.ExternalLabels)\.\w+/g;

/** Whether a template may give another text for the same series later: it may ask for its value, the time or a query. */
const changesWithTime = (text: string): boolean =>
  text.includes('{{') && /value|query|now|\.|\$\W/i.test(text.replace(OF_THE_SERIES, ''));

import { TrivetError } from '../../../../shared/contract/errors.ts';
import { type Labels, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import { faultText, parse } from '../../../../shared/promql/parse.ts';
import type { Slices } from '../../promql/evaluation.ts';
import { EvaluationError } from '../../promql/evaluation-error.ts';
import { evaluateInstant, type QueryOptions } from '../../promql/query.ts';
import type { SeriesSource } from '../../promql/series-source.ts';
import type { RecordingRule, Rule, RuleGroup } from '../rules/rule.ts';
import { type AlertSurroundings, expandAlertTemplate } from '../templates/alert-template.ts';
import type { TemplateSample } from '../templates/functions.ts';
import { AlertingState, RuleError } from './alerting-state.ts';
import type { RuleSample } from './rule-sample.ts';

/** One rule of a running group, with what became of its last evaluation. */
export interface RunningRule {
  readonly rule: Rule;
  /** Null for recordings. */
  readonly alerting: AlertingState | null;
  /** Null where the last evaluation went well. */
  lastError: string | null;
  /** Null before the first. */
  lastEvaluationMs: number | null;
}

export interface GroupSurroundings extends Omit<AlertSurroundings, 'query' | 'nowSeconds'> {
  source: SeriesSource;
  /** Takes what a rule gave before the next rule of the group is evaluated, which may ask for it. */
  append(samples: readonly RuleSample[], timeMs: number): void;
  options?: QueryOptions;
}

interface Kept extends RunningRule {
  /** Series that its last good evaluation gave. */
  given: Map<string, Labels>;
}

/** The rules of a group, evaluated one after the other at one time. */
export class GroupRun {
  readonly group: RuleGroup;
  readonly #rules: Kept[];

  constructor(group: RuleGroup) {
    this.group = group;
    this.#rules = group.rules.map((rule) => ({
      rule,
      alerting: rule.kind === 'alert' ? new AlertingState(rule, group.labels, group.limit) : null,
      lastError: null,
      lastEvaluationMs: null,
      given: new Map(),
    }));
  }

  get rules(): readonly RunningRule[] {
    return this.#rules;
  }

  /** A rule that fails says so in its state and stops no other. */
  *evaluate(timeMs: number, around: GroupSurroundings): Slices<void> {
    for (const running of this.#rules) {
      running.lastEvaluationMs = timeMs;
      try {
        const samples = yield* this.#evaluate(running, timeMs, around);
        running.lastError = null;
        around.append([...samples, ...endedSeries(running, samples)], timeMs);
        running.given = new Map(samples.map(({ labels }) => [seriesKey(labels), labels]));
      } catch (error) {
        if (!isExpected(error)) throw error;
        running.lastError = error.message;
      }
    }
  }

  *#evaluate({ rule, alerting }: Kept, timeMs: number, around: GroupSurroundings): Slices<RuleSample[]> {
    const { source, options } = around;
    const askedMs = timeMs - (this.group.queryOffsetMs ?? 0);
    const outcome = yield* evaluateInstant({ expr: rule.parsed, text: rule.expr }, source, askedMs, options);
    const samples = samplesOf(outcome);
    if (!alerting) return this.#recorded(rule as RecordingRule, samples);
    const query = (expr: string) => answered(expr, timeMs, around);
    const expand = expandAlertTemplate(rule.name, { ...around, nowSeconds: timeMs / 1000, query });
    return alerting.evaluate({ samples, timeMs, expand });
  }

  #recorded({ name, labels: own }: RecordingRule, samples: readonly RuleSample[]): RuleSample[] {
    const { limit, labels: ofGroup } = this.group;
    const seen = new Set<string>();
    const recorded = samples.map(({ labels, value }): RuleSample => {
      const all = new Map([...labels, ...ofGroup, ...own, [METRIC_NAME, name]]);
      const sorted: Labels = [...all].filter(([, text]) => text !== '').sort(([a], [b]) => (a < b ? -1 : 1));
      const key = seriesKey(sorted);
      if (seen.has(key)) {
        throw new RuleError('vector contains metrics with the same labelset after applying rule labels');
      }
      seen.add(key);
      return { labels: sorted, value };
    });
    if (limit > 0 && recorded.length > limit) {
      throw new RuleError(`exceeded limit of ${limit} with ${recorded.length} series`);
    }
    return recorded;
  }
}

/** A query of a template, which cannot wait: its slices are taken one after the other. @throws Error for templates */
function answered(text: string, timeMs: number, { source, options }: GroupSurroundings): TemplateSample[] {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(faultText(text, parsed.error));
  const slices = evaluateInstant({ expr: parsed.value, text }, source, timeMs, options);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return samplesOf(value);
  }
}

const isExpected = (error: unknown): error is Error =>
  error instanceof EvaluationError || error instanceof RuleError || error instanceof TrivetError;

function samplesOf(outcome: { type: string; samples?: RuleSample[]; value?: number | string }): RuleSample[] {
  if (outcome.type === 'vector') return outcome.samples ?? [];
  if (outcome.type === 'scalar') return [{ labels: [], value: outcome.value as number }];
  throw new RuleError('rule result is not a vector or scalar');
}

function endedSeries({ given }: Kept, samples: readonly RuleSample[]): RuleSample[] {
  const now = new Set(samples.map(({ labels }) => seriesKey(labels)));
  const ended = [...given].filter(([key]) => !now.has(key));
  return ended.map(([, labels]) => ({ labels, value: Number.NaN, stale: true }));
}

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
import { AlertingState, type RuleAnswer } from './alerting-state.ts';
import { checkCount, RuleError } from './rule-error.ts';
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
  /** How long the last one took. */
  lastDurationMs: number | null;
}

export interface GroupSurroundings extends Omit<AlertSurroundings, 'query' | 'nowSeconds'> {
  source: SeriesSource;
  /** Takes what a rule gave before the next rule of the group is evaluated, which may ask for it. */
  append(samples: readonly RuleSample[], timeMs: number): void;
  options?: QueryOptions;
}

type Given = ReadonlyMap<string, Labels>;

interface Kept extends RunningRule {
  /** Series that its last good evaluation gave. */
  given: Given;
}

interface Now {
  timeMs: number;
  around: GroupSurroundings;
}

/** The rules of a group, evaluated one after the other at one time. */
export class GroupRun {
  readonly group: RuleGroup;
  readonly #rules: Kept[];
  /** Of the evaluation under way. */
  #now: Now | null = null;
  readonly #expanders = new Map<Kept, RuleAnswer['expand']>();

  constructor(group: RuleGroup) {
    this.group = group;
    this.#rules = group.rules.map((rule) => ({
      rule,
      alerting: rule.kind === 'alert' ? new AlertingState(rule, group.labels, group.limit) : null,
      lastError: null,
      lastEvaluationMs: null,
      lastDurationMs: null,
      given: new Map(),
    }));
  }

  get rules(): readonly RunningRule[] {
    return this.#rules;
  }

  /** Every series that is given now, as its end. */
  ends(): RuleSample[] {
    return this.#rules.flatMap(({ given }) => ended(given, new Set()));
  }

  /**
   * Goes on with the alerts and series of the same group as it was read before, rule by rule where name and labels are
   * the same. What is no longer there is answered.
   *
   * Source: Prometheus, rules/group.go (CopyState)
   */
  takeOver(before: GroupRun): { left: RunningRule[]; ends: RuleSample[] } {
    const free = new Map<string, Kept[]>();
    for (const kept of before.#rules) {
      const key = identity(kept.rule);
      free.set(key, [...(free.get(key) ?? []), kept]);
    }
    for (const kept of this.#rules) {
      const same = free.get(identity(kept.rule))?.shift();
      if (!same) continue;
      if (same.alerting) kept.alerting?.takeOver(same.alerting);
      kept.given = same.given;
      const { lastError, lastEvaluationMs, lastDurationMs } = same;
      Object.assign(kept, { lastError, lastEvaluationMs, lastDurationMs });
    }
    const left = [...free.values()].flat();
    return { left, ends: left.flatMap(({ given }) => ended(given, new Set())) };
  }

  /** A rule that fails says so in its state and stops no other. */
  *evaluate(timeMs: number, around: GroupSurroundings): Slices<void> {
    this.#now = { timeMs, around };
    for (const running of this.#rules) {
      const begunMs = performance.now();
      try {
        const samples = yield* this.#evaluate(running, this.#now);
        running.lastError = null;
        const given = new Map(samples.map(({ key, labels }) => [key, labels]));
        around.append([...samples, ...ended(running.given, given)], timeMs);
        running.given = given;
      } catch (error) {
        if (!isExpected(error)) throw error;
        running.lastError = error.message;
      }
      running.lastEvaluationMs = timeMs;
      running.lastDurationMs = performance.now() - begunMs;
    }
  }

  *#evaluate(kept: Kept, { timeMs, around }: Now): Slices<RuleSample[]> {
    const { rule, alerting } = kept;
    const { source, options } = around;
    const askedMs = timeMs - (this.group.queryOffsetMs ?? 0);
    const outcome = yield* evaluateInstant({ expr: rule.parsed, text: rule.expr }, source, askedMs, options);
    const samples = samplesOf(outcome);
    if (!alerting) return this.#recorded(rule as RecordingRule, samples);
    return alerting.evaluate({ samples, timeMs, expand: this.#expander(kept, around) });
  }

  #recorded({ name, labels: own }: RecordingRule, samples: readonly TemplateSample[]): RuleSample[] {
    const { limit, labels: ofGroup } = this.group;
    checkCount(samples.length, limit, 'series');
    const seen = new Set<string>();
    return samples.map(({ labels, value }): RuleSample => {
      const all = new Map([...labels, ...ofGroup, ...own, [METRIC_NAME, name] as const]);
      const sorted: Labels = [...all].filter(([, text]) => text !== '').sort(([a], [b]) => (a < b ? -1 : 1));
      const key = seriesKey(sorted);
      if (seen.has(key)) {
        throw new RuleError('vector contains metrics with the same labelset after applying rule labels');
      }
      seen.add(key);
      return { labels: sorted, key, value };
    });
  }

  /** Made once for a rule, so that its templates are read once. */
  #expander(kept: Kept, around: GroupSurroundings): RuleAnswer['expand'] {
    let expand = this.#expanders.get(kept);
    if (!expand) {
      const now = () => this.#now as Now;
      expand = expandAlertTemplate(kept.rule.name, {
        get nowSeconds() {
          return now().timeMs / 1000;
        },
        query: (expr) => answered(expr, now()),
        externalLabels: around.externalLabels,
        externalUrl: around.externalUrl,
      });
      this.#expanders.set(kept, expand);
    }
    return expand;
  }
}

/** A query of a template, which cannot wait: its slices are taken one after the other. @throws Error for templates */
function answered(text: string, { timeMs, around: { source, options } }: Now): TemplateSample[] {
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

type Vector = { labels: Labels; value: number }[];

function samplesOf(outcome: { type: string; samples?: Vector; value?: number | string }): Vector {
  if (outcome.type === 'vector') return outcome.samples ?? [];
  if (outcome.type === 'scalar') return [{ labels: [], value: outcome.value as number }];
  throw new RuleError('rule result is not a vector or scalar');
}

function ended(given: Given, now: { has(key: string): boolean }): RuleSample[] {
  const gone: RuleSample[] = [];
  for (const [key, labels] of given) {
    if (!now.has(key)) gone.push({ labels, key, value: Number.NaN, stale: true });
  }
  return gone;
}

const identity = ({ kind, name, labels }: Rule): string =>
  [kind, name, ...[...labels].sort(([a], [b]) => (a < b ? -1 : 1)).flat()].join('\0');

import { TrivetError } from '../../../../shared/contract/errors.ts';
import { type Labels, seriesKey } from '../../../../shared/model/series.ts';
import { faultText, parse } from '../../../../shared/promql/parse.ts';
import { EvaluationError } from '../../promql/evaluation-error.ts';
import { MemorySource } from '../../promql/memory-source.ts';
import { evaluateInstant } from '../../promql/query.ts';
import { GroupRun, type GroupSurroundings } from '../evaluation/group-run.ts';
import type { RuleGroup } from '../rules/rule.ts';
import {
  type AlertCheck,
  labelText,
  type QueryCheck,
  type RuleTest,
  type RuleTestFile,
} from './rule-test-file.ts';
import type { NotatedSeries } from './series-notation.ts';

export interface TestFailure {
  /** In the test file, from 1. */
  line: number;
  message: string;
}

const FUZZ = 1e-6;

/**
 * Runs one test as promtool does: samples of the input are there up to the time of each evaluation, rules are evaluated
 * in their order, and what they give is there for the next.
 */
export function runRuleTest(
  test: RuleTest,
  groups: readonly RuleGroup[],
  { intervalMs, fuzzy, groupOrder }: Pick<RuleTestFile, 'intervalMs' | 'fuzzy' | 'groupOrder'>,
): TestFailure[] {
  const unknown = groupOrder.find((name) => !groups.some((group) => group.name === name));
  if (unknown !== undefined) {
    return [{ line: test.line, message: `group_eval_order names ${unknown}, which no rule file has` }];
  }
  const order = (name: string) =>
    (groupOrder.indexOf(name) + groupOrder.length + 1) % (groupOrder.length + 1);
  const ordered = groups.toSorted((a, b) => order(a.name) - order(b.name));
  const run = new TestRun(test, ordered, intervalMs);
  const failures = run.evaluateAll();
  return failures.length > 0
    ? failures
    : [...run.failures, ...test.queries.flatMap((check) => run.query(check, fuzzy))];
}

class TestRun {
  readonly #test: RuleTest;
  readonly #groups: GroupRun[];
  readonly #intervalMs: number;
  readonly #source = new MemorySource();
  readonly #loaded = new Map<NotatedSeries, number>();
  readonly failures: TestFailure[] = [];

  constructor(test: RuleTest, groups: readonly RuleGroup[], intervalMs: number) {
    this.#test = test;
    this.#groups = groups.map((group) => new GroupRun(group));
    this.#intervalMs = intervalMs;
  }

  /** What is wrong with the rules themselves; what alerts were not as expected is in `failures`. */
  evaluateAll(): TestFailure[] {
    const { startMs, alerts, queries, line } = this.#test;
    const lastMs = startMs + Math.max(0, ...[...alerts, ...queries].map(({ evalMs }) => evalMs));
    for (let timeMs = startMs; timeMs <= lastMs; timeMs += this.#intervalMs) {
      this.#load(timeMs);
      const broken = this.#evaluate(timeMs);
      if (broken) return [{ line, message: broken }];
      const due = alerts.filter(({ evalMs }) => {
        const atMs = startMs + evalMs;
        return atMs >= timeMs && atMs < timeMs + this.#intervalMs;
      });
      for (const check of due) this.#checkAlerts(check);
    }
    this.#load(lastMs);
    return [];
  }

  query(check: QueryCheck, fuzzy: boolean): TestFailure[] {
    const told = (message: string) => [
      { line: check.line, message: `${check.expr} at ${check.evalMs / 1000}s: ${message}` },
    ];
    if (check.expected.some(({ histogram }) => histogram !== ''))
      return told('native histograms are not supported');
    const parsed = parse(check.expr);
    if (!parsed.ok) return told(faultText(check.expr, parsed.error));
    try {
      const outcome = drained(
        evaluateInstant(
          { expr: parsed.value, text: check.expr },
          this.#source,
          this.#test.startMs + check.evalMs,
        ),
      );
      const got =
        outcome.type === 'scalar'
          ? [{ labels: [], value: outcome.value }]
          : outcome.type === 'vector'
            ? outcome.samples
            : [];
      return sameSamples(check.expected, got, fuzzy)
        ? []
        : told(difference(check.expected.map(sampleText), got.map(sampleText)));
    } catch (error) {
      if (error instanceof EvaluationError || error instanceof TrivetError) return told(error.message);
      throw error;
    }
  }

  #load(untilMs: number): void {
    const { series, startMs, intervalMs } = this.#test;
    for (const one of series) {
      let at = this.#loaded.get(one) ?? 0;
      for (; at < one.values.length && startMs + at * intervalMs <= untilMs; at++) {
        const value = one.values[at];
        const timeMs = startMs + at * intervalMs;
        if (typeof value === 'number') this.#source.add(one.labels, [{ timeMs, value }]);
        else if (value === 'stale') this.#source.add(one.labels, [{ timeMs, value: null }]);
      }
      this.#loaded.set(one, at);
    }
  }

  /** The first rule's fault. */
  #evaluate(timeMs: number): string | null {
    const { externalLabels, externalUrl } = this.#test;
    const around: GroupSurroundings = {
      source: this.#source,
      externalLabels,
      externalUrl,
      append: (samples, atMs) => {
        for (const { labels, value, stale } of samples) {
          this.#source.add(labels, [{ timeMs: atMs, value: stale ? null : value }]);
        }
      },
    };
    for (const run of this.#groups) {
      drained(run.evaluate(timeMs, around));
      const failed = run.rules.find(({ lastError }) => lastError !== null);
      if (failed) return `rule ${failed.rule.name}: ${failed.lastError}`;
    }
    return null;
  }

  #checkAlerts({ alertname, expected, line, evalMs }: AlertCheck): void {
    const firing = this.#groups
      .flatMap(({ rules }) => rules)
      .filter(({ rule, alerting }) => alerting && rule.name === alertname)
      .flatMap(({ alerting }) => alerting?.alerts.filter(({ state }) => state === 'firing') ?? []);
    const got = firing.map(({ labels, annotations }) => {
      return alertText(new Map(labels.filter(([name]) => name !== 'alertname')), new Map(annotations));
    });
    const wanted = expected.map(({ labels, annotations }) => alertText(labels, annotations));
    if (wanted.sort().join('\n') === got.sort().join('\n')) return;
    this.failures.push({
      line,
      message: `alertname: ${alertname} at ${evalMs / 1000}s: ${difference(wanted, got)}`,
    });
  }
}

function drained<T>(slices: Generator<void, T, void>): T {
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

const sortedText = (pairs: ReadonlyMap<string, string>): string =>
  labelText([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)));

const alertText = (labels: ReadonlyMap<string, string>, annotations: ReadonlyMap<string, string>): string =>
  `labels ${sortedText(labels)} annotations ${sortedText(annotations)}`;

interface Sample {
  labels: Labels;
  value: number;
}

const sampleText = ({ labels, value }: Sample): string => `${labelText(labels)} ${value}`;

function sameSamples(expected: readonly Sample[], got: readonly Sample[], fuzzy: boolean): boolean {
  if (expected.length !== got.length) return false;
  const byKey = new Map(got.map((sample) => [seriesKey(sample.labels), sample.value]));
  return expected.every(({ labels, value }) => {
    const other = byKey.get(seriesKey(labels));
    if (other === undefined) return false;
    if (Object.is(other, value) || other === value) return true;
    return fuzzy && Math.abs(other - value) <= FUZZ * Math.max(Math.abs(other), Math.abs(value));
  });
}

function difference(expected: readonly string[], got: readonly string[]): string {
  const list = (all: readonly string[]) => (all.length === 0 ? 'nothing' : all.join(' and '));
  return `expected ${list(expected)}, got ${list(got)}`;
}

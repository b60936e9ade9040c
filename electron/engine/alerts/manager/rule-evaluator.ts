import { MOST_ALERTS } from '../../../../shared/contract/alerts.ts';
import { type Label, type Labels, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import { isStale } from '../../../../shared/model/stale.ts';
import type { Slices } from '../../promql/evaluation.ts';
import type { QueryOptions } from '../../promql/query.ts';
import type { SeriesSource } from '../../promql/series-source.ts';
import { type ActiveAlert, sortedLabels } from '../evaluation/active-alert.ts';
import { GroupRun, type GroupSurroundings, type RunningRule } from '../evaluation/group-run.ts';
import { OUTAGE_TOLERANCE_MS, type RememberedAlert } from '../evaluation/remembered-alert.ts';
import { fingerprint } from '../fingerprint.ts';
import { FreshSamples } from './fresh-samples.ts';
import { type BookGroup, RuleBook } from './rule-book.ts';
import { OutputWriter } from './rule-output.ts';
import type {
  AlertFacts,
  EvaluateParams,
  GroupAnswer,
  LoadAnswer,
  LoadParams,
  RuleFacts,
  RuleOutcome,
  RulePost,
} from './thread-messages.ts';

/** As Prometheus' rules.alert.resend-delay. */
const AGAIN_MS = 60_000;
/** How long an alert holds that is not told again, in intervals. */
const VALID_INTERVALS = 4;
/** How long after its first evaluation a group takes up what it told before it was stopped. */
const LEAST_REMEMBERING_MS = 120_000;

const LIMITS: QueryOptions = { limits: { samples: 10_000_000, timeoutMs: 20_000 } };

type Remembered = ReadonlyMap<string, RememberedAlert>;

interface Running extends BookGroup {
  run: GroupRun;
  /** Null until the first evaluation; then when what was told before no longer counts. */
  rememberUntilMs: number | null;
}

/**
 * The groups in force and their evaluation, for use inside the thread of rules. What comes of it is answered, to be
 * stored and posted by who asked.
 *
 * @param stored brought up to what is committed before each evaluation of a group by `follow`
 */
export class RuleEvaluator {
  readonly #follow: () => Slices<void>;
  readonly #source: FreshSamples;
  readonly #book = new RuleBook();
  readonly #output = new OutputWriter();
  #groups = new Map<string, Running>();
  #externalLabels: readonly Label[] = [];
  /** What series told of alerts before this process; null until they were read. */
  #remembered: Remembered | null = null;

  constructor(stored: SeriesSource, follow: () => Slices<void>) {
    this.#source = new FreshSamples(stored);
    this.#follow = follow;
  }

  load(params: LoadParams): LoadAnswer {
    const { files, groups } = this.#book.read(params);
    this.#externalLabels = params.externalLabels;
    const before = this.#groups;
    this.#groups = new Map();
    const posts: RulePost[] = [];
    for (const group of groups) {
      const known = before.get(group.facts.id);
      before.delete(group.facts.id);
      this.#groups.set(group.facts.id, this.#started(group, known, posts, params.nowMs));
    }
    for (const gone of before.values()) {
      this.#output.add(gone.run.ends());
      posts.push(...this.#ended(gone.run.rules, gone, params.nowMs));
    }
    return {
      files,
      groups: groups.map(({ facts }) => facts),
      rules: groups.flatMap(({ rules }) => rules),
      output: this.#output.take(params.nowMs),
      posts,
    };
  }

  *evaluate({ groupId, timeMs, gapMs, settled }: EvaluateParams): Slices<GroupAnswer | null> {
    this.settle(settled);
    const group = this.#groups.get(groupId);
    if (!group) return null;
    yield* this.#follow();
    const begunMs = performance.now();
    yield* this.#remember(group, timeMs);
    for (const { alerting } of group.run.rules) if (gapMs > 0) alerting?.skip(gapMs);
    yield* group.run.evaluate(timeMs, this.#surroundings());
    const durationMs = performance.now() - begunMs;
    return {
      durationMs,
      rules: group.run.rules.map(outcomeOf),
      alerts: this.#alertsOf(group),
      posts: this.#posts(group, timeMs, AGAIN_MS),
      output: this.#output.take(timeMs),
    };
  }

  settle(turns: readonly number[]): void {
    if (turns.length > 0) this.#source.settle(new Set(turns));
  }

  /** The clock was set back by so much. */
  shift(byMs: number): void {
    for (const { run } of this.#groups.values()) for (const { alerting } of run.rules) alerting?.shift(byMs);
  }

  /** Every alert that fires, to be told again although nothing was evaluated. */
  firing(nowMs: number): RulePost[] {
    return [...this.#groups.values()].flatMap((group) => this.#posts(group, nowMs, -1));
  }

  #started(group: BookGroup, known: Running | undefined, posts: RulePost[], nowMs: number): Running {
    const run = new GroupRun(group.group);
    if (!known) return { ...group, run, rememberUntilMs: null };
    const { left, ends } = run.takeOver(known.run);
    this.#output.add(ends);
    posts.push(...this.#ended(left, known, nowMs));
    return { ...group, run, rememberUntilMs: known.rememberUntilMs };
  }

  #surroundings(): GroupSurroundings {
    return {
      source: this.#source,
      externalLabels: new Map(this.#externalLabels),
      externalUrl: '',
      options: LIMITS,
      append: (samples, timeMs) => {
        this.#source.add(this.#output.turn, timeMs, samples);
        this.#output.add(samples);
      },
    };
  }

  /** Lets the group's alerts go on as they were before the last stop. */
  *#remember(group: Running, timeMs: number): Slices<void> {
    if (group.rememberUntilMs === Number.NEGATIVE_INFINITY) return;
    if (group.rememberUntilMs === null) {
      this.#remembered ??= yield* rememberedAlerts(this.#source, timeMs);
      group.rememberUntilMs = timeMs + Math.max(2 * group.facts.intervalMs, LEAST_REMEMBERING_MS);
      for (const { alerting } of group.run.rules) alerting?.remember(this.#remembered);
    } else if (timeMs > group.rememberUntilMs) {
      group.rememberUntilMs = Number.NEGATIVE_INFINITY;
      for (const { alerting } of group.run.rules) alerting?.remember(null);
    }
  }

  #alertsOf({ run, rules }: Running): AlertFacts[] {
    const all = run.rules.flatMap(({ alerting }, i) =>
      (alerting?.alerts ?? []).map((alert) => ({ alert, ruleId: (rules[i] as RuleFacts).id })),
    );
    const rank = { firing: 0, pending: 1, inactive: 2 };
    if (all.length > MOST_ALERTS) {
      all.sort(({ alert: a }, { alert: b }) => rank[a.state] - rank[b.state] || b.activeAtMs - a.activeAtMs);
    }
    return all.slice(0, MOST_ALERTS).map(({ alert, ruleId }) => {
      const { labels, annotations, state, value, activeAtMs, firedAtMs, resolvedAtMs, keepFiringSinceMs } =
        alert;
      const times = { activeAtMs, firedAtMs, resolvedAtMs, keepFiringSinceMs };
      const known = fingerprint(this.#posted(labels));
      return { ruleId, fingerprint: known, labels, annotations, state, value, ...times };
    });
  }

  #posts({ run, rules, facts }: Running, nowMs: number, againMs: number): RulePost[] {
    const validForMs = VALID_INTERVALS * Math.max(facts.intervalMs, AGAIN_MS);
    return run.rules.flatMap(({ alerting }, i) =>
      (alerting?.toSend(nowMs, againMs) ?? []).map((alert) =>
        this.#post(alert, (rules[i] as RuleFacts).id, alert.resolvedAtMs ?? nowMs + validForMs),
      ),
    );
  }

  /** Firing alerts of rules that are gone end with them. */
  #ended(left: readonly RunningRule[], { run, rules }: Running, nowMs: number): RulePost[] {
    return left.flatMap((running) => {
      const { id } = rules[run.rules.indexOf(running)] as RuleFacts;
      const firing = running.alerting?.alerts.filter(({ state }) => state === 'firing') ?? [];
      return firing.map((alert) => this.#post(alert, id, nowMs));
    });
  }

  #post(
    { labels, annotations, firedAtMs, activeAtMs }: ActiveAlert,
    ruleId: string,
    endsAtMs: number,
  ): RulePost {
    return {
      ruleId,
      labels: this.#posted(labels),
      annotations,
      startsAtMs: firedAtMs ?? activeAtMs,
      endsAtMs,
      generatorUrl: `/alerts?rule=${ruleId}`,
    };
  }

  /** External labels stand below the alert's own. */
  #posted(labels: Labels): Labels {
    if (this.#externalLabels.length === 0) return labels;
    const all = new Map([...this.#externalLabels, ...labels]);
    return sortedLabels(new Map([...all].filter(([, value]) => value !== '')));
  }
}

function outcomeOf({ lastError, lastEvaluationMs, lastDurationMs, alerting }: RunningRule): RuleOutcome {
  const counts = { pending: 0, firing: 0, inactive: 0 };
  for (const { state } of alerting?.alerts ?? []) counts[state]++;
  const { pending, firing, inactive } = counts;
  return {
    error: lastError,
    evaluatedMs: lastEvaluationMs,
    durationMs: lastDurationMs,
    pending,
    firing,
    resolved: inactive,
  };
}

function* rememberedAlerts(source: SeriesSource, nowMs: number): Slices<Remembered> {
  const series = yield* source.select({
    matchers: [{ name: METRIC_NAME, op: '=', value: 'ALERTS_FOR_STATE' }],
    startMs: nowMs - OUTAGE_TOLERANCE_MS,
    endMs: nowMs,
    hints: { stepMs: 0, rangeMs: OUTAGE_TOLERANCE_MS, func: '' },
    charge: () => undefined,
  });
  const found = new Map<string, RememberedAlert>();
  for (const { labels, timesMs, values } of series) {
    const last = values.length - 1;
    if (last < 0 || isStale(values, last)) continue;
    const own = labels.filter(([name]) => name !== METRIC_NAME);
    const activeAtMs = (values[last] as number) * 1000;
    found.set(seriesKey(own), { activeAtMs, lastMs: timesMs[last] as number });
  }
  return found;
}

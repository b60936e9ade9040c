import type { Backtest, BacktestExample, DraftRule } from '../../../../shared/contract/alerts.ts';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import { count } from '../../../../shared/model/format.ts';
import type { Label, Labels } from '../../../../shared/model/series.ts';
import { faultText, parse } from '../../../../shared/promql/parse.ts';
import { comparisonOf, type Threshold, thresholdOf } from '../../../../shared/promql/threshold.ts';
import type { Slices } from '../../promql/evaluation.ts';
import { gridOf, timeOf } from '../../promql/grid.ts';
import type { QueryOptions, QueryReport, RangeOutcome } from '../../promql/query.ts';
import type { SeriesSource } from '../../promql/series-source.ts';
import type { Value } from '../../promql/value.ts';
import { AlertingState, alertLabels, type FoundAlert, RuleError } from '../evaluation/alerting-state.ts';
import type { AlertingRule } from '../rules/rule.ts';
import { expandAlertTemplate } from '../templates/alert-template.ts';
import { WatchedSource } from './first-data.ts';
import { type ExpandAt, FoundAlerts } from './found-alerts.ts';
import { evaluatePiecewise, type Range } from './piecewise.ts';
import { ShownSeries } from './shown-series.ts';
import { StateSpans } from './state-spans.ts';
import { templateQuery } from './template-query.ts';

export interface BacktestParams {
  rule: DraftRule;
  /** Evaluations are at multiples of the step, from the start to the end. */
  startMs: number;
  endMs: number;
  stepMs: number;
  /** Label sets to answer. */
  limit: number;
  /** Alerts that the rule may give, as its group says; 0 is no limit. */
  groupLimit: number;
  externalLabels: readonly Label[];
}

/** So far before the range evaluations begin, so that what pends or fires at its start does so there too. */
const LONGEST_LEAD_MS = 86_400_000;
const TIME_LIMIT_MS = 60_000;

/**
 * What an alerting rule would have done over a range: the same states at the same times as evaluating it then, over the
 * series that are stored now.
 *
 * @throws TrivetError invalid_params, limit; EvaluationError where the rule fails over and over
 */
export function* backtest(
  params: BacktestParams,
  stored: SeriesSource,
  options: QueryOptions = {},
): Slices<Backtest> {
  const rule = alertingRule(params.rule);
  const source = new WatchedSource(stored);
  const run = new Run(params, rule, source, options);
  yield* evaluatePiecewise(
    {
      query: { expr: rule.parsed, text: rule.expr },
      source,
      options: { ...options, limits: { timeoutMs: TIME_LIMIT_MS, ...options.limits } },
      part: run.part,
      taker: run,
    },
    run.withLead,
  );
  return run.answer(source.firstMs);
}

/** @throws TrivetError invalid_params with the place */
function alertingRule(draft: DraftRule): AlertingRule {
  const parsed = parse(draft.expr, { stepMs: 0, rangeMs: 0 });
  if (!parsed.ok) throw new TrivetError('invalid_params', faultText(draft.expr, parsed.error));
  return {
    kind: 'alert',
    name: draft.name,
    expr: draft.expr,
    parsed: parsed.value,
    labels: new Map(draft.labels),
    annotations: new Map(draft.annotations),
    forMs: draft.forMs,
    keepFiringForMs: draft.keepFiringForMs,
    line: 1,
  };
}

class Run {
  readonly part;
  readonly withLead: Range;
  readonly #params: BacktestParams;
  readonly #rule: AlertingRule;
  readonly #range: Range;
  readonly #threshold: Threshold | null;
  readonly #state: AlertingState;
  readonly #spans: StateSpans;
  readonly #shown: ShownSeries;
  readonly #found: FoundAlerts;
  readonly #expandAt: ExpandAt;
  readonly #report: QueryReport = {
    warnings: [],
    infos: [],
    stats: { seriesRead: 0, samplesRead: 0, peakSamples: 0, elapsedMs: 0 },
  };
  /** What was found when nothing but what is found could change any state any more. */
  #steady: ReadonlyMap<string, FoundAlert> | null = null;
  #failed = { times: 0, message: '' };
  #newestHeld: { labels: Labels; value: number; timeMs: number } | null = null;

  constructor(params: BacktestParams, rule: AlertingRule, source: SeriesSource, options: QueryOptions) {
    const { stepMs, groupLimit, externalLabels } = params;
    this.#params = params;
    this.#rule = rule;
    this.#range = { ...aligned(params), stepMs };
    const leadMs = Math.min(LONGEST_LEAD_MS, rule.forMs + rule.keepFiringForMs);
    this.withLead = {
      ...this.#range,
      startMs: this.#range.startMs - Math.ceil(leadMs / stepMs) * stepMs,
    };
    this.#threshold = thresholdOf(rule.parsed);
    this.part = this.#threshold?.compared ?? comparisonOf(rule.parsed)?.lhs ?? null;
    this.#state = new AlertingState(rule, new Map(), groupLimit);
    this.#spans = new StateSpans(this.#range.startMs);
    this.#shown = new ShownSeries(this.#range, this.#threshold);
    const labels = new Map(externalLabels);
    this.#expandAt = (timeMs) =>
      expandAlertTemplate(rule.name, {
        externalLabels: labels,
        externalUrl: '',
        nowSeconds: timeMs / 1000,
        query: (expr) => templateQuery(expr, timeMs, { source, options }),
      });
    this.#found = new FoundAlerts(rule, this.#expandAt);
  }

  take(outcome: RangeOutcome, part: Value | null): void {
    const { grid, series } = outcome;
    this.#count(outcome);
    this.#shown.take(this.part && part ? part : { type: 'vector', series }, grid);
    this.#shown.held(series);
    const candidates = this.#found.candidates(series, grid);
    for (let step = 0; step < grid.steps; step++) {
      const timeMs = timeOf(grid, step);
      try {
        this.#advance(this.#found.at(candidates, step, timeMs), timeMs);
      } catch (error) {
        if (!(error instanceof RuleError)) throw error;
        this.failed(timeMs, error.message);
        this.#steady = null;
        // Beyond the limit a rule loses its alerts; any other fault leaves them as they are.
        if (this.#state.alerts.length === 0) this.#spans.take([], timeMs);
      }
    }
    this.#remember(outcome);
  }

  #advance(found: ReadonlyMap<string, FoundAlert>, timeMs: number): void {
    if (found === this.#steady) return;
    const held = this.#state.advance(found, timeMs);
    this.#spans.take(held, timeMs);
    const isSteady = held.length === found.size && held.every(({ state }) => state === 'firing');
    this.#steady = isSteady ? found : null;
  }

  failed(timeMs: number, message: string): void {
    if (timeMs < this.#range.startMs) return;
    this.#failed.times++;
    this.#failed.message = message;
  }

  answer(firstMs: number | null): Backtest {
    const { limit, stepMs } = this.#params;
    const { startMs, endMs } = this.#range;
    const { courses, more, spansLeftOut } = this.#spans.end(endMs, limit);
    const shown = this.#shown.answer(this.#report);
    const { times, message } = this.#failed;
    const warnings = [...this.#report.warnings];
    if (times > 0) warnings.push(`${count(times)} evaluations failed: ${message}`);
    if (spansLeftOut > 0) warnings.push(`${count(spansLeftOut)} more states are counted but not shown`);
    return {
      stepMs,
      evaluations: gridOf(startMs, endMs, stepMs).steps,
      shown,
      threshold: this.#threshold?.value ?? null,
      thresholdOp: this.#threshold?.op ?? null,
      courses,
      moreCourses: more,
      ...this.#spans.totals,
      firstDataMs: firstMs === null ? null : Math.max(startMs, firstMs),
      example: this.#example(),
      warnings,
    };
  }

  #count({ warnings, infos, stats }: RangeOutcome): void {
    const { stats: all } = this.#report;
    all.seriesRead = Math.max(all.seriesRead, stats.seriesRead);
    all.samplesRead += stats.samplesRead;
    all.peakSamples = Math.max(all.peakSamples, stats.peakSamples);
    all.elapsedMs += stats.elapsedMs;
    for (const warning of warnings)
      if (!this.#report.warnings.includes(warning)) this.#report.warnings.push(warning);
    for (const info of infos) if (!this.#report.infos.includes(info)) this.#report.infos.push(info);
  }

  #remember({ grid, series }: RangeOutcome): void {
    for (const { labels, present, values } of series) {
      const step = present.lastIndexOf(1);
      const timeMs = timeOf(grid, step);
      if (step < 0 || timeMs <= (this.#newestHeld?.timeMs ?? 0)) continue;
      this.#newestHeld = { labels, value: values[step] as number, timeMs };
    }
  }

  #example(): BacktestExample | null {
    const held = this.#newestHeld;
    const sample = held ?? this.#shown.newest();
    if (!sample) return null;
    const { labels: of, value, timeMs } = sample;
    const expand = this.#expandAt(timeMs);
    return {
      labels: alertLabels(this.#rule, new Map(), of, (text) => expand(text, of, value)),
      annotations: [...this.#rule.annotations].map(([name, text]) => [name, expand(text, of, value)]),
      value,
      timeMs,
      holds: held !== null,
    };
  }
}

/** Multiples of the step, so that what is asked again a little later is judged at the same times. */
function aligned({ startMs, endMs, stepMs }: BacktestParams): { startMs: number; endMs: number } {
  return { startMs: Math.ceil(startMs / stepMs) * stepMs, endMs: Math.floor(endMs / stepMs) * stepMs };
}

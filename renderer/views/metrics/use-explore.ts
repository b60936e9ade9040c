import { useMemo } from 'react';
import type { MetricFamily } from '../../../shared/contract/promql.ts';
import { METRIC_NAME } from '../../../shared/model/series.ts';
import { useCall } from '../../connection/use-call.ts';
import { type LabelFacts, labelFacts } from '../../promql/label-facts.ts';
import { selectorText } from '../../promql/selector-text.ts';
import type { RangeGrid } from '../../promql/use-range-queries.ts';
import { useHeldWindow, useInstantQueries } from '../../promql/use-range-queries.ts';
import { alignedWindow } from '../../time/time-range.ts';
import { useUrl } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import { bucketQuery, buildQueries, type MetricChoice, shapeOf } from './query/build-query.ts';
import { type ExploreState, letterOf, readState, resolutions, writeState } from './query/explore-state.ts';
import { COUNTED_MS, rateRange, sampleInterval } from './query/rate-range.ts';

/** Metric names change slowly: a list that is half a minute old is good enough. */
const LIST_STEPS = 30;
const MOST_LABELLED = 5_000;

export interface AskedQuery {
  letter: string;
  expr: string;
  legend: string;
}

export interface Explore {
  state: ExploreState;
  change(change: Partial<ExploreState>, options?: { replace?: boolean }): void;
  /** Null before the first answer. */
  families: MetricFamily[] | null;
  familiesError: Error | null;
  /** The metric that is picked, as far as it is known. */
  choice: MetricChoice | null;
  family: MetricFamily | null;
  labels: LabelFacts[];
  queries: AskedQuery[];
  /** What the heatmap of a picked histogram is drawn from; null for other metrics. */
  buckets: string | null;
  grid: RangeGrid;
  /** What rates look back. */
  range: string;
  described(metric: string): string;
}

/** What the address asks, with what is known of the metric it is about. */
export function useExplore(): Explore {
  const { params, edit } = useUrl();
  const { window, live } = useTimeRange();
  const state = useMemo(() => readState(params), [params]);
  const held = useHeldWindow(window, live, params.toString());
  const { startMs, stepMs } = alignedWindow(held, resolutions[state.resolution]);
  // No step beyond the end: of a rate there it would be the seconds that have not been measured yet.
  const endMs = Math.max(Math.floor(held.endMs / stepMs) * stepMs, startMs + stepMs);
  const grid = useMemo(() => ({ startMs, endMs, stepMs }), [startMs, endMs, stepMs]);
  const listed = alignedWindow(held, LIST_STEPS);
  const { data: families = null, error } = useCall(
    'metrics.families',
    { startMs: listed.startMs, endMs: listed.endMs },
    { staleMs: 10_000 },
  );
  const family = families?.find(({ name }) => name === state.metric) ?? null;
  const choice = useMemo(() => choiceOf(state, family, families !== null), [state, family, families]);
  const { labels, range } = useMetricFacts(choice, grid, listed);
  const units = useMemo(() => new Map(families?.map(({ name, unit }) => [name, unit])), [families]);
  return useMemo(() => {
    const built = choice && range !== null ? buildQueries(choice, range) : [];
    const written = state.queries?.map((expr) => ({ expr, legend: '' }));
    const isHistogram = choice?.type === 'histogram' || choice?.type === 'gaugehistogram';
    return {
      state,
      change: (change, options) => edit((next) => writeState(next, change), options),
      families,
      familiesError: error,
      choice,
      family,
      labels,
      queries: (written ?? built).map((query, i) => ({ ...query, letter: letterOf(i) })),
      buckets: choice && isHistogram && !written && range !== null ? bucketQuery(choice, range) : null,
      grid,
      range: range ?? '',
      described: (metric) =>
        units.get(metric) ?? units.get(metric.replace(/_(?:bucket|sum|count)$/, '')) ?? '',
    };
  }, [state, edit, families, error, choice, family, labels, range, grid, units]);
}

/** A metric that is not in the list may still be asked for: by a link that is older than its samples. */
function choiceOf(state: ExploreState, family: MetricFamily | null, known: boolean): MetricChoice | null {
  const { metric, shape, aggregation, by, where } = state;
  if (metric === '' || !known) return null;
  return {
    metric,
    type: family?.type ?? 'unknown',
    series: family?.series ?? 0,
    shape,
    aggregation,
    by,
    where,
  };
}

/** Its labels, and how often it is sampled. `range` is null until that is known. */
function useMetricFacts(
  choice: MetricChoice | null,
  grid: RangeGrid,
  listed: { startMs: number; endMs: number },
): { labels: LabelFacts[]; range: string | null } {
  const sampled = choice ? sampledName(choice) : '';
  const { data } = useCall(
    'metrics.series',
    {
      startMs: listed.startMs,
      endMs: listed.endMs,
      selectors: [[{ name: METRIC_NAME, op: '=', value: sampled }]],
      limit: MOST_LABELLED,
    },
    { enabled: choice !== null, staleMs: 10_000, keep: false },
  );
  const labels = useMemo(() => labelFacts(data?.series ?? []), [data]);
  // Counted at a moment that moves seldom, for the answer is the same.
  const countedAt = Math.ceil(grid.endMs / COUNTED_MS) * COUNTED_MS;
  const at = Math.min(countedAt, grid.endMs);
  const counting = choice ? `max(count_over_time(${selectorText(sampled, [])}[10m]))` : null;
  const [run] = useInstantQueries([counting], at);
  const range = useMemo(() => {
    if (!run || counting === null || (run.busy && run.expr !== counting)) return null;
    if (run.answer === null && run.error === null) return null;
    const samples = run.answer?.type === 'vector' ? (run.answer.samples[0]?.value ?? 0) : 0;
    return rateRange(sampleInterval(samples), grid.stepMs);
  }, [run, counting, grid.stepMs]);
  return { labels, range };
}

/** The name under which a family's samples are counted and its labels are read. */
function sampledName(choice: MetricChoice): string {
  const suffixed = choice.type === 'histogram' || choice.type === 'gaugehistogram';
  if (suffixed || (choice.type === 'summary' && shapeOf(choice) !== 'value')) return `${choice.metric}_count`;
  return choice.metric;
}

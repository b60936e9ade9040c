import type { RangeResult, RangeSeries } from '../../../../shared/contract/metrics.ts';
import type { LabelMatcher } from '../../../../shared/model/series.ts';
import type { StatementCache } from '../session.ts';
import { combineByEntity, type GriddedSeries } from './entities.ts';
import { type Grid, type GridKind, toGrid } from './grid.ts';
import { readerState } from './reader-state.ts';
import { selectSeries } from './select.ts';
import { cachedSamples } from './stored-series.ts';

export interface RangeParams {
  startMs: number;
  endMs: number;
  stepMs: number;
  metric: string;
  matchers: LabelMatcher[];
  as: GridKind;
  by: 'series' | 'entity';
}

/** Beyond it a chart cannot be read; the result says that more matched. */
const MOST_SERIES = 1_000;
const SERIES_A_SLICE = 8;
/** Samples before the first step are read too: a rate needs the one before. */
const LOOK_BACK_MS = 300_000;

/** What was downsampled, as each kind needs it. */
const VIEWS = { last: 'last', max: 'max', rate: 'counter' } as const;

/** On multiples of the step, so that a chart that follows the present does not tremble. */
function gridOf({ startMs, endMs, stepMs }: RangeParams): Grid {
  const first = Math.ceil(startMs / stepMs) * stepMs;
  return { startMs: first, stepMs, steps: Math.max(0, Math.floor((endMs - first) / stepMs) + 1) };
}

function* queryRange(session: StatementCache, params: RangeParams): Generator<void, RangeResult, void> {
  const grid = gridOf(params);
  const matching = selectSeries(session, params.metric, params.matchers);
  const selected = matching.slice(0, MOST_SERIES);
  const fromMs = params.startMs - Math.max(params.stepMs, LOOK_BACK_MS);
  const state = readerState(session);
  yield* state.follow(session);
  const asked = { view: VIEWS[params.as], startMs: fromMs, endMs: params.endMs };
  const found: GriddedSeries[] = [];
  for (const [i, series] of selected.entries()) {
    if (i % SERIES_A_SLICE === SERIES_A_SLICE - 1) yield;
    const samples = cachedSamples(session, state, series.id, asked);
    if (samples.timesMs.length === 0) continue;
    const values = toGrid(samples, grid, params.as);
    if (!values.every(Number.isNaN)) found.push({ ...series, values });
  }
  const series: RangeSeries[] =
    params.by === 'entity'
      ? combineByEntity(found, params.as)
      : found.map(({ labels, values }) => ({ labels, values }));
  const timesMs = Float64Array.from({ length: grid.steps }, (_, i) => grid.startMs + i * grid.stepMs);
  return { timesMs, series, truncated: matching.length > selected.length };
}

export const metricReadQueries = { 'metrics.range': queryRange };

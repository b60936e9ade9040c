import type { RangeResult, RangeSeries } from '../../../../shared/contract/metrics.ts';
import type { LabelMatcher } from '../../../../shared/model/series.ts';
import type { StatementCache } from '../session.ts';
import type { Samples } from './chunk.ts';
import { chunksOf } from './chunk-rows.ts';
import { samplesBySeries } from './compaction.ts';
import { combineByEntity, type GriddedSeries } from './entities.ts';
import { type Grid, type GridKind, toGrid } from './grid.ts';
import { decodeHead, type SampleBatch } from './head.ts';
import { mergeSamples } from './merge.ts';
import { selectSeries } from './select.ts';

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
const HEADS_A_SLICE = 32;
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
  // Heads first: what moves from heads into chunks in between is then seen twice, which merging undoes, never missed.
  const heads = yield* headSamples(session, new Set(selected.map(({ id }) => id)), fromMs, params.endMs);
  const found: GriddedSeries[] = [];
  for (const [i, series] of selected.entries()) {
    if (i % SERIES_A_SLICE === SERIES_A_SLICE - 1) yield;
    const head = heads.get(series.id);
    const pieces = [
      ...chunksOf(session, series.id, fromMs, params.endMs, VIEWS[params.as]),
      ...(head ? [head] : []),
    ];
    if (pieces.length === 0) continue;
    const values = toGrid(mergeSamples(pieces), grid, params.as);
    if (!values.every(Number.isNaN)) found.push({ ...series, values });
  }
  const series: RangeSeries[] =
    params.by === 'entity'
      ? combineByEntity(found, params.as)
      : found.map(({ labels, values }) => ({ labels, values }));
  const timesMs = Float64Array.from({ length: grid.steps }, (_, i) => grid.startMs + i * grid.stepMs);
  return { timesMs, series, truncated: matching.length > selected.length };
}

function* headSamples(
  session: StatementCache,
  wanted: ReadonlySet<number>,
  startMs: number,
  endMs: number,
): Generator<void, Map<number, Samples>, void> {
  const rows = session
    .prepare<unknown[], { data: Uint8Array }>(
      'SELECT data FROM metric_heads WHERE end_ms >= ? AND start_ms <= ? ORDER BY id',
    )
    .all(startMs, endMs);
  const batches: SampleBatch[] = [];
  for (const [i, { data }] of rows.entries()) {
    if (i % HEADS_A_SLICE === HEADS_A_SLICE - 1) yield;
    batches.push(decodeHead(data));
  }
  return samplesBySeries(batches, wanted);
}

export const metricReadQueries = { 'metrics.range': queryRange };

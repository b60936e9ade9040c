import { LEAST_DAYS } from '../../../shared/alerts/usual.ts';
import type { Baseline, BaselineSeries } from '../../../shared/contract/baseline.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { type Labels, seriesKey } from '../../../shared/model/series.ts';
import { faultText, parse } from '../../../shared/promql/parse.ts';
import { typeOf } from '../../../shared/promql/type-check.ts';
import type { Slices } from './evaluation.ts';
import { gridOf, gridTimes } from './grid.ts';
import { evaluateRange, type Query } from './query.ts';
import type { SeriesSource } from './series-source.ts';

export interface BaselineParams {
  expr: string;
  startMs: number;
  endMs: number;
  stepMs: number;
  factor: number;
  days: number;
  mostSeries: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const AROUND_MS = 900_000;
/** Values on either side of a moment that are taken of one day. */
const MOST_AROUND = 15;
/** Fewer values say nothing of how they usually vary. */
const LEAST_RECENT = 10;
const MOST_RECENT = 240;

/** One evaluation of the query; a series has NaN where it has no value. */
type Grown = Map<string, { labels: Labels; values: Float64Array }>;

/**
 * What is usual for each series of a query: the median of its values at the same time of day on days before, with so
 * many times their median absolute deviation on either side. A series with too few such days is held against its own
 * values shortly before each moment instead.
 *
 * @throws TrivetError invalid_params for what is no query of an instant vector; as evaluateRange
 */
export function* evaluateBaseline(source: SeriesSource, params: BaselineParams): Slices<Baseline> {
  const { startMs, endMs, stepMs, factor, days, mostSeries } = params;
  const query = queryOf(params);
  const grid = gridOf(startMs, endMs, stepMs);
  const now = yield* grown(query, source, grid);
  const wanted = [...now].slice(0, mostSeries);
  const around = Math.min(Math.floor(AROUND_MS / stepMs), MOST_AROUND);
  const past: Grown[] = [];
  for (let day = 1; day <= days; day++) {
    const [fromMs, toMs] = [startMs - around * stepMs, endMs + around * stepMs];
    past.push(yield* grown(query, source, gridOf(fromMs - day * DAY_MS, toMs - day * DAY_MS, stepMs)));
  }
  const recentMs = Math.min(DAY_MS, Math.max(HOUR_MS, endMs - startMs));
  const series: BaselineSeries[] = [];
  const room = Math.max(days * (around * 2 + 1), MOST_RECENT);
  let recent: Recent | null = null;
  for (const [key, { labels }] of wanted) {
    const ofDays = past.flatMap((day) => day.get(key)?.values ?? []).filter(hasValues);
    const from = ofDays.length >= LEAST_DAYS ? 'time-of-day' : 'recent';
    if (from === 'recent') recent ??= yield* recentValues(query, source, params, recentMs);
    const pick =
      from === 'recent' && recent
        ? recentOf(recent.grown.get(key)?.values ?? new Float64Array(), recent)
        : aroundOf(ofDays, around);
    const least = from === 'time-of-day' ? LEAST_DAYS : LEAST_RECENT;
    series.push({ labels, from, days: ofDays.length, ...band(grid.steps, pick, factor, least, room) });
    yield;
  }
  return {
    timesMs: gridTimes(grid),
    series,
    truncated: now.size > wanted.length,
    factor,
    wantedDays: days,
    leastDays: LEAST_DAYS,
    aroundMs: around * stepMs,
    recentMs,
  };
}

function queryOf({ expr: text, startMs, endMs, stepMs }: BaselineParams): Query {
  const parsed = parse(text, { stepMs, rangeMs: endMs - startMs });
  if (!parsed.ok) throw new TrivetError('invalid_params', faultText(text, parsed.error));
  if (typeOf(parsed.value) !== 'vector') {
    throw new TrivetError('invalid_params', 'only an instant vector has series to hold against their past');
  }
  return { expr: parsed.value, text };
}

function* grown(query: Query, source: SeriesSource, grid: ReturnType<typeof gridOf>): Slices<Grown> {
  const { series } = yield* evaluateRange(query, source, grid);
  const found: Grown = new Map();
  for (const { labels, values, present } of series) {
    const own = values.map((value, i) => (present[i] === 1 ? value : Number.NaN));
    found.set(seriesKey(labels), { labels, values: own });
  }
  return found;
}

const hasValues = (values: Float64Array): boolean => values.some((value) => !Number.isNaN(value));

/** Puts the values that stand for a step into the scratch and answers how many there are, and of how many days. */
type Picking = (step: number, scratch: Float64Array) => { count: number; groups: number };

const aroundOf =
  (days: readonly Float64Array[], around: number): Picking =>
  (step, scratch) => {
    let [count, groups] = [0, 0];
    for (const values of days) {
      const before = count;
      for (let i = step; i <= step + around * 2; i++) {
        const value = values[i] ?? Number.NaN;
        if (Number.isFinite(value)) scratch[count++] = value;
      }
      if (count > before) groups++;
    }
    return { count, groups };
  };

interface Recent {
  grown: Grown;
  /** Steps before the range. */
  before: number;
  /** Every how manieth value is taken. */
  stride: number;
}

/** The query from one window before its range on. */
function* recentValues(
  query: Query,
  source: SeriesSource,
  { startMs, endMs, stepMs }: BaselineParams,
  recentMs: number,
): Slices<Recent> {
  const before = Math.floor(recentMs / stepMs);
  const stride = Math.max(1, Math.ceil(before / MOST_RECENT));
  return {
    grown: yield* grown(query, source, gridOf(startMs - before * stepMs, endMs, stepMs)),
    before,
    stride,
  };
}

/** Each step is held against those before it, not against itself. */
const recentOf =
  (values: Float64Array, { before, stride }: Recent): Picking =>
  (step, scratch) => {
    let count = 0;
    for (let i = before + step - stride; i >= step && count < MOST_RECENT; i -= stride) {
      const value = values[i] ?? Number.NaN;
      if (Number.isFinite(value)) scratch[count++] = value;
    }
    return { count, groups: count };
  };

function band(
  steps: number,
  pick: Picking,
  factor: number,
  least: number,
  room: number,
): Pick<BaselineSeries, 'median' | 'lower' | 'upper' | 'flat'> {
  const nothing = () => new Float64Array(steps).fill(Number.NaN);
  const [median, lower, upper] = [nothing(), nothing(), nothing()];
  const scratch = new Float64Array(room);
  let flat = false;
  for (let step = 0; step < steps; step++) {
    const { count, groups } = pick(step, scratch);
    if (groups < least) continue;
    const middle = medianOf(scratch, count);
    for (let i = 0; i < count; i++) scratch[i] = Math.abs((scratch[i] ?? 0) - middle);
    const distance = medianOf(scratch, count) * factor;
    median[step] = middle;
    if (distance === 0) flat = true;
    else {
      lower[step] = middle - distance;
      upper[step] = middle + distance;
    }
  }
  return { median, lower, upper, flat };
}

/** Of the first `count` values, which it sorts; of an even number the middle of the two. */
function medianOf(values: Float64Array, count: number): number {
  const some = values.subarray(0, count).sort();
  const middle = (count - 1) / 2;
  return ((some[Math.floor(middle)] ?? Number.NaN) + (some[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

import { isStale } from '../../../../shared/model/stale.ts';
import type { Samples } from './chunk.ts';
import { mergeSamples, pickSamples } from './merge.ts';
import { wordsOf } from './sample-run.ts';

/**
 * Samples of a series put together by stretches of time, one entry a stretch that has any, in time order. A staleness
 * marker is an entry of its own, of no samples, whose every value is the marker.
 */
export interface Aggregates {
  /** A stretch ends at a multiple of it, that time included. */
  resolutionMs: number;
  /** Of the last sample in each stretch. */
  timesMs: Float64Array;
  last: Float64Array;
  min: Float64Array;
  max: Float64Array;
  sum: Float64Array;
  count: Float64Array;
  /**
   * Samples that stand beside the last ones where the series is read as a counter, so that its increase is the same
   * as that of all samples: see counterPoints.
   */
  extra: Samples;
}

/** How aggregates are read as samples, by what is done with them. */
export type View = 'last' | 'min' | 'max' | 'sum' | 'counter' | 'spread';

export interface AggregateInput {
  timesMs: Float64Array;
  last: Float64Array;
  min: Float64Array;
  max: Float64Array;
  sum: Float64Array;
  count: Float64Array;
  /** What the increase is taken from, in time order. */
  counter: Samples;
}

/** Plain samples as what they would be as aggregates of one each. */
export function inputOf(samples: Samples): AggregateInput {
  const { timesMs, values } = samples;
  const count = new Float64Array(timesMs.length).fill(1);
  return { timesMs, last: values, min: values, max: values, sum: values, count, counter: samples };
}

/** Aggregates again, for a coarser resolution. */
export function inputOfAggregates(aggregates: Aggregates): AggregateInput {
  return { ...aggregates, counter: viewOf(aggregates, 'counter') };
}

/** The time before the first of the stretch that this one is in. */
export const stretchBegin = (timeMs: number, resolutionMs: number): number =>
  (Math.ceil(timeMs / resolutionMs) - 1) * resolutionMs;

/** How many stretches of the resolution have samples. A stretch ends at a multiple of it, that time included. */
export function stretchesIn(timesMs: Float64Array, resolutionMs: number): number {
  let stretches = 0;
  let current = Number.NaN;
  for (const time of timesMs) {
    const stretch = Math.ceil(time / resolutionMs);
    if (stretch !== current) stretches++;
    current = stretch;
  }
  return stretches;
}

/** Puts together what falls into one stretch of the resolution. */
export function aggregate(input: AggregateInput, resolutionMs: number): Aggregates {
  const { timesMs, count } = input;
  const ends: number[] = [];
  for (let i = 0; i < timesMs.length; i++) {
    const stretch = Math.ceil((timesMs[i] as number) / resolutionMs);
    const next = i + 1 < timesMs.length ? Math.ceil((timesMs[i + 1] as number) / resolutionMs) : Number.NaN;
    const endsHere = stretch !== next || marks(input, i) || (i + 1 < timesMs.length && marks(input, i + 1));
    if (endsHere) ends.push(i);
  }
  const columns = columnsOf(ends.length);
  for (let entry = 0, from = 0; entry < ends.length; entry++) {
    const to = ends[entry] as number;
    columns.timesMs[entry] = timesMs[to] as number;
    if (count[to] === 0 || isStale(input.last, to)) copyMarker(columns, entry, input.last, to);
    else fold(input, from, to, columns, entry);
    from = to + 1;
  }
  return { resolutionMs, ...columns, extra: counterPoints(input.counter, columns.timesMs) };
}

const marks = ({ last }: AggregateInput, i: number): boolean => isStale(last, i);

function columnsOf(length: number) {
  const column = () => new Float64Array(length);
  return {
    ...{ timesMs: column(), last: column(), min: column(), max: column() },
    ...{ sum: column(), count: column() },
  };
}

function copyMarker(
  columns: ReturnType<typeof columnsOf>,
  entry: number,
  from: Float64Array,
  at: number,
): void {
  const words = wordsOf(from);
  for (const column of [columns.last, columns.min, columns.max, columns.sum]) {
    const to = wordsOf(column);
    to[entry * 2] = words[at * 2] as number;
    to[entry * 2 + 1] = words[at * 2 + 1] as number;
  }
}

/** NaN is neither least nor most unless there is nothing else. */
function fold(
  { last, min, max, sum, count }: AggregateInput,
  from: number,
  to: number,
  columns: ReturnType<typeof columnsOf>,
  entry: number,
): void {
  let least = min[from] as number;
  let most = max[from] as number;
  let total = 0;
  let samples = 0;
  for (let i = from; i <= to; i++) {
    if ((min[i] as number) < least || Number.isNaN(least)) least = min[i] as number;
    if ((max[i] as number) > most || Number.isNaN(most)) most = max[i] as number;
    total += sum[i] as number;
    samples += count[i] as number;
  }
  columns.last[entry] = last[to] as number;
  columns.min[entry] = least;
  columns.max[entry] = most;
  columns.sum[entry] = total;
  columns.count[entry] = samples;
}

/**
 * What must stand beside the last sample of each stretch for the increase of a counter with resets to stay the same.
 * Of a stretch in which the counter began anew: the sum of what it had reached before each new start, at the time
 * before the last of them, and the value right after that. What follows sees one fall instead of several, and the
 * increase of all of them. Before the first stretch the very first sample, for what comes before is not known here.
 */
function counterPoints({ timesMs, values }: Samples, ends: Float64Array): Samples {
  const times: number[] = [];
  const points: number[] = [];
  /** What stands at the end of a stretch is there already. */
  const point = (time: number, value: number, before: number, end: number) => {
    if (time === before || time === end) return;
    times.push(time);
    points.push(value);
  };
  let previous: number | null = null;
  let previousMs = Number.NEGATIVE_INFINITY;
  let at = 0;
  let endBefore = Number.NEGATIVE_INFINITY;
  for (const end of ends) {
    let reached = 0;
    let reset: [beforeMs: number, afterMs: number, after: number] | null = null;
    for (; at < timesMs.length && (timesMs[at] as number) <= end; at++) {
      if (isStale(values, at)) continue;
      const [time, now] = [timesMs[at] as number, values[at] as number];
      if (previous === null) point(time, now, endBefore, end);
      else if (now < previous) {
        reached += previous;
        reset = [previousMs, time, now];
      }
      previous = now;
      previousMs = time;
    }
    if (reset) {
      const [beforeMs, afterMs, after] = reset;
      if (beforeMs > endBefore) point(beforeMs, reached, endBefore, end);
      point(afterMs, after, endBefore, end);
    }
    endBefore = end;
  }
  return orderedOnce(times, points);
}

/** The first sample may also be the one before the first reset: then what was reached stands. */
function orderedOnce(times: number[], points: number[]): Samples {
  const byTime = new Map(times.map((time, i) => [time, points[i] as number]));
  return { timesMs: Float64Array.from(byTime.keys()), values: Float64Array.from(byTime.values()) };
}

/** Aggregates as samples. */
export function viewOf(aggregates: Aggregates, view: View): Samples {
  const { timesMs } = aggregates;
  if (view === 'spread') return spread(aggregates);
  if (view !== 'counter') return { timesMs, values: aggregates[view] };
  return withExtra(aggregates);
}

function withExtra({ timesMs, last, extra }: Aggregates): Samples {
  if (extra.timesMs.length === 0) return { timesMs, values: last };
  return mergeSamples([{ timesMs, values: last }, extra]);
}

/**
 * As many samples as there were, each the mean of its stretch, evenly from its begin to the last sample: for what counts
 * samples or weighs by them.
 */
function spread({ timesMs, sum, count, resolutionMs }: Aggregates): Samples {
  const total = count.reduce((all, one) => all + Math.max(one, 1), 0);
  const out = { timesMs: new Float64Array(total), values: new Float64Array(total) };
  const [words, sumWords] = [wordsOf(out.values), wordsOf(sum)];
  let at = 0;
  for (let i = 0; i < timesMs.length; i++) {
    const samples = count[i] as number;
    const end = timesMs[i] as number;
    if (samples === 0) {
      out.timesMs[at] = end;
      words[at * 2] = sumWords[i * 2] as number;
      words[at * 2 + 1] = sumWords[i * 2 + 1] as number;
      at++;
      continue;
    }
    const begin = stretchBegin(end, resolutionMs);
    const from = i === 0 ? begin : Math.max(begin, timesMs[i - 1] as number);
    const stepMs = Math.max(1, Math.floor((end - from) / samples));
    for (let s = samples - 1; s >= 0; s--) {
      out.timesMs[at] = end - s * stepMs;
      out.values[at++] = (sum[i] as number) / samples;
    }
  }
  return out;
}

/** The entries whose time is wanted. */
export function filterAggregates(aggregates: Aggregates, keep: (timeMs: number) => boolean): Aggregates {
  const { timesMs, last, min, max, sum, count, extra, resolutionMs } = aggregates;
  const places = [...timesMs.keys()].filter((i) => keep(timesMs[i] as number));
  const pick = (values: Float64Array) => pickSamples({ timesMs, values }, places).values;
  const extras = [...extra.timesMs.keys()].filter((i) => keep(extra.timesMs[i] as number));
  return {
    resolutionMs,
    timesMs: Float64Array.from(places, (i) => timesMs[i] as number),
    ...{ last: pick(last), min: pick(min), max: pick(max), sum: pick(sum), count: pick(count) },
    extra: pickSamples(extra, extras),
  };
}

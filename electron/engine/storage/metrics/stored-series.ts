import type { Selection, SeriesSamples, SeriesSource } from '../../promql/series-source.ts';
import type { StatementCache } from '../session.ts';
import type { View } from './aggregates.ts';
import { decodeChunk, isAggregated, type Samples } from './chunk.ts';
import { chunkData } from './chunk-rows.ts';
import { mergeSamples } from './merge.ts';
import { type ReaderState, readerState } from './reader-state.ts';
import { CachedSeries } from './series-cache.ts';

/** Samples decoded, or series found ready, between two yields. */
const WORK_A_SLICE = 100_000;
const WORK_A_SERIES = 50;

/**
 * The stored series as the evaluator asks for them, for use inside a reader thread. Series are given as views of what
 * the thread keeps decoded: who asks must not write into them.
 */
export function storedSeries(session: StatementCache): SeriesSource {
  const { follow, source } = followedSeries(session);
  return {
    *select(selection: Selection): Generator<void, SeriesSamples[], void> {
      yield* follow();
      return yield* source.select(selection);
    },
  };
}

/** As `storedSeries`, for who asks often: what is committed is seen from the next `follow` on. */
export function followedSeries(session: StatementCache): {
  source: SeriesSource;
  follow(): Generator<void, void, void>;
} {
  const state = readerState(session);
  return {
    follow: () => state.follow(session),
    source: { select: (selection) => selectStored(session, state, selection) },
  };
}

function* selectStored(
  session: StatementCache,
  state: ReaderState,
  selection: Selection,
): Generator<void, SeriesSamples[], void> {
  const { index } = state;
  const places = yield* index.match(selection.matchers);
  const { startMs, endMs, hints } = selection;
  const asked = { view: viewFor(hints.func), startMs, endMs };
  const found: SeriesSamples[] = [];
  let work = 0;
  for (const place of places) {
    const { timesMs, values } = cachedSamples(session, state, index.ids[place] as number, asked);
    work += WORK_A_SERIES + timesMs.length;
    if (timesMs.length > 0) {
      selection.charge(timesMs.length);
      found.push({ labels: index.labelsAt(place), timesMs, values });
    }
    if (work < WORK_A_SLICE) continue;
    work = 0;
    yield;
  }
  return found;
}

/** The samples of a series in a range, both ends included: views of what the thread keeps, not to be written into. */
export function cachedSamples(
  session: StatementCache,
  state: ReaderState,
  id: number,
  { view, startMs, endMs }: { view: View; startMs: number; endMs: number },
): Samples {
  const key = keyOf(id, view);
  const known = state.cache.get(key) ?? state.cache.get(id);
  if (known?.serves(state.version, view, startMs, endMs)) {
    const before = known.bytes;
    known.follow(id);
    state.cache.used(known, before);
    return known.slice(startMs, endMs);
  }
  const range = rangeToRead(state, known, startMs, endMs);
  const chunks = chunkData(session, id, range.fromMs, range.toMs);
  const pieces = chunks.map((data) => decodeChunk(data, view));
  const head = state.head.samplesOf(id);
  if (head) pieces.push(head);
  const entry = new CachedSeries(
    mergeSamples(pieces),
    state.version,
    { ...range, view: chunks.some(isAggregated) ? view : null },
    state.head,
  );
  state.cache.put(entry.view === null ? id : key, entry);
  return entry.slice(startMs, endMs);
}

const VIEWS: Record<string, View> = {
  rate: 'counter',
  increase: 'counter',
  irate: 'counter',
  resets: 'counter',
  min_over_time: 'min',
  max_over_time: 'max',
  sum_over_time: 'sum',
  count_over_time: 'spread',
  avg_over_time: 'spread',
};

/** How downsampled samples are read for what the evaluator does with them. */
const viewFor = (func: string): View => (Object.hasOwn(VIEWS, func) ? (VIEWS[func] as View) : 'last');

const KEY_OF_VIEW: Record<View, number> = { last: 1, min: 2, max: 3, sum: 4, counter: 5, spread: 6 };

/** Below 2^32 stand those that are the same in every view. */
const keyOf = (id: number, view: View): number => id + KEY_OF_VIEW[view] * 2 ** 32;

/**
 * What is asked for, together with what is known where they touch, so that queries over overlapping ranges do not take
 * turns to decode. What reaches behind all chunks reaches to the present for good.
 */
function rangeToRead(state: ReaderState, known: CachedSeries | undefined, startMs: number, endMs: number) {
  const range = { fromMs: startMs, toMs: endMs >= state.newestChunkMs ? Number.MAX_SAFE_INTEGER : endMs };
  if (!known || known.version !== state.version || known.toMs < startMs || known.fromMs > endMs) return range;
  return { fromMs: Math.min(known.fromMs, range.fromMs), toMs: Math.max(known.toMs, range.toMs) };
}

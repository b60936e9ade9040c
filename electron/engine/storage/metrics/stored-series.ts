import type { Selection, SeriesSamples, SeriesSource } from '../../promql/series-source.ts';
import type { StatementCache } from '../session.ts';
import { chunksOf } from './chunk-rows.ts';
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
  const state = readerState(session);
  return {
    *select(selection: Selection): Generator<void, SeriesSamples[], void> {
      yield* state.follow(session);
      const { index } = state;
      const places = yield* index.match(selection.matchers);
      const found: SeriesSamples[] = [];
      let work = 0;
      for (const place of places) {
        const { timesMs, values } = samplesOf(session, state, index.ids[place] as number, selection);
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
    },
  };
}

function samplesOf(session: StatementCache, state: ReaderState, id: number, { startMs, endMs }: Selection) {
  const known = state.cache.get(id);
  if (known?.serves(state.version, startMs, endMs)) {
    const before = known.bytes;
    known.follow(id);
    state.cache.used(id, known, before);
    return known.slice(startMs, endMs);
  }
  const range = rangeToRead(state, known, startMs, endMs);
  const pieces = chunksOf(session, id, range.fromMs, range.toMs);
  const head = state.head.samplesOf(id);
  const entry = new CachedSeries(
    mergeSamples(head ? [...pieces, head] : pieces),
    state.version,
    range,
    state.head,
  );
  state.cache.put(id, entry);
  return entry.slice(startMs, endMs);
}

/**
 * What is asked for, together with what is known where they touch, so that queries over overlapping ranges do not take
 * turns to decode. What reaches behind all chunks reaches to the present for good.
 */
function rangeToRead(state: ReaderState, known: CachedSeries | undefined, startMs: number, endMs: number) {
  const range = { fromMs: startMs, toMs: endMs >= state.newestChunkMs ? Number.MAX_SAFE_INTEGER : endMs };
  if (!known || known.version !== state.version || known.toMs < startMs || known.fromMs > endMs) return range;
  return { fromMs: Math.min(known.fromMs, range.fromMs), toMs: Math.max(known.toMs, range.toMs) };
}

import type { StatementCache, WriteSession } from '../session.ts';
import { type Aggregates, aggregate, inputOf, inputOfAggregates, stretchesIn } from './aggregates.ts';
import {
  decodeAggregates,
  decodeChunk,
  encodeAggregates,
  FULL_CHUNK_SAMPLES,
  isAggregated,
} from './chunk.ts';
import { type ChunkRow, deleteChunk, insertChunk } from './chunk-rows.ts';
import { mergeSamples } from './merge.ts';

export interface Tier {
  resolutionMs: number;
  /** What is older is put together to this resolution. */
  afterMs: number;
}

const HOUR_MS = 3_600_000;

/** From fine to coarse; the last serves only who keeps metrics for longer than it says. */
export const TIERS: readonly Tier[] = [
  { resolutionMs: 10_000, afterMs: 6 * HOUR_MS },
  { resolutionMs: 60_000, afterMs: 48 * HOUR_MS },
  { resolutionMs: HOUR_MS, afterMs: 15 * 24 * HOUR_MS },
];

/** Work of one slice; ingest waits for no longer than this. */
const SLICE_MS = 10;
/** Chunks of one series that are put together at once. */
const MOST_CHUNKS = 16;
/** With fewer samples a stretch, the samples themselves take less than what is known of them together. */
const LEAST_A_STRETCH = 2.5;

/**
 * One slice of putting old samples together: each of some series gets its chunks that are due for the next resolution
 * replaced, in this one transaction. What is sampled about as coarsely already stays as it is and is only marked.
 */
export function downsampleSlice(
  session: WriteSession,
  { nowMs, tiers = TIERS }: { nowMs: number; tiers?: readonly Tier[] },
): { more: boolean } {
  // What is being moved stands in heads and in chunks: only the same samples are seen to be the same.
  if (session.prepare('SELECT 1 FROM metric_compaction').get() !== undefined) return { more: false };
  const deadline = performance.now() + SLICE_MS;
  let fromMs = 0;
  for (const { resolutionMs, afterMs } of tiers) {
    for (;;) {
      const due = dueChunks(session, fromMs, nowMs - afterMs);
      if (due.length === 0) break;
      moveUp(session, due, resolutionMs);
      if (performance.now() > deadline) return { more: true };
    }
    fromMs = resolutionMs;
  }
  return { more: false };
}

/** Of the series with the oldest one, oldest first. */
function dueChunks(session: StatementCache, resolutionMs: number, endMs: number): ChunkRow[] {
  const series = session
    .prepare<[number, number], number>(
      'SELECT series_id FROM metric_chunks WHERE resolution_ms = ? AND end_ms < ? ORDER BY end_ms LIMIT 1',
    )
    .pluck()
    .get(resolutionMs, endMs);
  if (series === undefined) return [];
  return session
    .prepare<[number, number, number], ChunkRow>(
      `SELECT * FROM metric_chunks WHERE series_id = ? AND resolution_ms = ? AND end_ms < ?
        ORDER BY end_ms LIMIT ${MOST_CHUNKS}`,
    )
    .all(series, resolutionMs, endMs);
}

function moveUp(session: WriteSession, due: ChunkRow[], resolutionMs: number): void {
  for (const chunk of due.filter(({ data }) => isAggregated(data))) {
    const finer = inputOfAggregates(decodeAggregates(chunk.data));
    replace(session, [chunk], aggregate(finer, resolutionMs));
  }
  const plain = due.filter(({ data }) => !isAggregated(data));
  if (plain.length === 0) return;
  const samples = mergeSamples(plain.map(({ data }) => decodeChunk(data)));
  if (samples.timesMs.length < LEAST_A_STRETCH * stretchesIn(samples.timesMs, resolutionMs)) {
    for (const { id } of plain) markChunk(session, id, resolutionMs);
  } else replace(session, plain, aggregate(inputOf(samples), resolutionMs));
}

function replace(session: WriteSession, chunks: ChunkRow[], by: Aggregates): void {
  for (const chunk of chunks) deleteChunk(session, chunk);
  const startMs = Math.min(...chunks.map(({ start_ms }) => start_ms));
  appendAggregates(session, chunks[0]?.series_id as number, by, startMs);
}

function markChunk(session: WriteSession, id: number, resolutionMs: number): void {
  session.prepare('UPDATE metric_chunks SET resolution_ms = ? WHERE id = ?').run(resolutionMs, id);
}

/** Fills up the newest chunk of the resolution first. */
function appendAggregates(session: WriteSession, seriesId: number, added: Aggregates, startMs: number): void {
  const newest = session
    .prepare<[number, number], ChunkRow>(
      'SELECT * FROM metric_chunks WHERE series_id = ? AND resolution_ms = ? ORDER BY end_ms DESC LIMIT 1',
    )
    .get(seriesId, added.resolutionMs);
  const follows =
    newest &&
    newest.end_ms < (added.timesMs[0] as number) &&
    newest.end_ms < (added.extra.timesMs[0] ?? Number.POSITIVE_INFINITY);
  if (newest && follows && newest.samples < FULL_CHUNK_SAMPLES && isAggregated(newest.data)) {
    deleteChunk(session, newest);
    const whole = joined(decodeAggregates(newest.data), added);
    insertAggregates(session, seriesId, whole, newest.start_ms);
  } else insertAggregates(session, seriesId, added, startMs);
}

function insertAggregates(
  session: WriteSession,
  seriesId: number,
  aggregates: Aggregates,
  startMs: number,
): void {
  const { timesMs, resolutionMs } = aggregates;
  insertChunk(session, seriesId, {
    resolution_ms: resolutionMs,
    start_ms: startMs,
    end_ms: timesMs.at(-1) as number,
    samples: timesMs.length,
    data: encodeAggregates(aggregates),
  });
}

/** One after the other. */
export function joined(a: Aggregates, b: Aggregates): Aggregates {
  const join = (one: Float64Array, other: Float64Array) => {
    const both = new Float64Array(one.length + other.length);
    both.set(one);
    both.set(other, one.length);
    return both;
  };
  return {
    resolutionMs: a.resolutionMs,
    timesMs: join(a.timesMs, b.timesMs),
    last: join(a.last, b.last),
    min: join(a.min, b.min),
    max: join(a.max, b.max),
    sum: join(a.sum, b.sum),
    count: join(a.count, b.count),
    extra: {
      timesMs: join(a.extra.timesMs, b.extra.timesMs),
      values: join(a.extra.values, b.extra.values),
    },
  };
}

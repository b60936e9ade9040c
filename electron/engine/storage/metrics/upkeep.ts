import type { StatementCache, WriteSession } from '../session.ts';
import type { DeletedSlice, DeleteRange, SignalUpkeep } from '../signal-upkeep.ts';
import { filterAggregates } from './aggregates.ts';
import { chunksChanged } from './changes.ts';
import { decodeAggregates, decodeChunk, encodeAggregates, isAggregated, type Samples } from './chunk.ts';
import { type ChunkRow, deleteChunk, insertChunk, insertChunks } from './chunk-rows.ts';
import { compactSlice } from './compaction.ts';
import { removeExemplarsIn } from './exemplars.ts';
import { pickSamples } from './merge.ts';
import { dropSeries } from './series.ts';
import { writerHead } from './writer-head.ts';

const CHUNKS_A_SLICE = 200;

function oldestMs(session: StatementCache): number | null {
  const times = session
    .prepare<[], number | null>(
      `SELECT start_ms FROM (SELECT start_ms FROM metric_chunks ORDER BY end_ms LIMIT 1)
        UNION ALL SELECT min(start_ms) FROM metric_heads`,
    )
    .pluck()
    .all()
    .filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}

function deleteSlice(session: WriteSession, range: DeleteRange): DeletedSlice {
  // Samples in heads cannot be deleted alone; what a person deletes goes through chunks first.
  if (range.crossing !== 'keep' && headsTouch(session, range)) {
    compactSlice(session, {});
    return { items: 0, more: true };
  }
  const rows = chunksIn(session, range);
  const items = rows.reduce((sum, row) => sum + cutChunk(session, row, range), 0);
  // What retention takes may go on being read for a while.
  if (range.crossing !== 'keep' && rows.length > 0) chunksChanged(session);
  // By size the end is that of time: exemplars go with the chunks that go.
  const upToMs = range.crossing === 'keep' ? Math.min(range.endMs, rows.at(-1)?.end_ms ?? 0) : range.endMs;
  removeExemplarsIn(session, { ...range, endMs: upToMs });
  for (const id of new Set(rows.map(({ series_id }) => series_id))) dropIfEmpty(session, id);
  return { items, more: rows.length === CHUNKS_A_SLICE };
}

const headsTouch = (session: StatementCache, { startMs, endMs }: DeleteRange): boolean =>
  session
    .prepare<unknown[], 1>('SELECT 1 FROM metric_heads WHERE end_ms >= ? AND start_ms < ? LIMIT 1')
    .pluck()
    .get(startMs, endMs) !== undefined;

/** Oldest first: for `keep` chunks wholly inside, for `cut` all that touch the range. */
function chunksIn(session: StatementCache, { startMs, endMs, entity, crossing }: DeleteRange): ChunkRow[] {
  const inside = crossing === 'keep' ? 'end_ms < ? AND start_ms >= ?' : 'start_ms < ? AND end_ms >= ?';
  const ofEntity = entity === undefined ? '' : 'AND series_id IN (SELECT id FROM series WHERE entity = ?)';
  return session
    .prepare<unknown[], ChunkRow>(
      `SELECT * FROM metric_chunks WHERE ${inside} ${ofEntity} ORDER BY end_ms LIMIT ${CHUNKS_A_SLICE}`,
    )
    .all(endMs, startMs, ...(entity === undefined ? [] : [entity]));
}

/** Answers how many samples went; those outside the range are written back. */
function cutChunk(session: WriteSession, row: ChunkRow, { startMs, endMs }: DeleteRange): number {
  deleteChunk(session, row);
  if (row.start_ms >= startMs && row.end_ms < endMs) return row.samples;
  if (isAggregated(row.data)) return cutAggregates(session, row, { startMs, endMs });
  const { timesMs, values } = decodeChunk(row.data);
  const before = filterSamples({ timesMs, values }, (time) => time < startMs);
  const after = filterSamples({ timesMs, values }, (time) => time >= endMs);
  for (const part of [before, after]) {
    if (part.timesMs.length > 0) insertChunks(session, row.series_id, row.resolution_ms, part);
  }
  return row.samples - before.timesMs.length - after.timesMs.length;
}

/** What is known of a stretch that ends outside stays, though some of its samples were inside. */
function cutAggregates(
  session: WriteSession,
  row: ChunkRow,
  { startMs, endMs }: { startMs: number; endMs: number },
): number {
  const all = decodeAggregates(row.data);
  const before = filterAggregates(all, (time) => time < startMs);
  const after = filterAggregates(all, (time) => time >= endMs);
  for (const part of [before, after]) {
    if (part.timesMs.length === 0) continue;
    insertChunk(session, row.series_id, {
      resolution_ms: row.resolution_ms,
      start_ms: part === before ? row.start_ms : Math.min(...part.timesMs),
      end_ms: part.timesMs.at(-1) as number,
      samples: part.timesMs.length,
      data: encodeAggregates(part),
    });
  }
  return row.samples - before.timesMs.length - after.timesMs.length;
}

function filterSamples(samples: Samples, keep: (timeMs: number) => boolean): Samples {
  const places = [...samples.timesMs.keys()].filter((i) => keep(samples.timesMs[i] as number));
  return pickSamples(samples, places);
}

/** A series goes with its last sample. */
function dropIfEmpty(session: WriteSession, id: number): void {
  const hasChunk = session
    .prepare<[number], 1>('SELECT 1 FROM metric_chunks WHERE series_id = ? LIMIT 1')
    .pluck();
  if (hasChunk.get(id) === undefined && !writerHead(session).has(id)) dropSeries(session, id);
}

export const metricUpkeep: SignalUpkeep = { signal: 'metrics', oldestMs, deleteSlice };

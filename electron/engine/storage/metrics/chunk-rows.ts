import type { StatementCache, WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import { CHUNK_SAMPLES, decodeChunk, encodeChunk, type Samples } from './chunk.ts';
import { mergeSamples, sliceSamples } from './merge.ts';

export interface ChunkRow {
  id: number;
  series_id: number;
  resolution_ms: number;
  start_ms: number;
  end_ms: number;
  samples: number;
  data: Uint8Array;
}

/** The row and its two index entries with SQLite's headers and the usual slack of pages. */
export const chunkBytes = (data: Uint8Array): number => 84 + data.length;

/** The samples as they came, not downsampled. */
export const RAW = 0;

export function insertChunks(
  session: WriteSession,
  seriesId: number,
  resolutionMs: number,
  samples: Samples,
): void {
  const insert = session.prepare(
    'INSERT INTO metric_chunks (series_id, resolution_ms, start_ms, end_ms, samples, data) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const { timesMs } = samples;
  for (let from = 0; from < timesMs.length; from += CHUNK_SAMPLES) {
    const to = Math.min(from + CHUNK_SAMPLES, timesMs.length);
    const data = encodeChunk(sliceSamples(samples, from, to));
    insert.run(seriesId, resolutionMs, timesMs[from], timesMs[to - 1], to - from, data);
    addUsage(session, 'metrics', to - from, chunkBytes(data));
  }
}

export function deleteChunk(session: WriteSession, { id, samples, data }: Omit<ChunkRow, 'series_id'>): void {
  session.prepare('DELETE FROM metric_chunks WHERE id = ?').run(id);
  addUsage(session, 'metrics', -samples, -chunkBytes(data));
}

/** Adds samples to a series, filling up its newest chunk first, so that slow series get full chunks too. */
export function appendToChunks(session: WriteSession, seriesId: number, added: Samples): void {
  const newest = session
    .prepare<[number, number], ChunkRow>(
      `SELECT * FROM metric_chunks WHERE series_id = ? AND resolution_ms = ? ORDER BY end_ms DESC LIMIT 1`,
    )
    .get(seriesId, RAW);
  if (!newest || newest.samples >= CHUNK_SAMPLES) {
    insertChunks(session, seriesId, RAW, mergeSamples([added]));
    return;
  }
  deleteChunk(session, newest);
  insertChunks(session, seriesId, RAW, mergeSamples([decodeChunk(newest.data), added]));
}

/** Chunks of a series that touch the range (both ends included), oldest first, every resolution. */
export function chunksOf(
  session: StatementCache,
  seriesId: number,
  startMs: number,
  endMs: number,
): Samples[] {
  const rows = session
    .prepare<unknown[], { data: Uint8Array }>(
      `SELECT data FROM metric_chunks
        WHERE series_id = ? AND resolution_ms IN (0, 10000, 60000) AND end_ms >= ? AND start_ms <= ?
        ORDER BY end_ms`,
    )
    .all(seriesId, startMs, endMs);
  return rows.map(({ data }) => decodeChunk(data));
}

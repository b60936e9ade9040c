import type { StatementCache, WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import { CHUNK_SAMPLES, decodeChunk, encodeChunk, FULL_CHUNK_SAMPLES, type Samples } from './chunk.ts';
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
  for (let from = 0; from < timesMs.length; from += FULL_CHUNK_SAMPLES) {
    const to = Math.min(from + FULL_CHUNK_SAMPLES, timesMs.length);
    // What is not full is written again before long.
    const data = encodeChunk(sliceSamples(samples, from, to), to - from === FULL_CHUNK_SAMPLES);
    insert.run(seriesId, resolutionMs, timesMs[from], timesMs[to - 1], to - from, data);
    addUsage(session, 'metrics', to - from, chunkBytes(data));
  }
}

export function deleteChunk(
  session: WriteSession,
  { id, samples, data }: Pick<ChunkRow, 'id' | 'samples' | 'data'>,
): void {
  session.prepare('DELETE FROM metric_chunks WHERE id = ?').run(id);
  addUsage(session, 'metrics', -samples, -chunkBytes(data));
}

/** Chunks that are looked at for filling up. */
const MOST_OPEN = 8;

/**
 * Adds samples to a series. Its newest chunk is filled up to some hundreds, so that slow series get no crumbs; once
 * there are enough of those they become full ones, so a sample is written about three times in all.
 */
export function appendToChunks(session: WriteSession, seriesId: number, added: Samples): void {
  const open = openChunks(session, seriesId);
  const inOpen = open.reduce((sum, { samples }) => sum + samples, 0);
  if (inOpen + added.timesMs.length >= FULL_CHUNK_SAMPLES || open.length === MOST_OPEN) {
    replaceChunks(session, seriesId, open, added);
    return;
  }
  const newest = open.at(-1);
  replaceChunks(session, seriesId, newest && newest.samples < CHUNK_SAMPLES ? [newest] : [], added);
}

type OpenChunk = Pick<ChunkRow, 'id' | 'resolution_ms' | 'samples'>;

/** The newest chunks that are not full, oldest first. */
function openChunks(session: WriteSession, seriesId: number): OpenChunk[] {
  const rows = session
    .prepare<[number, number], OpenChunk>(
      `SELECT id, resolution_ms, samples FROM metric_chunks WHERE series_id = ? AND resolution_ms = ?
        ORDER BY end_ms DESC LIMIT ${MOST_OPEN}`,
    )
    .all(seriesId, RAW);
  const full = rows.findIndex(({ samples }) => samples >= FULL_CHUNK_SAMPLES);
  return (full === -1 ? rows : rows.slice(0, full)).reverse();
}

/** A row of a chunk that is encoded already. */
export function insertChunk(
  session: WriteSession,
  seriesId: number,
  row: Omit<ChunkRow, 'id' | 'series_id'>,
): void {
  const { resolution_ms, start_ms, end_ms, samples, data } = row;
  session
    .prepare(
      'INSERT INTO metric_chunks (series_id, resolution_ms, start_ms, end_ms, samples, data) VALUES (?, ?, ?, ?, ?, ?)',
    )
    .run(seriesId, resolution_ms, start_ms, end_ms, samples, data);
  addUsage(session, 'metrics', samples, chunkBytes(data));
}

function replaceChunks(session: WriteSession, seriesId: number, chunks: OpenChunk[], added: Samples): void {
  const read = session.prepare<[number], Uint8Array>('SELECT data FROM metric_chunks WHERE id = ?').pluck();
  const pieces = chunks.map((chunk) => {
    const data = read.get(chunk.id) as Uint8Array;
    deleteChunk(session, { ...chunk, data });
    return decodeChunk(data);
  });
  insertChunks(session, seriesId, RAW, mergeSamples([...pieces, added]));
}

/** Chunks of a series that touch the range (both ends included), oldest first, of every resolution, not decoded. */
export function chunkData(
  session: StatementCache,
  seriesId: number,
  startMs: number,
  endMs: number,
): Uint8Array[] {
  return session
    .prepare<unknown[], Uint8Array>(
      `SELECT data FROM metric_chunks
        WHERE series_id = ? AND resolution_ms IN (0, 10000, 60000, 3600000) AND end_ms >= ? AND start_ms <= ?
        ORDER BY end_ms`,
    )
    .pluck()
    .all(seriesId, startMs, endMs);
}

import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import { CHUNK_SAMPLES } from './chunk.ts';
import { compactSlice } from './compaction.ts';
import { encodeHead, headBytes, type SampleBatch } from './head.ts';
import { defineSeries, storeId } from './series.ts';

/** Heads that may gather before compaction, whatever is in them: a read looks into every one. */
const MOST_HEADS = 300;
const MOST_HEAD_SAMPLES = 500_000;

/**
 * Appends one flush of samples as a head row: one insert, whatever the number of series. Answers whether it is
 * time for `metrics.compact`.
 *
 * @throws TrivetError not_found when a series is not in this file (any more): its samples must be sent again under
 * new ids. Nothing of the batch was kept then.
 */
function appendSamples(
  session: WriteSession,
  batch: SampleBatch & { storeId: string },
): { compact: boolean } {
  const { ids, timesMs } = batch;
  if (ids.length === 0) return { compact: false };
  if (batch.storeId !== storeId(session))
    throw new TrivetError('not_found', 'the series are of another store');
  const distinct = new Set(ids);
  const exists = session.prepare<[number], 1>('SELECT 1 FROM series WHERE id = ?').pluck();
  for (const id of distinct) {
    if (exists.get(id) === undefined) throw new TrivetError('not_found', `no series ${id}`);
  }
  const data = encodeHead(batch);
  const [startMs, endMs] = extent(timesMs);
  session
    .prepare('INSERT INTO metric_heads (series, samples, start_ms, end_ms, data) VALUES (?, ?, ?, ?, ?)')
    .run(distinct.size, ids.length, startMs, endMs, data);
  addUsage(session, 'metrics', ids.length, headBytes(data));
  return { compact: needsCompaction(session) };
}

function extent(timesMs: Float64Array): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of timesMs) {
    if (time < least) least = time;
    if (time > most) most = time;
  }
  return [least, most];
}

function needsCompaction(session: WriteSession): boolean {
  const { heads, samples, rounds } = session
    .prepare<[], { heads: number; samples: number; rounds: number }>(
      `SELECT count(*) AS heads, coalesce(sum(samples), 0) AS samples,
        coalesce(sum(1.0 * samples / series), 0) AS rounds FROM metric_heads`,
    )
    .get() ?? { heads: 0, samples: 0, rounds: 0 };
  return heads >= MOST_HEADS || samples >= MOST_HEAD_SAMPLES || rounds >= CHUNK_SAMPLES;
}

export const metricWriteOps = {
  'metrics.series': defineSeries,
  'metrics.append': appendSamples,
  'metrics.compact': compactSlice,
};

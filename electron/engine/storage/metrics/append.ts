import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import { CHUNK_SAMPLES } from './chunk.ts';
import { encodeHead, headBytes, type SampleBatch } from './head.ts';
import { wordsOf } from './sample-run.ts';
import { storeId } from './series.ts';
import { StoredTimes } from './stored-times.ts';
import { forgetWriterHead, type WriterHead, writerHead } from './writer-head.ts';

/** Rows that may gather before compaction: a start reads every one. */
const MOST_HEADS = 4_000;
/** The writer and the reader of queries hold 20 bytes for each. */
const MOST_HEAD_SAMPLES = 2_000_000;

export interface AppendParams extends SampleBatch {
  storeId: string;
  /** How much older than its series' newest a sample may be; whatever its age where not given. */
  windowMs?: number | undefined;
}

export interface Appended {
  stored: number;
  duplicate: number;
  conflicting: number;
  tooOld: number;
  /** Whether it is time for `metrics.compact`. */
  compact: boolean;
}

/**
 * Appends a batch as a head row: one insert, whatever the number of series. Samples that their series has already, and
 * those too old for it, are left out and counted, by Prometheus' rules: the first at a time stays.
 *
 * @throws TrivetError not_found when a series is not in this file (any more): its samples must be sent again under
 * new ids. Nothing of the batch was kept then.
 */
export function appendSamples(session: WriteSession, batch: AppendParams): Appended {
  if (batch.storeId !== storeId(session))
    throw new TrivetError('not_found', 'the series are of another store');
  const head = writerHead(session);
  for (const id of batch.ids) {
    if (head.newestMs(session, id) === null) throw new TrivetError('not_found', `no series ${id}`);
  }
  try {
    const { taken, ...counts } = judge(session, head, batch);
    if (taken.ids.length > 0) insertHead(session, head, taken);
    return { ...counts, stored: taken.ids.length, compact: needsCompaction(head) };
  } catch (error) {
    // The memory has samples that no row holds: sent again they would pass for known ones.
    forgetWriterHead(session);
    throw error;
  }
}

/** Puts what is taken into the writer's memory as it goes, so that a batch that repeats itself is seen to. */
function judge(session: WriteSession, head: WriterHead, batch: AppendParams) {
  const { ids, timesMs, values, windowMs = Number.POSITIVE_INFINITY } = batch;
  const words = wordsOf(values);
  const stored = new StoredTimes(session);
  const counts = { duplicate: 0, conflicting: 0, tooOld: 0 };
  const left = new Uint8Array(ids.length);
  let gone = 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i] as number;
    const time = timesMs[i] as number;
    const newest = head.newestMs(session, id) as number;
    if (time > newest) head.setNewest(id, time);
    else {
      const verdict = time < newest - windowMs ? 'tooOld' : lateVerdict(head, stored, id, time, words, i);
      if (verdict !== null) {
        counts[verdict]++;
        left[i] = 1;
        gone++;
        continue;
      }
    }
    head.current.push(id, time, words, i);
  }
  return { ...counts, taken: gone === 0 ? batch : without(batch, left, gone) };
}

function lateVerdict(
  head: WriterHead,
  stored: StoredTimes,
  id: number,
  time: number,
  words: Uint32Array,
  at: number,
): 'duplicate' | 'conflicting' | null {
  const found =
    head.current.compare(id, time, words, at) ??
    head.compacting?.compare(id, time, words, at) ??
    stored.compare(id, time, words, at);
  return found === null ? null : found === 'same' ? 'duplicate' : 'conflicting';
}

function without({ ids, timesMs, values }: SampleBatch, left: Uint8Array, gone: number): SampleBatch {
  const count = ids.length - gone;
  const taken = {
    ids: new Uint32Array(count),
    timesMs: new Float64Array(count),
    values: new Float64Array(count),
  };
  const [from, to] = [wordsOf(values), wordsOf(taken.values)];
  for (let i = 0, at = 0; i < ids.length; i++) {
    if (left[i] === 1) continue;
    taken.ids[at] = ids[i] as number;
    taken.timesMs[at] = timesMs[i] as number;
    to[at * 2] = from[i * 2] as number;
    to[at * 2 + 1] = from[i * 2 + 1] as number;
    at++;
  }
  return taken;
}

function insertHead(session: WriteSession, head: WriterHead, batch: SampleBatch): void {
  const data = encodeHead(batch);
  const [startMs, endMs] = extent(batch.timesMs);
  session
    .prepare('INSERT INTO metric_heads (series, samples, start_ms, end_ms, data) VALUES (?, ?, ?, ?, ?)')
    .run(new Set(batch.ids).size, batch.ids.length, startMs, endMs, data);
  head.wroteRow(session);
  addUsage(session, 'metrics', batch.ids.length, headBytes(data));
}

function extent(timesMs: Float64Array): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of timesMs) {
    if (time < least) least = time;
    if (time > most) most = time;
  }
  return [least, most];
}

function needsCompaction({ current, compacting, rows }: WriterHead): boolean {
  if (compacting || rows >= MOST_HEADS) return true;
  return current.length >= MOST_HEAD_SAMPLES || current.length >= current.seriesCount * CHUNK_SAMPLES;
}

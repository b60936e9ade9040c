import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import { chunksChanged } from './changes.ts';
import type { Samples } from './chunk.ts';
import { appendToChunks } from './chunk-rows.ts';
import { headBytes } from './head.ts';
import { type WriterHead, writerHead } from './writer-head.ts';

/** Work of one slice; ingest waits for no longer than this. */
const SLICE_MS = 10;

interface Progress {
  up_to_head: number;
  next_series: number;
}

/**
 * One slice of moving samples from heads into chunks. Each slice commits the chunks of some series together with how
 * far it came; the last deletes the heads in the same transaction. So a kill at any moment neither loses nor
 * doubles: what is both in a head and in a chunk meanwhile has the same times, and readers take each time once.
 */
export function compactSlice(session: WriteSession, _params: Record<string, never>): { more: boolean } {
  const head = writerHead(session);
  const progress = currentProgress(session, head);
  if (!progress) return { more: false };
  const deadline = performance.now() + SLICE_MS;
  const run = head.compacting;
  for (const id of run?.ids(progress.next_series) ?? []) {
    if (performance.now() > deadline) {
      session.prepare('UPDATE metric_compaction SET next_series = ?').run(id);
      return { more: true };
    }
    compactSeries(session, id, run?.samplesOf(id) ?? null);
  }
  finish(session, head, progress.up_to_head);
  return { more: false };
}

function currentProgress(session: WriteSession, head: WriterHead): Progress | null {
  const running = session
    .prepare<[], Progress>('SELECT up_to_head, next_series FROM metric_compaction')
    .get();
  if (running) return running;
  const newest = session.prepare<[], number | null>('SELECT max(id) FROM metric_heads').pluck().get();
  if (!newest) return null;
  session.prepare('INSERT INTO metric_compaction VALUES (1, ?, 0)').run(newest);
  head.startCompaction(session);
  return { up_to_head: newest, next_series: 0 };
}

/** The head's samples are counted again as the chunk's here, and taken off when the head goes. */
function compactSeries(session: WriteSession, id: number, samples: Samples | null): void {
  const exists = session.prepare<[number], 1>('SELECT 1 FROM series WHERE id = ?').pluck().get(id);
  if (exists && samples) appendToChunks(session, id, samples);
}

function finish(session: WriteSession, head: WriterHead, upToHead: number): void {
  const gone = session
    .prepare<[number], { samples: number; data: Uint8Array }>(
      'DELETE FROM metric_heads WHERE id <= ? RETURNING samples, data',
    )
    .all(upToHead);
  for (const { samples, data } of gone) addUsage(session, 'metrics', -samples, -headBytes(data));
  session.prepare('DELETE FROM metric_compaction').run();
  chunksChanged(session);
  head.endCompaction(session, gone.length);
}

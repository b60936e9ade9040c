import type { StatementCache, WriteSession } from '../session.ts';

/** Two counts by which a reader sees that what it keeps in memory is not what the file holds any more. */
export interface MetricChanges {
  /** Another file than before has another one. */
  storeId: string;
  chunks: number;
  series: number;
}

/** Samples moved from heads to chunks, or were deleted by a person. */
export function chunksChanged(session: WriteSession): void {
  session.prepare('UPDATE metric_changes SET chunks = chunks + 1').run();
}

export function seriesChanged(session: WriteSession): void {
  session.prepare('UPDATE metric_changes SET series = series + 1').run();
}

export function readChanges(session: StatementCache): MetricChanges {
  const row = session
    .prepare<[], MetricChanges>(
      'SELECT metric_store.id AS storeId, chunks, series FROM metric_store, metric_changes',
    )
    .get();
  return row ?? { storeId: '', chunks: 0, series: 0 };
}

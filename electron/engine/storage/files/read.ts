import type { OpenedFile } from '../../../../shared/contract/files.ts';
import type { StatementCache } from '../session.ts';
import { fileEntity } from './file-logs.ts';

type FileRow = Omit<OpenedFile, 'logs'> & { records: number; firstMs: number; lastMs: number };

/** Newest first. */
function* listFiles(
  session: StatementCache,
  { limit }: { limit: number },
): Generator<void, OpenedFile[], void> {
  return session
    .prepare<[number], FileRow>(
      `SELECT id, name, path, format, opened_ms AS openedMs, bytes, traces, spans,
          log_records AS records, log_first_ms AS firstMs, log_last_ms AS lastMs
        FROM files WHERE state = 'open' ORDER BY opened_ms DESC, id DESC LIMIT ?`,
    )
    .all(limit)
    .map(({ records, firstMs, lastMs, ...file }) => ({
      ...file,
      logs: records > 0 ? { entity: fileEntity(file), records, firstMs, lastMs } : null,
    }));
}

/** Files that are in the store in part, by an engine that was killed. */
function* unfinishedFiles(
  session: StatementCache,
  _params: Record<string, never>,
): Generator<void, number[], void> {
  return session
    .prepare<[], { id: number }>("SELECT id FROM files WHERE state <> 'open'")
    .all()
    .map(({ id }) => id);
}

export const fileReadQueries = { 'files.list': listFiles, 'files.unfinished': unfinishedFiles };

/**
 * True for a row of `traces t` that is shown. A trace that came with a file which is being opened or removed is not,
 * unless any of its spans came live, or another file that holds it is open.
 */
export const TRACE_IS_SHOWN = `(t.opening IS NULL
    OR NOT EXISTS (SELECT 1 FROM files WHERE id = t.opening AND state <> 'open')
    OR EXISTS (SELECT 1 FROM trace_files tf JOIN trace_sources ts ON ts.id = tf.source
        JOIN files f ON f.id = ts.file_id
      WHERE tf.trace_no = t.no AND ts.kind = 'file' AND f.state = 'open'))`;

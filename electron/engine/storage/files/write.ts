import type { FileFormat, FileLogs } from '../../../../shared/contract/files.ts';
import type { WriteSession } from '../session.ts';
import { fileLogWriteOps, logsOfFile } from './file-logs.ts';

/** A file whose spans come next. It is listed once it is finished. */
function beginFile(
  session: WriteSession,
  { name, path, nowMs }: { name: string; path: string | null; nowMs: number },
): number {
  const insert = session.prepare('INSERT INTO files (name, path, state, opened_ms) VALUES (?, ?, ?, ?)');
  return Number(insert.run(name, path, 'opening', Math.trunc(nowMs)).lastInsertRowid);
}

export interface FinishFile {
  id: number;
  format: FileFormat;
  /** SHA-256 of the file's bytes. */
  digest: Uint8Array;
  bytes: number;
  /** Spans in the file, stored or already there. */
  spans: number;
  nowMs: number;
}

export interface FinishedFile {
  /** The file's own id, or that of an open file with the same bytes; then this one is to be removed. */
  fileId: number;
  traces: number;
  /** The trace's id when there is but one. */
  firstTraceId: string | null;
  /** That file's; null where it brought none. */
  logs: FileLogs | null;
}

/** From this commit on the file and all its traces are there. */
function finishFile(session: WriteSession, file: FinishFile): FinishedFile {
  const { id, format, digest, bytes, spans, nowMs } = file;
  const traces = session
    .prepare<[number], { no: number }>(
      `SELECT f.trace_no AS no FROM trace_files f JOIN trace_sources s ON s.id = f.source
        WHERE s.kind = 'file' AND s.file_id = ?`,
    )
    .all(id);
  const same = session
    .prepare<[Uint8Array], { id: number }>("SELECT id FROM files WHERE digest = ? AND state = 'open'")
    .get(digest);
  if (same) session.prepare('UPDATE files SET opened_ms = ? WHERE id = ?').run(Math.trunc(nowMs), same.id);
  session
    .prepare(
      'UPDATE files SET state = ?, format = ?, digest = ?, bytes = ?, traces = ?, spans = ? WHERE id = ?',
    )
    .run(same ? 'removing' : 'open', format, digest, bytes, traces.length, spans, id);
  const fileId = same?.id ?? id;
  const logs = logsOfFile(session, fileId, nameOf(session, fileId));
  session
    .prepare('UPDATE files SET log_records = ?, log_first_ms = ?, log_last_ms = ? WHERE id = ?')
    .run(logs?.records ?? 0, logs?.firstMs ?? null, logs?.lastMs ?? null, fileId);
  const [only, second] = traces;
  const firstTraceId = only && !second ? traceIdOf(session, only.no) : null;
  return { fileId, traces: traces.length, firstTraceId, logs };
}

const nameOf = (session: WriteSession, id: number) =>
  session
    .prepare<[number], { name: string; path: string | null }>('SELECT name, path FROM files WHERE id = ?')
    .get(id) ?? { name: '', path: null };

function traceIdOf(session: WriteSession, no: number): string | null {
  const row = session
    .prepare<[number], { id: Buffer }>('SELECT trace_id AS id FROM traces WHERE no = ?')
    .get(no);
  return row?.id.toString('hex') ?? null;
}

/** From this commit on the file is not listed; its spans go slice by slice. False when there is no such file. */
function beginRemoval(session: WriteSession, { id }: { id: number }): boolean {
  return session.prepare("UPDATE files SET state = 'removing' WHERE id = ?").run(id).changes > 0;
}

/** The last step of a removal. */
function forgetFile(session: WriteSession, { id }: { id: number }): void {
  session.prepare('DELETE FROM files WHERE id = ?').run(id);
}

export const fileWriteOps = {
  'files.begin': beginFile,
  'files.finish': finishFile,
  'files.beginRemoval': beginRemoval,
  'files.forget': forgetFile,
  ...fileLogWriteOps,
};

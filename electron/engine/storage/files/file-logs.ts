import type { FileLogs } from '../../../../shared/contract/files.ts';
import { deleteBlock } from '../logs/append.ts';
import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';

interface Named {
  name: string;
  path: string | null;
}

/** What the lines of a file are shown under: two files of one name in two folders are two. */
export const fileEntity = ({ name, path }: Named): string => `file:${path ?? name}`;

/** Stands where a stream names the run of its container: what an opened file brought is told by it, and goes with it. */
export const fileRun = (id: number): string => `opened:${id}`;

/** For streams of opened files, as GLOB has it: they stay until the file is removed. */
export const ANY_FILE_RUN = 'opened:*';

/** The records that a file brought; null where it brought none. */
export function logsOfFile(session: WriteSession, id: number, file: Named): FileLogs | null {
  const entity = fileEntity(file);
  const found = session
    .prepare<[string, string], { records: number | null; firstMs: number; lastMs: number }>(
      `SELECT sum(b.lines) AS records, min(b.min_ns) / 1000000 AS firstMs, max(b.max_ns) / 1000000 AS lastMs
        FROM log_streams s JOIN log_blocks b ON b.stream = s.id WHERE s.entity = ? AND s.container_id = ?`,
    )
    .get(entity, fileRun(id));
  return found?.records
    ? { entity, records: found.records, firstMs: found.firstMs, lastMs: found.lastMs }
    : null;
}

/** The streams, and the templates that nobody else's lines are written with: they hold one of these lines each. */
function forgetStreams(session: WriteSession, run: string): void {
  const entities = session
    .prepare<[string], { entity: string }>('SELECT DISTINCT entity FROM log_streams WHERE container_id = ?')
    .all(run);
  session.prepare('DELETE FROM log_streams WHERE container_id = ?').run(run);
  for (const { entity } of entities) {
    session
      .prepare(
        'DELETE FROM log_patterns WHERE entity = ? AND NOT EXISTS (SELECT 1 FROM log_streams WHERE entity = ?)',
      )
      .run(entity, entity);
  }
}

/** Deletes some blocks of what a file brought, and with the last ones its streams. */
function removeFileLogs(
  session: WriteSession,
  { fileId, blocks }: { fileId: number; blocks: number },
): { records: number; done: boolean } {
  const run = fileRun(fileId);
  const found = session
    .prepare<unknown[], { id: number; lines: number; bytes: number }>(
      `SELECT b.id, b.lines, b.bytes FROM log_blocks b JOIN log_streams s ON s.id = b.stream
        WHERE s.container_id = ? LIMIT ?`,
    )
    .all(run, blocks);
  let [records, bytes] = [0, 0];
  for (const block of found) {
    deleteBlock(session, block.id);
    records += block.lines;
    bytes += block.bytes;
  }
  if (found.length > 0) addUsage(session, 'logs', -records, -bytes);
  const done = found.length < blocks;
  if (done) forgetStreams(session, run);
  return { records, done };
}

export const fileLogWriteOps = { 'logs.removeFile': removeFileLogs };

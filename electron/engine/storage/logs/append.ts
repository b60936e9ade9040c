import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import type { EncodedBlock } from './block.ts';

export interface LogStreamKey {
  entity: string;
  containerId: string;
  /** The container's name. */
  container: string;
}

export interface AppendLogs {
  stream: LogStreamKey;
  blocks: EncodedBlock[];
  /** Where the container was read to, these blocks included. Opaque to the store; null where nothing is read on. */
  cursor: LogCursorStep | null;
}

/** `from` must be what is stored, so that no block is kept whose forerunner was not. */
export interface LogCursorStep {
  from: string | null;
  to: string;
}

export interface AppendedLogs {
  stream: number;
  /** Number of each block's first line in the stream. */
  firstSeqs: number[];
}

/** What a block takes in the file: its bytes, and its facts with their three index entries. */
export const blockBytes = (columns: number, text: number): number => columns + text + 160;

const INSERT_BLOCK = `INSERT INTO log_blocks
  (stream, first_seq, lines, min_ns, max_ns, bytes, unknown, trace, debug, info, warn, error, fatal)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_DATA = 'INSERT INTO log_block_data (id, columns, text) VALUES (?, ?, ?)';

export function insertBlock(
  session: WriteSession,
  stream: number,
  firstSeq: number,
  block: EncodedBlock,
): number {
  const { lines, minNs, maxNs, levels, columns, text } = block;
  const bytes = blockBytes(columns.length, text.length);
  const { lastInsertRowid } = session
    .prepare(INSERT_BLOCK)
    .run(stream, firstSeq, lines, minNs, maxNs, bytes, ...levels);
  session.prepare(INSERT_DATA).run(lastInsertRowid, columns, text);
  return bytes;
}

/** Lines and the place up to which they were read, in one transaction: neither is ever there without the other. */
function appendLogs(session: WriteSession, { stream, blocks, cursor }: AppendLogs): AppendedLogs {
  if (cursor && readCursor(session, stream) !== cursor.from) {
    throw new TrivetError('conflict', `the log of ${stream.container} was read on from another place`);
  }
  const { id, nextSeq } = streamOf(session, stream);
  const firstSeqs: number[] = [];
  let seq = nextSeq;
  let bytes = 0;
  for (const block of blocks) {
    firstSeqs.push(seq);
    bytes += insertBlock(session, id, seq, block);
    seq += block.lines;
  }
  if (seq > nextSeq) {
    session
      .prepare('UPDATE log_streams SET next_seq = ?, container = ? WHERE id = ?')
      .run(seq, stream.container, id);
    addUsage(session, 'logs', seq - nextSeq, bytes);
  }
  if (cursor) saveCursor(session, { containerId: stream.containerId, cursor: cursor.to });
  return { stream: id, firstSeqs };
}

function streamOf(session: WriteSession, stream: LogStreamKey): { id: number; nextSeq: number } {
  const { entity, containerId, container } = stream;
  session
    .prepare(
      'INSERT INTO log_streams (entity, container_id, container) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    )
    .run(entity, containerId, container);
  return session
    .prepare<unknown[], { id: number; nextSeq: number }>(
      'SELECT id, next_seq AS nextSeq FROM log_streams WHERE entity = ? AND container_id = ?',
    )
    .get(entity, containerId) as { id: number; nextSeq: number };
}

function saveCursor(
  session: WriteSession,
  { containerId, cursor }: { containerId: string; cursor: string },
): void {
  session
    .prepare(
      `INSERT INTO log_cursors (container_id, cursor) VALUES (?, ?)
        ON CONFLICT (container_id) DO UPDATE SET cursor = excluded.cursor`,
    )
    .run(containerId, cursor);
}

/** Asked on the writer, behind everything that is on its way: what it answers is the last word. */
function readCursor(session: WriteSession, { containerId }: { containerId: string }): string | null {
  const cursor = session
    .prepare<unknown[], string>('SELECT cursor FROM log_cursors WHERE container_id = ?')
    .pluck()
    .get(containerId) as string | undefined;
  return cursor ?? null;
}

export const logWriteOps = {
  'logs.append': appendLogs,
  'logs.saveCursor': saveCursor,
  'logs.readCursor': readCursor,
};

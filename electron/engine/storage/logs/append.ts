import { TrivetError } from '../../../../shared/contract/errors.ts';
import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import type { EncodedBlock } from './block.ts';
import { type PatternChange, savePatterns } from './pattern-rows.ts';
import { type LogStreamKey, storedVariants, streamOf } from './streams.ts';

export type { LogStreamKey } from './streams.ts';

export interface AppendLogs {
  stream: LogStreamKey;
  blocks: EncodedBlock[];
  /** Where the source was read to, these blocks included. Opaque to the store; null where nothing is read on. */
  cursor: LogCursorStep | null;
  /** What the blocks' lines changed of the entity's templates. */
  patterns?: readonly PatternChange[] | undefined;
}

/** `from` must be what is stored, so that no block is kept whose forerunner was not. */
export interface LogCursorStep {
  /** What the place is kept under; the container's id without it. */
  key?: string;
  from: string | null;
  to: string;
}

export interface AppendedLogs {
  stream: number;
  /** Number of each block's first line in the stream. */
  firstSeqs: number[];
}

/** What a block takes in the file: its bytes, and its facts with their index entries. */
export const blockBytes = ({ columns, text, extras, filter }: EncodedBlock): number =>
  columns.length + text.length + (extras?.length ?? 0) + (filter?.length ?? 0) + 160;

const INSERT_BLOCK = `INSERT INTO log_blocks
  (stream, first_seq, lines, min_ns, max_ns, bytes, packed, unknown, trace, debug, info, warn, error, fatal)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const INSERT_DATA = 'INSERT INTO log_block_data (id, columns, text, extras) VALUES (?, ?, ?, ?)';
const INSERT_FILTER = 'INSERT INTO log_block_filters (id, bits) VALUES (?, ?)';

export function insertBlock(
  session: WriteSession,
  stream: number,
  firstSeq: number,
  block: EncodedBlock,
  packed = false,
): number {
  const { lines, minNs, maxNs, levels, columns, text, extras, filter } = block;
  const bytes = blockBytes(block);
  const { lastInsertRowid } = session
    .prepare(INSERT_BLOCK)
    .run(stream, firstSeq, lines, minNs, maxNs, bytes, packed ? 1 : 0, ...levels);
  session.prepare(INSERT_DATA).run(lastInsertRowid, columns, text, extras);
  if (filter) session.prepare(INSERT_FILTER).run(lastInsertRowid, filter);
  return bytes;
}

export function deleteBlock(session: WriteSession, id: number): void {
  for (const table of ['log_block_data', 'log_block_filters', 'log_blocks']) {
    session.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id);
  }
}

/** Lines and the place up to which they were read, in one transaction: neither is ever there without the other. */
function appendLogs(
  session: WriteSession,
  { stream, blocks, cursor, patterns = [] }: AppendLogs,
): AppendedLogs {
  const cursorKey = cursor?.key ?? stream.containerId;
  if (cursor && readCursor(session, { containerId: cursorKey }) !== cursor.from) {
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
      .prepare('UPDATE log_streams SET next_seq = ?, container = ?, service = ?, format = ? WHERE id = ?')
      .run(seq, stream.container, stream.service ?? '', blocks.at(-1)?.format ?? 0, id);
    addUsage(session, 'logs', seq - nextSeq, bytes);
  }
  savePatterns(session, stream.entity, patterns);
  if (cursor) saveCursor(session, { containerId: cursorKey, cursor: cursor.to });
  return { stream: id, firstSeqs };
}

/** What came together is kept together: of all or of none. */
const appendMany = (session: WriteSession, { appends }: { appends: AppendLogs[] }): AppendedLogs[] =>
  appends.map((append) => appendLogs(session, append));

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
  'logs.appendMany': appendMany,
  'logs.storedVariants': storedVariants,
  'logs.saveCursor': saveCursor,
  'logs.readCursor': readCursor,
};

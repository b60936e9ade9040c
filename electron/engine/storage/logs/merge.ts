import type { StatementCache, WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import { deleteBlock, insertBlock } from './append.ts';
import {
  type BlockColumns,
  type Compression,
  decodeColumns,
  decodeText,
  type EncodedBlock,
  encodeBlock,
} from './block.ts';
import { emptyColumns } from './columns.ts';
import { BLOCK_LINES, BLOCK_TEXT, COLUMN_NAMES } from './line-batch.ts';

/**
 * Quiet containers make blocks of a line or two, for what is seen is stored at once. Runs of them are made into
 * larger ones: read and compressed by a reader, put in place by the writer. Lines keep their numbers.
 */
export interface MergedBlock {
  stream: number;
  firstSeq: number;
  /** Ids of the blocks that it stands for, all of which must still be there. */
  replaces: number[];
  block: EncodedBlock;
  /** See pack.ts. */
  packed?: boolean;
}

/** A stream is left alone until it has this many blocks that are not full. */
const FEWEST_BLOCKS = 32;
/** A block of this many lines is full enough. */
export const SMALL_LINES = BLOCK_LINES / 2;
const BLOCKS_AT_ONCE = 512;
/** Off the path of any line that waits, but the blocks are written once more when they are packed. */
const MERGED: Compression = { level: 5, minMatch: 6 };

/** A block as it is stored, to be opened. */
export interface StoredBlock {
  id: number;
  firstSeq: number;
  lines: number;
  columns: Buffer;
  text: Buffer;
  extras: Buffer | null;
}

/** One new block, of a stream with many small ones; null when there is nothing worth merging. */
function* mergeSmall(
  session: StatementCache,
  _params: Record<string, never>,
): Generator<void, MergedBlock | null, void> {
  const streams = session
    .prepare<[], number>(
      `SELECT stream FROM log_blocks WHERE lines < ${SMALL_LINES} GROUP BY stream
        HAVING count(*) >= ${FEWEST_BLOCKS} ORDER BY count(*) DESC LIMIT 16`,
    )
    .pluck()
    .all() as number[];
  for (const stream of streams) {
    const run = runOf(smallBlocks(session, stream), { lines: BLOCK_LINES, text: BLOCK_TEXT, blocks: 2 });
    if (run.length > 0) return mergeOf(stream, run, MERGED);
    yield;
  }
  return null;
}

function smallBlocks(session: StatementCache, stream: number): StoredBlock[] {
  return session
    .prepare<unknown[], StoredBlock>(
      `SELECT b.id, b.first_seq AS firstSeq, b.lines, d.columns, d.text, d.extras
        FROM log_blocks b JOIN log_block_data d ON d.id = b.id
        WHERE b.stream = ? AND b.lines < ${SMALL_LINES} ORDER BY b.first_seq LIMIT ${BLOCKS_AT_ONCE}`,
    )
    .all(stream);
}

export interface Opened extends StoredBlock {
  opened: BlockColumns;
  slab: Buffer;
}

export interface RunLimits {
  lines: number;
  text: number;
  /** A run of fewer is none. */
  blocks: number;
}

/** The longest run of neighbours, from the first on, that fits one block; empty where there is none. */
export function runOf(blocks: StoredBlock[], most: RunLimits): Opened[] {
  let run: Opened[] = [];
  let lines = 0;
  let bytes = 0;
  for (const block of blocks) {
    const last = run.at(-1);
    const slab = decodeText(block.text);
    const joins = !last || last.firstSeq + last.lines === block.firstSeq;
    if (!joins || lines + block.lines > most.lines || bytes + slab.length > most.text) {
      if (run.length >= most.blocks) return run;
      run = [];
      lines = 0;
      bytes = 0;
    }
    run.push({ ...block, opened: decodeColumns(block.columns, block.lines, slab), slab });
    lines += block.lines;
    bytes += slab.length;
  }
  return run.length >= most.blocks ? run : [];
}

/** @param run at least one */
export function mergeOf(stream: number, run: Opened[], compression: Compression): MergedBlock {
  const count = run.reduce((sum, { lines }) => sum + lines, 0);
  const text = Buffer.concat(run.map(({ slab }) => slab));
  const columns = emptyColumns(count);
  let line = 0;
  let byte = 0;
  for (const { opened, lines, slab } of run) {
    for (const name of COLUMN_NAMES) columns[name].set(opened[name], line);
    for (let i = line; i < line + lines; i++) columns.ends[i] = (columns.ends[i] as number) + byte;
    line += lines;
    byte += slab.length;
  }
  const merged = { ...columns, text, textLength: text.length, extras: extrasOf(run) };
  return {
    stream,
    firstSeq: (run[0] as Opened).firstSeq,
    replaces: run.map(({ id }) => id),
    block: encodeBlock(merged, compression),
  };
}

function extrasOf(run: Opened[]): Buffer | null {
  if (run.every(({ extras }) => extras === null)) return null;
  const slabs = run.map(({ extras, lines }) => (extras ? decodeText(extras) : Buffer.alloc(lines, '\n')));
  return Buffer.concat(slabs);
}

/** False when one of the blocks was deleted in between: nothing is changed then. */
function replaceBlocks(
  session: WriteSession,
  { stream, firstSeq, replaces, block, packed }: MergedBlock,
): boolean {
  const facts = session.prepare<unknown[], { lines: number; bytes: number }>(
    'SELECT lines, bytes FROM log_blocks WHERE id = ?',
  );
  const old = replaces.map((id) => facts.get(id));
  if (old.some((row) => row === undefined)) return false;
  for (const id of replaces) deleteBlock(session, id);
  const bytes = insertBlock(session, stream, firstSeq, block, packed);
  addUsage(session, 'logs', 0, bytes - old.reduce((sum, row) => sum + (row?.bytes ?? 0), 0));
  return true;
}

export const logMergeQueries = { 'logs.mergeSmall': mergeSmall };
export const logMergeOps = { 'logs.replaceBlocks': replaceBlocks };

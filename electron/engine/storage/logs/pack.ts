import type { StatementCache } from '../session.ts';
import { SMALL } from './block.ts';
import { BLOCK_LINES, BLOCK_TEXT } from './line-batch.ts';
import { type MergedBlock, mergeOf, runOf, SMALL_LINES, type StoredBlock } from './merge.ts';

/**
 * Blocks are written in a hurry; those that stay are written once more, some together and compressed as hard as is
 * worth it: by a reader, while there is nothing else to do, and put in place by the writer. Searches read a quarter
 * less, and what they read is undone faster.
 */
const LIMITS = { lines: 2 * BLOCK_LINES, text: 2 * BLOCK_TEXT, blocks: 1 };
/** A block is worth it by its lines or by its bytes; smaller ones become part of a larger one first. */
const WORTH = `packed = 0 AND (lines >= ${SMALL_LINES} OR bytes >= ${64 * 1024})`;
/** A stream is left alone until it has so many blocks to pack, so that two of a kind find each other. */
const FEWEST_BLOCKS = 2;
const BLOCKS_AT_ONCE = 8;

/** The oldest blocks of a stream that has some to pack, as one; null when there are none. */
function* packBlocks(
  session: StatementCache,
  _params: Record<string, never>,
): Generator<void, MergedBlock | null, void> {
  const streams = session
    .prepare<[], number>(
      `SELECT stream FROM log_blocks WHERE ${WORTH} GROUP BY stream
        HAVING count(*) >= ${FEWEST_BLOCKS} LIMIT 16`,
    )
    .pluck()
    .all() as number[];
  for (const stream of streams) {
    const run = runOf(toPack(session, stream), LIMITS);
    if (run.length > 0) return { ...mergeOf(stream, run, SMALL), packed: true };
    yield;
  }
  return null;
}

function toPack(session: StatementCache, stream: number): StoredBlock[] {
  return session
    .prepare<unknown[], StoredBlock>(
      `SELECT b.id, b.first_seq AS firstSeq, b.lines, d.columns, d.text, d.extras
        FROM log_blocks b JOIN log_block_data d ON d.id = b.id
        WHERE ${WORTH} AND b.stream = ? ORDER BY b.first_seq LIMIT ${BLOCKS_AT_ONCE}`,
    )
    .all(stream);
}

export const logPackQueries = { 'logs.packBlocks': packBlocks };

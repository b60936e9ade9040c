import { ANY_FILE_RUN } from '../files/file-logs.ts';
import type { StatementCache, WriteSession } from '../session.ts';
import { addUsage, type DeletedSlice, type DeleteRange, type SignalUpkeep } from '../signal-upkeep.ts';
import { deleteBlock } from './append.ts';
import { prunePatterns } from './pattern-rows.ts';

const BLOCKS_A_SLICE = 64;
const NANOS_PER_MS = 1_000_000n;

function oldestMs(session: StatementCache): number | null {
  const oldest = session
    .prepare<[], bigint | null>('SELECT min(min_ns) FROM log_blocks')
    .pluck()
    .safeIntegers()
    .get();
  return typeof oldest === 'bigint' ? Number(oldest / NANOS_PER_MS) : null;
}

/** What an opened file brought stays until the file is removed. */
const KEPT = `stream NOT IN (SELECT id FROM log_streams WHERE container_id GLOB '${ANY_FILE_RUN}')`;

/**
 * Whole blocks, those first whose last line is oldest. A block goes when its last line lies in the range: a block
 * is a few minutes of a busy stream, and of a quiet one few lines.
 */
function deleteSlice(session: WriteSession, { startMs, endMs, entity }: DeleteRange): DeletedSlice {
  const ofEntity = entity === undefined ? '' : 'AND stream IN (SELECT id FROM log_streams WHERE entity = ?)';
  const range = [startMs, endMs].map((ms) => BigInt(Math.trunc(ms)) * NANOS_PER_MS);
  const blocks = session
    .prepare<unknown[], { id: number; lines: number; bytes: number }>(
      `SELECT id, lines, bytes FROM log_blocks WHERE max_ns >= ? AND max_ns < ? AND ${KEPT} ${ofEntity}
        ORDER BY max_ns LIMIT ${BLOCKS_A_SLICE}`,
    )
    .all(...range, ...(entity === undefined ? [] : [entity]));
  let items = 0;
  let bytes = 0;
  for (const block of blocks) {
    deleteBlock(session, block.id);
    items += block.lines;
    bytes += block.bytes;
  }
  if (blocks.length > 0) addUsage(session, 'logs', -items, -bytes);
  const more = blocks.length === BLOCKS_A_SLICE;
  // Once at the end: what was deleted may have been all lines of some templates.
  if (!more && items > 0) prunePatterns(session);
  return { items, more };
}

export const logUpkeep: SignalUpkeep = { signal: 'logs', oldestMs, deleteSlice };

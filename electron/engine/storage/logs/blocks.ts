import type { SeverityLevel } from '../../../../shared/model/log-record.ts';
import type { StatementCache } from '../session.ts';
import { type BlockColumns, decodeColumns, decodeText } from './block.ts';
import { BlockExtras } from './extras.ts';

/** The facts of a stored block by which it is chosen. */
export interface BlockFacts {
  id: number;
  stream: number;
  firstSeq: number;
  lines: number;
  minNs: bigint;
  maxNs: bigint;
}

export interface BlockFilter {
  /** Nanoseconds since the epoch, both ends included. */
  start: bigint;
  end: bigint;
  entities?: string[] | undefined;
  levels?: SeverityLevel[] | undefined;
}

type Row = [id: bigint, stream: bigint, firstSeq: bigint, lines: bigint, minNs: bigint, maxNs: bigint];

const IN_ENTITIES = `(? IS NULL OR b.stream IN
  (SELECT id FROM log_streams WHERE entity IN (SELECT value FROM json_each(?))))`;

/**
 * Blocks that may hold lines of the range, by their latest line downwards (backward) or their earliest upwards.
 * All at once: a merge between two pages of them would hide lines, or show them twice.
 */
export function blockCandidates(
  session: StatementCache,
  filter: BlockFilter,
  backward: boolean,
): BlockFacts[] {
  const { start, end, entities, levels } = filter;
  const list = entities ? JSON.stringify(entities) : null;
  const wanted = (levels ?? []).map((level) => `b.${level} > 0`).join(' OR ');
  const rows = session
    .prepare<unknown[], Row>(
      `SELECT b.id, b.stream, b.first_seq, b.lines, b.min_ns, b.max_ns FROM log_blocks b
        WHERE b.max_ns >= ? AND b.min_ns <= ? AND ${IN_ENTITIES} ${wanted ? `AND (${wanted})` : ''}
        ORDER BY ${backward ? 'b.max_ns DESC, b.id DESC' : 'b.min_ns, b.id'}`,
    )
    .raw()
    .safeIntegers()
    .all(start, end, list, list);
  return rows.map(([id, stream, firstSeq, lines, minNs, maxNs]) => ({
    id: Number(id),
    stream: Number(stream),
    firstSeq: Number(firstSeq),
    lines: Number(lines),
    minNs,
    maxNs,
  }));
}

/** A block's records; `from` and `to` are the part of them that was asked for. */
export class LoadedBlock {
  readonly stream: number;
  readonly firstSeq: number;
  readonly text: Buffer;
  readonly from: number;
  readonly to: number;
  readonly #row: DataRow;
  #columns: BlockColumns | null = null;
  #extras: BlockExtras | null | undefined;

  constructor(facts: BlockFacts, row: DataRow) {
    this.stream = facts.stream;
    this.firstSeq = row.firstSeq;
    this.text = row.text ? decodeText(row.text) : NO_TEXT;
    this.from = facts.firstSeq - row.firstSeq;
    this.to = this.from + facts.lines;
    this.#row = row;
  }

  /** Decoded when first needed: most blocks of a search are not. Without the text `ends` may be empty. */
  get columns(): BlockColumns {
    this.#columns ??= decodeColumns(this.#row.columns, this.#row.lines, this.#row.text ? this.text : null);
    return this.#columns;
  }

  /** Null where nothing came beside the text of any record. */
  get extras(): BlockExtras | null {
    if (this.#extras === undefined) {
      const { extras, lines } = this.#row;
      this.#extras = extras ? new BlockExtras(decodeText(extras), lines) : null;
    }
    return this.#extras;
  }
}

interface DataRow {
  id: number;
  firstSeq: number;
  lines: number;
  columns: Buffer;
  text: Buffer | null;
  extras: Buffer | null;
}

/**
 * Reads a block's columns and, where asked for, its slabs. A block that was merged into a larger one since it was
 * chosen is found there; null when it was deleted.
 */
export function loadBlock(session: StatementCache, facts: BlockFacts, withText: boolean): LoadedBlock | null {
  const slabs = withText ? 'd.text, d.extras' : 'NULL AS text, NULL AS extras';
  const row = session
    .prepare<unknown[], DataRow>(
      `SELECT b.id, b.first_seq AS firstSeq, b.lines, d.columns, ${slabs}
        FROM log_blocks b JOIN log_block_data d ON d.id = b.id
        WHERE b.stream = ? AND b.first_seq <= ? ORDER BY b.first_seq DESC LIMIT 1`,
    )
    .get(facts.stream, facts.firstSeq);
  if (!row || row.firstSeq + row.lines < facts.firstSeq + facts.lines) return null;
  return new LoadedBlock(facts, row);
}

/** The bits of a block's filter (see gram-filter.ts); null where it has none, or was merged since it was chosen. */
export const blockFilter = (session: StatementCache, { id }: BlockFacts): Buffer | null =>
  (session.prepare<unknown[], Buffer>('SELECT bits FROM log_block_filters WHERE id = ?').pluck().get(id) as
    | Buffer
    | undefined) ?? null;

/** Lines of a block by level, in the order of `severityLevels`; undefined when it is gone. */
export const blockLevels = (session: StatementCache, { id }: BlockFacts): number[] | undefined =>
  session
    .prepare<unknown[], number[]>(
      'SELECT unknown, trace, debug, info, warn, error, fatal FROM log_blocks WHERE id = ?',
    )
    .raw()
    .get(id);

const NO_TEXT = Buffer.alloc(0);

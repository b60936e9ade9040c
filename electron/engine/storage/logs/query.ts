import type { LogPage } from '../../../../shared/contract/logs.ts';
import type { StatementCache } from '../session.ts';
import { levelIndex, nanoAt } from './block.ts';
import { type BlockFacts, type BlockFilter, blockCandidates, type LoadedBlock } from './blocks.ts';
import { comparePositions, formatPosition, type LinePosition, parsePosition } from './position.ts';
import { rowOf } from './row.ts';
import { type StoredQuery, StoredSearch } from './search/stored-search.ts';

export interface LogQuery extends StoredQuery {
  direction: 'forward' | 'backward';
  cursor?: string | undefined;
  limit: number;
  /** A page comes back with less than was asked for rather than later than this. */
  withinMs?: number | undefined;
}

/** A found line, not yet decoded. */
interface Hit extends LinePosition {
  block: LoadedBlock;
  index: number;
}

const MOST_MS_PER_PAGE = 700;
const RULED_OUT_A_TURN = 64;
const MAX_ID = Number.MAX_SAFE_INTEGER;

/**
 * Lines in the order of time over all streams; those of equal time by stream, then as they came. Blocks are
 * opened from the near end of the range until no unopened one can hold a line that belongs before those found.
 */
function* queryLogs(session: StatementCache, params: LogQuery): Generator<void, LogPage, void> {
  const search = new Search(session, params);
  const candidates = blockCandidates(session, search.range, search.backward);
  const deadline = performance.now() + (params.withinMs ?? MOST_MS_PER_PAGE);
  for (const [i, facts] of candidates.entries()) {
    if (search.completeBefore(facts)) break;
    if (search.canStopBefore(facts) && performance.now() > deadline)
      return pageOf(search, search.stopBefore(facts));
    // To rule a block out by its filter takes no longer than a turn of the thread.
    if (search.look(facts) || i % RULED_OUT_A_TURN === 0) yield;
  }
  return pageOf(search, search.stopAtEnd());
}

class Search {
  readonly backward: boolean;
  readonly range: BlockFilter;
  scannedLines = 0;
  readonly #limit: number;
  readonly stored: StoredSearch;
  readonly #levels: boolean[] | null;
  readonly #after: LinePosition | null;
  #hits: Hit[] = [];

  constructor(session: StatementCache, { direction, cursor, limit, withinMs: _, ...query }: LogQuery) {
    this.backward = direction === 'backward';
    this.#limit = limit;
    this.stored = new StoredSearch(session, query);
    this.#levels = this.stored.levels;
    this.#after = cursor === undefined ? null : parsePosition(cursor);
    const { filter } = this.stored;
    const { start, end } = filter;
    const from = this.#after?.ns;
    this.range = {
      ...filter,
      start: from !== undefined && !this.backward && from > start ? from : start,
      end: from !== undefined && this.backward && from < end ? from : end,
    };
  }

  /** No line of this block or of any behind it can belong on the page. */
  completeBefore(facts: BlockFacts): boolean {
    const last = this.#hits[this.#limit - 1];
    if (!last) return false;
    return this.backward ? facts.maxNs < last.ns : facts.minNs > last.ns;
  }

  /** Going on from there would be a step ahead of where this page began. */
  canStopBefore(facts: BlockFacts): boolean {
    return this.backward ? facts.maxNs < this.range.end : facts.minNs > this.range.start;
  }

  /** Takes what the block holds of the page, where it may hold any; answers whether it was read. */
  look(facts: BlockFacts): boolean {
    this.scannedLines += facts.lines;
    const block = this.stored.load(facts);
    if (block) this.#scan(block);
    return block !== null;
  }

  #scan(block: LoadedBlock): void {
    const found = this.stored.find(block);
    if (found?.length === 0) return;
    const { columns } = block;
    const length = found ? found.length : columns.count;
    const hits: Hit[] = [];
    for (let i = 0; i < length; i++) {
      const index = found ? (found[i] as number) : i;
      if (index < block.from || index >= block.to) continue;
      if (this.#levels && !this.#levels[levelIndex(columns.severities[index] as number)]) continue;
      const hit = {
        block,
        index,
        ns: nanoAt(columns, index),
        stream: block.stream,
        seq: block.firstSeq + index,
      };
      if (this.#wanted(hit)) hits.push(hit);
    }
    if (hits.length > 0) this.#keep(hits);
  }

  /** Not everything was looked at: what is certain, and where to go on. */
  stopBefore(facts: BlockFacts): { hits: Hit[]; cursor: string | null } {
    const edge = this.backward ? facts.maxNs : facts.minNs;
    const certain = this.#hits.filter(({ ns }) => (this.backward ? ns > edge : ns < edge));
    const next = this.backward ? { ns: edge, stream: MAX_ID, seq: MAX_ID } : { ns: edge, stream: 0, seq: 0 };
    return { hits: certain, cursor: formatPosition(next) };
  }

  stopAtEnd(): { hits: Hit[]; cursor: string | null } {
    const last = this.#hits[this.#limit - 1];
    return { hits: this.#hits, cursor: last ? formatPosition(last) : null };
  }

  #wanted(hit: Hit): boolean {
    if (hit.ns < this.range.start || hit.ns > this.range.end) return false;
    if (!this.#after) return true;
    const order = comparePositions(hit, this.#after);
    return this.backward ? order < 0 : order > 0;
  }

  #keep(hits: Hit[]): void {
    const sign = this.backward ? -1 : 1;
    // Nearly sorted runs: the engine's merge sort goes through them in linear time.
    this.#hits = [...this.#hits, ...hits].sort((a, b) => sign * comparePositions(a, b)).slice(0, this.#limit);
  }
}

function pageOf(search: Search, { hits, cursor }: { hits: Hit[]; cursor: string | null }): LogPage {
  const records = hits.map((hit) => rowOf(hit, hit.block, hit.index, search.stored.stream(hit.stream)));
  return { records, cursor, scannedLines: search.scannedLines };
}

export const logQuery = { 'logs.query': queryLogs };

import type { StatementCache } from '../../session.ts';
import { levelIndex, nanoAt } from '../block.ts';
import {
  type BlockFacts,
  type BlockFilter,
  blockCandidates,
  blockFilter,
  blockLevels,
  type LoadedBlock,
  loadBlock,
} from '../blocks.ts';
import { mayHoldGrams } from '../gram-filter.ts';
import { bothLevels, levelSet } from '../levels.ts';
import type { ReadStream } from '../row.ts';
import { streamName } from '../streams.ts';
import { allOf, type Indexes } from './index-sets.ts';
import { type ChosenFormats, LogSearch } from './log-search.ts';
import { SearchBlock } from './search-block.ts';

export interface StoredQuery extends BlockFilter {
  query: string;
  /** By entity, what its records are read as whatever was found for them. */
  formats?: ChosenFormats | undefined;
}

/** A query over what is stored: blocks are read only where they may hold what it asks for. */
export class StoredSearch {
  readonly search: LogSearch;
  /** The range, entities and levels that a block must have to be looked at. */
  readonly filter: BlockFilter;
  readonly #session: StatementCache;
  readonly #formats: ChosenFormats;
  readonly #streams = new Map<number, ReadStream>();

  /** @throws TrivetError invalid_params */
  constructor(session: StatementCache, { query, formats, start, end, entities, levels }: StoredQuery) {
    this.search = new LogSearch(query);
    this.filter = { start, end, entities, levels: bothLevels(levels, this.search.levels) };
    this.#session = session;
    this.#formats = formats ?? {};
  }

  /** By place in `severityLevels`, those that are wanted; null for all. */
  get levels(): boolean[] | null {
    return levelSet(this.filter.levels);
  }

  /** False where levels, entities and the range decide. */
  get needsText(): boolean {
    return this.search.needsText;
  }

  /**
   * Visits the blocks in which something is found, a slice each. `found` is null where all records of the block are.
   * The range and the levels are for the visitor to look at.
   */
  *blocks(
    backward: boolean,
    visit: (block: LoadedBlock, found: Indexes | null, facts: BlockFacts) => void,
    filter: BlockFilter = this.filter,
  ): Generator<void, void, void> {
    for (const facts of blockCandidates(this.#session, filter, backward)) {
      if (!this.mayHold(facts)) continue;
      const block = loadBlock(this.#session, facts, this.needsText && !this.takesAll(facts));
      const found = block && this.find(block);
      if (block && found?.length !== 0) visit(block, found, facts);
      yield;
    }
  }

  stream(id: number): ReadStream {
    let stream = this.#streams.get(id);
    if (!stream) {
      const name = streamName(this.#session, id);
      const chosen = Object.hasOwn(this.#formats, name.entity) ? this.#formats[name.entity] : null;
      stream = { ...name, format: chosen ?? null };
      this.#streams.set(id, stream);
    }
    return stream;
  }

  /** Records of a loaded block that are found, have one of the levels and lie in the range. */
  indexesIn(block: LoadedBlock, facts: BlockFacts): number[] {
    const found = this.find(block);
    if (found?.length === 0) return [];
    const { columns, from, to } = block;
    const { levels } = this;
    const { start, end } = this.filter;
    const inside = facts.minNs >= start && facts.maxNs <= end;
    const holds = (index: number) => {
      if (index < from || index >= to) return false;
      if (levels && !levels[levelIndex(columns.severities[index] as number)]) return false;
      if (inside) return true;
      const ns = nanoAt(columns, index);
      return ns >= start && ns <= end;
    };
    return (found ?? allOf(columns.count)).filter(holds);
  }

  /** Records of a block that are found, where its facts tell; null where it must be read. */
  countOf(facts: BlockFacts): number | null {
    const { start, end } = this.filter;
    if (facts.minNs < start || facts.maxNs > end) return null;
    if (this.needsText && !this.takesAll(facts)) return null;
    const { levels } = this;
    if (!levels) return facts.lines;
    return (
      blockLevels(this.#session, facts)?.reduce((sum, n, level) => sum + (levels[level] ? n : 0), 0) ?? null
    );
  }

  /** The block as its records are read one by one. */
  records(block: LoadedBlock): SearchBlock {
    return new SearchBlock(block, this.stream(block.stream));
  }

  /** False when nothing in the block can be found, as far as its stream and its filter tell. */
  mayHold(facts: BlockFacts): boolean {
    let bits: Buffer | null | undefined;
    return this.search.mayHold(this.stream(facts.stream), (grams) => {
      if (grams.length === 0) return true;
      bits ??= blockFilter(this.#session, facts);
      return mayHoldGrams(bits, grams);
    });
  }

  /** Whether every record of the stream is found. */
  takesAll(facts: BlockFacts): boolean {
    return this.search.planFor(this.stream(facts.stream)) === true;
  }

  /** The block's text and columns; null where it is gone or nothing in it can be found. */
  load(facts: BlockFacts): LoadedBlock | null {
    return this.mayHold(facts) ? loadBlock(this.#session, facts, true) : null;
  }

  /** Records of the block that are found; null where all are. */
  find(block: LoadedBlock): Indexes | null {
    if (!this.needsText) return null;
    return this.search.find(block, this.stream(block.stream));
  }
}

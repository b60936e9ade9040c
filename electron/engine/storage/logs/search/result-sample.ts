import type { ReadPart } from '../../../../../shared/contract/logs.ts';
import type { StatementCache } from '../../session.ts';
import { type BlockFacts, blockCandidates, loadBlock } from '../blocks.ts';
import type { SearchBlock } from './search-block.ts';
import type { StoredSearch } from './stored-search.ts';

/** A block's part of a result. `found` is null where it is looked for again when it is read. */
interface Part {
  facts: BlockFacts;
  count: number;
  found: Uint32Array | null;
}

/** Places of found records that are kept between counting and reading: 16 MB. */
const MOST_KEPT = 4_000_000;

/**
 * Visits at most `read` records of a result, evenly over it: first all of it is counted, then every so many of its
 * records are read. A slice of either is a block. `counted` is told the records of each block of the result.
 */
export function* sampleResult(
  session: StatementCache,
  stored: StoredSearch,
  read: number,
  visit: (block: SearchBlock, index: number) => void,
  counted?: (facts: BlockFacts, count: number) => void,
): Generator<void, ReadPart, void> {
  const parts = yield* countParts(session, stored);
  if (counted) for (const { facts, count } of parts) counted(facts, count);
  const of = parts.reduce((sum, { count }) => sum + count, 0);
  const apart = Math.max(1, of / read);
  let visited = 0;
  let passed = 0;
  // The middle of each stretch stands for it.
  const next = () => Math.floor((visited + 0.5) * apart);
  for (const { facts, count, found } of parts) {
    if (next() < passed + count) {
      const block = loadBlock(session, facts, true);
      if (block) {
        const indexes = found ?? stored.indexesIn(block, facts);
        const records = stored.records(block);
        for (; next() < passed + count && visited < read; visited++) {
          const index = indexes[next() - passed];
          if (index !== undefined) visit(records, index);
        }
      }
      yield;
    }
    passed += count;
  }
  return { read: visited, of };
}

function* countParts(session: StatementCache, stored: StoredSearch): Generator<void, Part[], void> {
  const parts: Part[] = [];
  let kept = 0;
  for (const facts of blockCandidates(session, stored.filter, false)) {
    if (!stored.mayHold(facts)) continue;
    const known = stored.countOf(facts);
    if (known !== null) {
      parts.push({ facts, count: known, found: null });
      continue;
    }
    const block = loadBlock(session, facts, true);
    const indexes = block ? stored.indexesIn(block, facts) : [];
    kept += indexes.length;
    if (indexes.length > 0) {
      const found = kept <= MOST_KEPT ? Uint32Array.from(indexes) : null;
      parts.push({ facts, count: indexes.length, found });
    }
    yield;
  }
  return parts;
}

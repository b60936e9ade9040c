import { allOf, difference, type Indexes, intersection, union } from './index-sets.ts';
import type { SearchBlock } from './search-block.ts';

/** Answers whether a block's filter lets these grams be in it. */
export type GramTest = (grams: Uint32Array) => boolean;

/** Finds the records of a block that meet a part of a query. Both ways to ask find the same. */
export interface Matcher {
  /** What finding costs, and how little is found: parts of lower cost are asked first. */
  readonly cost: number;
  /** All that meet it. */
  scan(block: SearchBlock): Indexes;
  /** Those of the candidates that meet it. */
  keep(block: SearchBlock, candidates: Indexes): Indexes;
  /** False when the block holds nothing that meets it, as far as its filter tells. */
  mayHold(test: GramTest): boolean;
}

/** Candidates are looked at one by one where there are fewer than this part of all. */
const FEW = 1 / 8;

/** For parts that look through the whole slab faster than through its records one by one. */
export const keepByEither = (
  block: SearchBlock,
  candidates: Indexes,
  scan: () => Indexes,
  holds: (index: number) => boolean,
): Indexes =>
  candidates.length < block.count * FEW ? candidates.filter(holds) : intersection(candidates, scan());

/** By a record's columns alone. */
export function columnMatcher(holds: (block: SearchBlock, index: number) => boolean): Matcher {
  return {
    cost: 1,
    scan: (block) => allOf(block.count).filter((index) => holds(block, index)),
    keep: (block, candidates) => candidates.filter((index) => holds(block, index)),
    mayHold: () => true,
  };
}

export function allMatcher(parts: readonly Matcher[]): Matcher {
  const sorted = [...parts].sort((a, b) => a.cost - b.cost);
  const [first, ...rest] = sorted as [Matcher, ...Matcher[]];
  const narrow = (block: SearchBlock, found: Indexes, by: readonly Matcher[]) => {
    let left = found;
    for (const part of by) if (left.length > 0) left = part.keep(block, left);
    return left;
  };
  return {
    cost: first.cost,
    scan: (block) => narrow(block, first.scan(block), rest),
    keep: (block, candidates) => narrow(block, candidates, sorted),
    mayHold: (test) => parts.every((part) => part.mayHold(test)),
  };
}

export function anyMatcher(parts: readonly Matcher[]): Matcher {
  return {
    cost: parts.reduce((sum, part) => sum + part.cost, 0),
    scan: (block) => parts.reduce<Indexes>((found, part) => union(found, part.scan(block)), []),
    keep(block, candidates) {
      let found: Indexes = [];
      let left = candidates;
      for (const part of parts) {
        const kept = part.keep(block, left);
        found = union(found, kept);
        left = difference(left, kept);
      }
      return found;
    },
    mayHold: (test) => parts.some((part) => part.mayHold(test)),
  };
}

export const notMatcher = (part: Matcher): Matcher => ({
  cost: part.cost + 1000,
  scan: (block) => difference(allOf(block.count), part.scan(block)),
  keep: (block, candidates) => difference(candidates, part.keep(block, candidates)),
  mayHold: () => true,
});

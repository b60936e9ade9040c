import { allOf, difference, type Indexes, intersection, union } from './index-sets.ts';
import type { SearchBlock } from './search-block.ts';

/** Answers whether a block's filter lets these grams be in it. */
export type GramTest = (grams: Uint32Array) => boolean;

/**
 * Finds the records of a block that meet a part of a query, in two steps: what bytes rule out goes first, of all parts
 * of a query, before any record is read.
 */
export interface Matcher {
  /** What finding costs, and how little is found: parts of lower cost are asked first. */
  readonly cost: number;
  /** All that may meet it. */
  candidates(block: SearchBlock): Indexes;
  /** Of these, all that may meet it, as far as is seen without reading a record. */
  narrow(block: SearchBlock, indexes: Indexes): Indexes;
  /** Of these, which `candidates` or `narrow` let through, exactly those that meet it. */
  verify(block: SearchBlock, indexes: Indexes): Indexes;
  /** False when the block holds nothing that meets it, as far as its filter tells. */
  mayHold(test: GramTest): boolean;
}

export function find(matcher: Matcher, block: SearchBlock): Indexes {
  const candidates = matcher.candidates(block);
  return candidates.length === 0 ? candidates : matcher.verify(block, candidates);
}

/** Candidates are looked at one by one where there are fewer than this part of all. */
const FEW = 1 / 8;

/** For parts that look through the whole slab faster than through its records one by one. */
export const narrowByEither = (
  block: SearchBlock,
  indexes: Indexes,
  all: () => Indexes,
  mayHold: (index: number) => boolean,
): Indexes => (indexes.length < block.count * FEW ? indexes.filter(mayHold) : intersection(indexes, all()));

/** By a record's columns alone. */
export function columnMatcher(holds: (block: SearchBlock, index: number) => boolean): Matcher {
  return {
    cost: 1,
    candidates: (block) => allOf(block.count).filter((index) => holds(block, index)),
    narrow: (block, indexes) => indexes.filter((index) => holds(block, index)),
    verify: (_, indexes) => indexes,
    mayHold: () => true,
  };
}

export function allMatcher(parts: readonly Matcher[]): Matcher {
  const sorted = [...parts].sort((a, b) => a.cost - b.cost);
  const [first, ...rest] = sorted as [Matcher, ...Matcher[]];
  const narrowed = (block: SearchBlock, indexes: Indexes, by: readonly Matcher[]) => {
    let left = indexes;
    for (const part of by) if (left.length > 0) left = part.narrow(block, left);
    return left;
  };
  return {
    cost: first.cost,
    candidates: (block) => narrowed(block, first.candidates(block), rest),
    narrow: (block, indexes) => narrowed(block, indexes, sorted),
    verify(block, indexes) {
      let left = indexes;
      for (const part of sorted) if (left.length > 0) left = part.verify(block, left);
      return left;
    },
    mayHold: (test) => parts.every((part) => part.mayHold(test)),
  };
}

export function anyMatcher(parts: readonly Matcher[]): Matcher {
  return {
    cost: parts.reduce((sum, part) => sum + part.cost, 0),
    candidates: (block) => parts.reduce<Indexes>((found, part) => union(found, part.candidates(block)), []),
    narrow: (block, indexes) =>
      parts.reduce<Indexes>((found, part) => union(found, part.narrow(block, indexes)), []),
    verify(block, indexes) {
      let found: Indexes = [];
      let left = indexes;
      for (const part of parts) {
        const met = part.verify(block, part.narrow(block, left));
        found = union(found, met);
        left = difference(left, met);
      }
      return found;
    },
    mayHold: (test) => parts.some((part) => part.mayHold(test)),
  };
}

export const notMatcher = (part: Matcher): Matcher => ({
  cost: part.cost + 1000,
  candidates: (block) => allOf(block.count),
  narrow: (_, indexes) => indexes,
  verify: (block, indexes) =>
    difference(
      indexes,
      indexes.length === block.count ? find(part, block) : part.verify(block, part.narrow(block, indexes)),
    ),
  mayHold: () => true,
});

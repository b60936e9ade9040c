import type { LogCondition } from '../../../../../shared/log-query/ast.ts';
import { type TextTest, wordTest } from '../../../../../shared/log-query/value-test.ts';
import { attributeText } from '../../../../../shared/model/attributes.ts';
import { gramsOf } from '../gram-filter.ts';
import { allOf, type Indexes, union } from './index-sets.ts';
import { type Literal, literalOfPattern, literalOfValue, literalOfWord, safeLiteral } from './literals.ts';
import { type Matcher, narrowByEither } from './matcher.ts';
import { patternScanner } from './regex/pattern-scanner.ts';
import type { SearchBlock } from './search-block.ts';
import type { Slab } from './slab.ts';

interface TextSearch {
  /** What must stand in the text; null where nothing is sure. */
  literal: Literal | null;
  /** The literal says all: what holds it is found. */
  exact: boolean;
  /** What must stand in the JSON beside the text. */
  besideLiteral: Literal | null;
  /** Whether a record's text holds it. */
  standsIn(slab: Slab, index: number): boolean;
  /** Whether any other text does. */
  test: TextTest;
  cost: number;
}

/** Records that hold a word, phrase or pattern: in their text, or in the key or value of what came beside it. */
export function textMatcher({ value, form }: Pick<LogCondition, 'value' | 'form'>): Matcher {
  return form === 'regex' ? matcherOf(patternSearch(value)) : matcherOf(wordSearch(value));
}

function wordSearch(word: string): TextSearch {
  const literal = literalOfWord(word);
  const test = wordTest(word);
  const exact = literal !== null && literal.needle.length === Buffer.byteLength(word);
  return {
    literal,
    exact,
    besideLiteral: literalOfValue(word),
    standsIn: (slab, index) => test(slab.textOf(index)),
    test,
    cost: exact ? costOf(literal) : 300,
  };
}

function patternSearch(pattern: string): TextSearch {
  const literal = literalOfPattern(pattern);
  const scanner = patternScanner(pattern);
  return {
    literal,
    exact: false,
    besideLiteral: literal && safeLiteral(literal),
    standsIn: (slab, index) =>
      scanner.standsIn(slab.bytes, slab.start(index), slab.ends[index] as number, slab.isUtf8),
    test: (text) => scanner.test(text),
    cost: literal ? costOf(literal) + 20 : 500,
  };
}

/** Longer texts are rarer. */
const costOf = ({ needle, anyCase }: Literal): number =>
  (anyCase ? 60 : 20) + Math.max(0, 40 - needle.length);

function matcherOf(search: TextSearch): Matcher {
  const { literal } = search;
  const grams = literal ? gramsOf(Buffer.from(literal.needle, 'latin1').toString()) : new Uint32Array(0);
  const besideGrams = search.besideLiteral ? gramsOf(search.besideLiteral.needle) : new Uint32Array(0);
  const all = (block: SearchBlock) => union(inTexts(block, search), inBeside(block, search));
  return {
    cost: search.cost,
    candidates: all,
    narrow: (block, indexes) =>
      narrowByEither(
        block,
        indexes,
        () => all(block),
        (index) => mayHoldText(block, index, search) || mayHoldBeside(block, index),
      ),
    verify: (block, indexes) =>
      search.exact && !block.beside
        ? indexes
        : indexes.filter((index) => holdsText(block, index, search) || holdsBeside(block, index, search)),
    mayHold: (test) => test(grams) || test(besideGrams),
  };
}

/** Records whose text may hold it: those with the literal, or all. */
function inTexts(block: SearchBlock, { literal }: TextSearch): Indexes {
  if (!literal) return allOf(block.count);
  if (!block.mayHold(literal)) return [];
  return block.text.indexesOf(literal.needle, literal.anyCase);
}

const mayHoldText = (block: SearchBlock, index: number, { literal }: TextSearch): boolean =>
  !literal || block.text.holds(index, literal.needle, literal.anyCase);

const holdsText = (block: SearchBlock, index: number, search: TextSearch): boolean =>
  search.exact ? mayHoldText(block, index, search) : search.standsIn(block.text, index);

function inBeside(block: SearchBlock, { besideLiteral }: TextSearch): Indexes {
  const { beside } = block;
  if (!beside) return [];
  return besideLiteral ? beside.indexesOf(besideLiteral.needle, besideLiteral.anyCase) : allOf(block.count);
}

const mayHoldBeside = ({ beside }: SearchBlock, index: number): boolean =>
  beside !== null && !beside.isEmpty(index);

function holdsBeside(block: SearchBlock, index: number, { test }: TextSearch): boolean {
  if (!mayHoldBeside(block, index)) return false;
  const { own, traceId, spanId } = block.record(index).beside;
  if (test(traceId) || test(spanId)) return true;
  return own.some(([key, value]) => test(key) || test(attributeText(value)));
}

import { RE2JS } from 're2js';
import { TrivetError } from '../../../../../shared/contract/errors.ts';
import { type AttributeValue, attributeText } from '../../../../../shared/model/attributes.ts';
import { type Operator, orderings } from '../../../../../shared/query-text/operators.ts';
import { parseNumber } from '../../../../../shared/query-text/values.ts';
import type { Condition } from '../../../../../shared/trace-query/ast.ts';

export type TextTest = (text: string) => boolean;
export type ValueTest = (value: AttributeValue) => boolean;

/** Longer patterns are nobody's, and cost memory to build. */
const LONGEST_PATTERN = 1024;
/** Of longer values only so much is held against a pattern. */
const LONGEST_TEXT = 64 * 1024;

/**
 * A pattern of RE2 (linear time), found anywhere in the text, case-sensitive unless it begins with `(?i)`.
 *
 * @throws TrivetError invalid_params with the place in the query
 */
function pattern({ value, at }: Condition): TextTest {
  if (value.length > LONGEST_PATTERN) {
    throw new TrivetError(
      'invalid_params',
      `the pattern at ${at.from + 1} is longer than ${LONGEST_PATTERN} characters`,
    );
  }
  const plain = /^[\w\s/:@#%&"',;<>=!-]*$/.test(value);
  if (plain) return (text) => text.includes(value);
  try {
    const compiled = RE2JS.compile(value);
    return (text) => compiled.test(text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TrivetError(
      'invalid_params',
      `the pattern at ${at.from + 1} is no regular expression: ${reason}`,
    );
  }
}

/** The longest text that must stand in whatever the pattern finds, where that is easily seen; else null. */
export function literalOf(pattern: string): string | null {
  if (/[|()[\]{}\\]/.test(pattern)) return null;
  // The character before `*` or `?` may be missing.
  const runs = pattern.replace(/.[*?]/gsu, '.').split(/[.^$+*?]/);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  return longest === '' ? null : longest;
}

/** For names: equal, or matching the pattern. */
export function textTest(condition: Condition): TextTest {
  const { operator, value } = condition;
  if (operator === '~' || operator === '!~') {
    const found = pattern(condition);
    return operator === '~' ? found : (text) => !found(text);
  }
  return operator === '!=' ? (text) => text !== value : (text) => text === value;
}

type Ordering = (difference: number) => boolean;

/** What of a comparison (negative, 0, positive) the operator accepts. */
export const ordering = (operator: Operator): Ordering => orderings[operator] ?? (() => false);

/** A whole number and a double compare exactly, whichever is which. */
const compare = (a: number | bigint, b: number | bigint): number =>
  a < b ? -1 : a > b ? 1 : Number.isNaN(Number(a)) ? Number.NaN : 0;

/** Text that looks like a number is one: Zipkin and many SDKs send numbers as text. */
function numberOf(value: AttributeValue): number | bigint | null {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'string' ? parseNumber(value) : null;
}

/**
 * Attributes: numbers as numbers, all else as the text that is shown; of a list one element is enough. A text that
 * looks like a number is compared as one by `<` and `>`, but equals only the same text: `007` is not `7`.
 */
export function valueTest(condition: Condition): ValueTest {
  const single = singleTest(condition);
  const isNegative = condition.operator === '!=' || condition.operator === '!~';
  return (value) => {
    if (!Array.isArray(value)) return single(value);
    return isNegative ? value.every(single) && single(value) : value.some(single) || single(value);
  };
}

function singleTest(condition: Condition): ValueTest {
  const { operator, value } = condition;
  if (operator === 'has') return () => true;
  if (operator === '~' || operator === '!~') {
    const test = textTest(condition);
    return (own) => test(attributeText(own));
  }
  const wanted = parseNumber(value);
  const accepts = ordering(operator);
  if (operator !== '=' && operator !== '!=') {
    return (own) => {
      const number = numberOf(own);
      return number !== null && wanted !== null && accepts(compare(number, wanted));
    };
  }
  const isEqual = (own: AttributeValue): boolean => {
    if (typeof own === 'string') return own === value;
    const isNumber = typeof own === 'number' || typeof own === 'bigint';
    if (isNumber && wanted !== null) return compare(own, wanted) === 0;
    return attributeText(own) === value;
  };
  return operator === '=' ? isEqual : (own) => !isEqual(own);
}

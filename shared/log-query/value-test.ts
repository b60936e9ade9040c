import { RE2JS } from 're2js';
import { type AttributeValue, attributeText } from '../model/attributes.ts';
import { orderings } from '../query-text/operators.ts';
import { foldCase, type LogCondition, meansCase } from './ast.ts';
import { parseQuantity, type Quantity } from './quantity.ts';

export type TextTest = (text: string) => boolean;
export type ValueTest = (value: AttributeValue) => boolean;

/** Of longer texts only so much is held against a pattern. */
export const LONGEST_MATCHED = 256 * 1024;

/** A pattern of RE2 (linear time), found anywhere in the text. @throws where it is none: parsed queries have only good ones */
export function patternTest(pattern: string): TextTest {
  const compiled = RE2JS.compile(pattern);
  return (text) => compiled.test(text.length > LONGEST_MATCHED ? text.slice(0, LONGEST_MATCHED) : text);
}

/** Whether a text holds the word, by smart case. */
export function wordTest(word: string): TextTest {
  return meansCase(word) ? (text) => text.includes(word) : (text) => foldCase(text).includes(word);
}

/** What of a name or field a condition with `=` accepts, as text. */
export function textTest({ value, form }: Pick<LogCondition, 'value' | 'form'>): TextTest {
  if (form === 'regex') return patternTest(value);
  if (form === 'list') {
    const tests = value.split(',').map((part) => globTest(part));
    return (text) => tests.some((test) => test(text));
  }
  return form === 'wildcard' ? globTest(value) : equalTest(value);
}

const equalTest = (value: string): TextTest =>
  meansCase(value) ? (text) => text === value : (text) => foldCase(text) === value;

/** The whole text, with `*` for any part of it. */
function globTest(glob: string): TextTest {
  if (!glob.includes('*')) return equalTest(glob);
  const parts = glob.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  const between = parts.slice(1, -1);
  const fold: (text: string) => string = meansCase(glob) ? (text) => text : (text) => foldCase(text);
  return (raw) => {
    const text = fold(raw);
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    let at = first.length;
    const end = text.length - last.length;
    for (const part of between) {
      const found = text.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

/**
 * What a condition on a field accepts. Numbers equal numbers and texts equal texts (`007` is not `7`); of a list one
 * element is enough. Greater and less compare numbers with numbers, and what is written with a unit (`500ms`, `1MiB`)
 * only with values that have a unit of the same kind.
 */
export function valueTest(condition: LogCondition): ValueTest {
  const single = singleTest(condition);
  return (value) => (Array.isArray(value) && value.some(single)) || single(value);
}

function singleTest({ operator, value, form }: LogCondition): ValueTest {
  if (operator === 'has') return () => true;
  if (operator === '=') {
    const test = textTest({ value, form });
    const number = form === 'exact' ? numberOf(value) : null;
    if (number === null) return (own) => test(attributeText(own));
    return (own) =>
      typeof own === 'number' || typeof own === 'bigint' ? Number(own) === number : test(attributeText(own));
  }
  const wanted = parseQuantity(value);
  const accepts = orderings[operator];
  if (!wanted || !accepts) return () => false;
  return (own) => {
    const quantity = quantityOf(own);
    return quantity !== null && quantity.kind === wanted.kind && accepts(quantity.value - wanted.value);
  };
}

/** A number that stands for itself; null of any other text. */
export function numberOf(text: string): number | null {
  const quantity = parseQuantity(text);
  return quantity?.kind === 'number' && text.trim() === text ? quantity.value : null;
}

export function quantityOf(value: AttributeValue): Quantity | null {
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'number', value: Number(value) };
  return typeof value === 'string' ? parseQuantity(value) : null;
}

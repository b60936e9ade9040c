import type { Matcher } from '../../../../shared/model/series.ts';
import { compilePattern } from '../../../../shared/promql/matcher-pattern.ts';

export type LabelTest = (value: string) => boolean;

/**
 * Whether a label's value is taken; a missing label is an empty value, as Prometheus has it. Patterns that are texts,
 * alternatives of texts or texts beside `.*` are compared without the machinery of regular expressions.
 *
 * @throws Error that says what is wrong with a pattern, in the words of Go's regexp
 */
export function labelTest({ op, value }: Matcher): LabelTest {
  switch (op) {
    case '=':
      return (text) => text === value;
    case '!=':
      return (text) => text !== value;
    case '=~':
      return patternTest(value);
    case '!~': {
      const test = patternTest(value);
      return (text) => !test(text);
    }
  }
}

/** No character of these means anything to a regular expression. */
const PLAIN = /^[\w\s:/@#%&"',;<>=!~`-]*$/;

function patternTest(pattern: string): LabelTest {
  return simpleTest(pattern) ?? compiledTest(pattern);
}

function simpleTest(pattern: string): LabelTest | null {
  const alternatives = pattern.split('|');
  if (alternatives.every((one) => PLAIN.test(one))) {
    const texts = new Set(alternatives);
    return (text) => texts.has(text);
  }
  if (pattern === '.*') return () => true;
  if (pattern === '.+') return (text) => text !== '';
  const [, before = '', middle = '', after = ''] = /^(\.[*+]|)(.*?)(\.[*+]|)$/su.exec(pattern) ?? [];
  if (!PLAIN.test(middle)) return null;
  return affixTest(before, middle, after);
}

/** `.+` takes at least one character, so the place of the text is away from that end by one. */
function affixTest(before: string, middle: string, after: string): LabelTest {
  const [atStart, atEnd] = [before === '', after === ''];
  const [leastBefore, leastAfter] = [before === '.+' ? 1 : 0, after === '.+' ? 1 : 0];
  const least = middle.length + leastBefore + leastAfter;
  return (text) => {
    if (text.length < least) return false;
    if (atStart) return text.startsWith(middle);
    if (atEnd) return text.endsWith(middle);
    const at = text.indexOf(middle, leastBefore);
    return at !== -1 && at + middle.length + leastAfter <= text.length;
  };
}

function compiledTest(pattern: string): LabelTest {
  const compiled = compilePattern(pattern);
  return (text) => compiled.test(text);
}

/** The only values that a matcher can take, where that is known without looking at any; else null. */
export function onlyValues({ op, value }: Matcher): string[] | null {
  if (op === '=') return [value];
  if (op !== '=~') return null;
  const alternatives = value.split('|');
  return alternatives.every((one) => PLAIN.test(one)) ? [...new Set(alternatives)] : null;
}

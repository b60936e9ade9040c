import { RE2JS } from 're2js';
import type { Matcher } from '../../../../../shared/model/series.ts';
import { compilePattern } from '../../../../../shared/promql/matcher-pattern.ts';
import { parseSelector } from '../../../../../shared/promql/parse.ts';

export type LabelTest = (label: (name: string) => string, line: string) => boolean;

const FILTER = /\s*(\|=|!=|\|~|!~)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*/y;

/**
 * LogQL's `{label="value", other=~"pattern"} |= "text" !~ "pattern"`.
 *
 * @throws Error that says what is wrong
 */
export function labelSelector(text: string): LabelTest {
  const end = endOfMatchers(text);
  const parsed = parseSelector(text.slice(0, end));
  if (!parsed.ok) throw new Error(`selector: ${parsed.error.message}`);
  const { name } = parsed.value;
  if (name) throw new Error(`selector: "${name}" is a metric's name; a selector has labels in braces only`);
  const matchers = parsed.value.matchers.map(matcherTest);
  const filters = lineFilters(text, end);
  return (label, line) => matchers.every((test) => test(label)) && filters.every((test) => test(line));
}

/** The index behind the closing brace; quotes may hold braces. */
function endOfMatchers(text: string): number {
  const match = /^\s*\{(?:[^"`}]|"(?:[^"\\]|\\.)*"|`[^`]*`)*\}/.exec(text);
  if (!match) throw new Error('selector: labels in braces are expected, as in {container="api"}');
  return match[0].length;
}

function matcherTest({ name, op, value }: Matcher): (label: (name: string) => string) => boolean {
  if (op === '=') return (label) => label(name) === value;
  if (op === '!=') return (label) => label(name) !== value;
  const pattern = compilePattern(value);
  return op === '=~'
    ? (label) => pattern.matcher(label(name)).find()
    : (label) => !pattern.matcher(label(name)).find();
}

function lineFilters(text: string, from: number): ((line: string) => boolean)[] {
  const filters: ((line: string) => boolean)[] = [];
  for (let at = from; at < text.length; ) {
    FILTER.lastIndex = at;
    const match = FILTER.exec(text);
    if (!match) {
      if (text.slice(at).trim() === '') break;
      throw new Error(`selector: "${text.slice(at).trim()}" is no line filter`);
    }
    filters.push(lineFilter(match[1] as string, unquoted(match[2] as string)));
    at = FILTER.lastIndex;
  }
  return filters;
}

function lineFilter(operator: string, value: string): (line: string) => boolean {
  if (operator === '|=') return (line) => line.includes(value);
  if (operator === '!=') return (line) => !line.includes(value);
  const pattern = RE2JS.compile(value);
  return operator === '|~' ? (line) => pattern.test(line) : (line) => !pattern.test(line);
}

const unquoted = (text: string): string =>
  text.startsWith('`') ? text.slice(1, -1) : (JSON.parse(text) as string);

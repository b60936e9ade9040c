import { parseTraceQuery } from '../../shared/trace-query/parser.ts';
import { UsageError } from '../hosts/config/usage-error.ts';

/** The words as one query. @throws UsageError with the place of what cannot be read */
export function checkedQuery(words: readonly string[]): string {
  const text = words.join(' ');
  const [problem] = parseTraceQuery(text).problems;
  if (!problem) return text;
  const found = problem.found === '' ? 'the end' : `"${problem.found}"`;
  throw new UsageError(`query, at ${problem.from + 1}: expected ${problem.expected}, found ${found}`);
}

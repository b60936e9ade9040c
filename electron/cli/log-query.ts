import { parseLogQuery } from '../../shared/log-query/parser.ts';
import { UsageError } from '../hosts/config/usage-error.ts';

/** The query as it was given. @throws UsageError that says where it is wrong */
export function checkedLogQuery(query: string): string {
  const parsed = parseLogQuery(query);
  if (parsed.ok) return query;
  throw new UsageError(`query, at ${parsed.error.from + 1}: expected ${parsed.error.expected}`);
}

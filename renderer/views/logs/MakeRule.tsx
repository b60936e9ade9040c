import { IconFlag } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useCall } from '../../connection/use-call.ts';
import { useViewHref } from '../../time/url-state.ts';
import type { LogSearch } from './use-log-search.ts';

/** Begins a rule on how many lines the present search finds. */
export function MakeRule({ search }: { search: LogSearch }) {
  const href = useViewHref();
  const { data } = useCall('settings.get', {}, { staleMs: 5_000 });
  const { text, faults } = search;
  if (text.trim() === '' || faults.length > 0) return null;
  const saved = data?.settings.logs.searches.find(({ query }) => query === text);
  const name = saved?.name ?? nameOf(text);
  return (
    <Link
      className="btn icon"
      title="Make a rule of this search"
      aria-label="Make a rule of this search"
      href={href('/alerts/new', { shape: 'log-search', subject: name, query: text })}
    >
      <IconFlag size={14} />
    </Link>
  );
}

const LONGEST_NAME = 40;

/** The words of a query, for want of a name. */
const nameOf = (query: string): string =>
  query
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME)
    .trim() || 'search';

import { count } from '../../../../shared/model/format.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import type { TraceSearch } from './use-trace-search.ts';

/** A search without a result: what was looked at, and what to loosen. */
export function NothingFound({ search, scanned }: { search: TraceSearch; scanned: number }) {
  return (
    <EmptyState title="No trace meets this query">
      <p>
        {scanned > 0
          ? `${count(scanned)} traces of the range were looked at.`
          : 'The range holds no trace that could.'}{' '}
        All conditions must hold on one and the same span. Take a condition away, or widen the range with the
        . key.
      </p>
      <button type="button" className="btn" onClick={() => search.setText('')}>
        Clear the query
      </button>
    </EmptyState>
  );
}

import { SavedSearches } from '../../../components/query/SavedSearches.tsx';
import { useAction, useCall } from '../../../connection/use-call.ts';
import type { TraceSearch } from '../search/use-trace-search.ts';

export function TraceSearches({ search }: { search: TraceSearch }) {
  const settings = useCall('settings.get', {}, { staleMs: 5_000 });
  const set = useAction('settings.set', ['settings.get']);
  return (
    <SavedSearches
      saved={settings.data?.settings.traceSearches ?? []}
      text={search.text}
      savable={search.problems.length === 0}
      error={set.error}
      onStore={(traceSearches) => set.mutate({ settings: { traceSearches } })}
      make={(saved) => saved}
      onPick={search.setText}
    />
  );
}

import css from '../../../components/query/query.module.css';
import { SavedSearches } from '../../../components/query/SavedSearches.tsx';
import { useAction, useCall } from '../../../connection/use-call.ts';
import type { LogSearch } from '../use-log-search.ts';

/** Searches by name; one that is recorded counts its lines as a series of its own from then on. */
export function LogSearches({ search }: { search: LogSearch }) {
  const settings = useCall('settings.get', {}, { staleMs: 5_000 });
  const set = useAction('settings.set', ['settings.get']);
  const logs = settings.data?.settings.logs;
  if (!logs) return null;
  const store = (searches: typeof logs.searches) => set.mutate({ settings: { logs: { ...logs, searches } } });
  return (
    <SavedSearches
      saved={logs.searches}
      text={search.text}
      savable={search.faults.length === 0}
      error={set.error}
      onStore={store}
      make={(saved) => ({ ...saved, record: false })}
      onPick={search.setText}
      extra={(saved) => (
        <label className={css.extra} title="Counts its lines as a series, for dashboards and alerts">
          <input
            type="checkbox"
            checked={saved.record}
            aria-label={`Record ${saved.name} as a series`}
            onChange={() =>
              store(
                logs.searches.map((other) =>
                  other.name === saved.name ? { ...other, record: !other.record } : other,
                ),
              )
            }
          />
          record
        </label>
      )}
    />
  );
}

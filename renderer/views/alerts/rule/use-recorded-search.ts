import type { SimpleRule } from '../../../../shared/alerts/simple-rules.ts';
import type { Settings } from '../../../../shared/contract/settings.ts';
import { useAction, useCall } from '../../../connection/use-call.ts';

type Search = Settings['logs']['searches'][number];

export interface RecordedSearch {
  /** What is still to be done for its lines to be counted; null for nothing. */
  note: string | null;
  /** Saves and records the search, where the rule is about one. */
  record(): Promise<unknown>;
}

/** The search that a rule counts lines of: known by its name, or made of the query that the rule was begun with. */
export function useRecordedSearch(rule: SimpleRule | null, query: string): RecordedSearch {
  const isSearch = rule?.kind === 'log-search' && rule.subject !== '';
  const { data } = useCall('settings.get', {}, { enabled: isSearch });
  const save = useAction('settings.set', ['settings.get']);
  const logs = data?.settings.logs;
  const known = logs?.searches.find(({ name }) => name === rule?.subject);
  if (!isSearch || !logs || known?.record) return { note: null, record: async () => undefined };
  const wanted: Search | null = known
    ? { ...known, record: true }
    : query === ''
      ? null
      : { name: rule.subject, query, record: true };
  if (!wanted) return { note: 'There is no saved search of this name.', record: async () => undefined };
  const searches = [...logs.searches.filter(({ name }) => name !== wanted.name), wanted];
  return {
    note: `Its lines are counted from when the rule is saved: ${wanted.query}`,
    record: () => save.mutateAsync({ settings: { logs: { ...logs, searches } } }),
  };
}

import { Popover } from '@mantine/core';
import { IconBookmark, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { MOST_SAVED_SEARCHES } from '../../../../shared/contract/settings.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { useAction, useCall } from '../../../connection/use-call.ts';
import type { TraceSearch } from '../search/use-trace-search.ts';
import css from './query.module.css';

/** Searches kept under a name, in the settings: they are the same in every window and after a restart. */
export function SavedSearches({ search }: { search: TraceSearch }) {
  const [open, setOpen] = useState(false);
  const settings = useCall('settings.get', {}, { staleMs: 5_000 });
  const set = useAction('settings.set', ['settings.get']);
  const saved = settings.data?.settings.traceSearches ?? [];
  const store = (traceSearches: typeof saved) => set.mutate({ settings: { traceSearches } });
  const present = saved.find(({ query }) => query === search.text && query !== '');
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={320} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="btn"
          aria-pressed={present !== undefined}
          title={present ? `Saved as ${present.name}` : 'Saved searches'}
          onClick={() => setOpen(!open)}
        >
          <IconBookmark size={14} /> <span className="wide-only">{present?.name ?? 'Saved'}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.saved}>
        {search.text !== '' && !present && search.problems.length === 0 && (
          <SaveForm
            full={saved.length >= MOST_SAVED_SEARCHES}
            onSave={(name) =>
              store([...saved.filter((other) => other.name !== name), { name, query: search.text }])
            }
          />
        )}
        {set.error && <ErrorNote error={set.error} what="Saving" />}
        {saved.length === 0 && (
          <p className="t2">
            {search.text === ''
              ? 'Nothing is saved yet. Write a query, then give it a name here.'
              : 'Give this query a name to find it again here and in the palette.'}
          </p>
        )}
        <ul>
          {saved.map(({ name, query }) => (
            <li key={name}>
              <button
                type="button"
                title={query}
                onClick={() => {
                  search.setText(query);
                  setOpen(false);
                }}
              >
                <span className="cut">{name}</span>
                <span className="mono t3 cut">{query}</span>
              </button>
              <button
                type="button"
                className={css.remove}
                aria-label={`Forget ${name}`}
                onClick={() => store(saved.filter((other) => other.name !== name))}
              >
                <IconX size={12} />
              </button>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

function SaveForm({ full, onSave }: { full: boolean; onSave(name: string): void }) {
  const [name, setName] = useState('');
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (name.trim() !== '' && !full) onSave(name.trim());
    setName('');
  }
  if (full)
    return <p className="t2">{MOST_SAVED_SEARCHES} searches are saved; forget one to save another.</p>;
  return (
    <form className={css.saveForm} onSubmit={submit}>
      <input
        value={name}
        maxLength={100}
        placeholder="Name of this search"
        aria-label="Name of this search"
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" className="btn small primary">
        Save
      </button>
    </form>
  );
}

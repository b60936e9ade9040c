import { Popover } from '@mantine/core';
import { IconBookmark, IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { MOST_SAVED_SEARCHES } from '../../../shared/contract/saved-searches.ts';
import { ErrorNote } from '../ErrorNote.tsx';
import css from './query.module.css';

export interface SavedSearch {
  name: string;
  query: string;
}

interface SavedSearchesProps<S extends SavedSearch> {
  saved: S[];
  /** The present query; empty or one that cannot be read is not offered to be saved. */
  text: string;
  savable: boolean;
  error: Error | null;
  /** The whole list, as it is to be from now on. */
  onStore(searches: S[]): void;
  make(search: SavedSearch): S;
  onPick(query: string): void;
  /** More about one that is kept, in its row. */
  extra?(search: S): React.ReactNode;
}

/** Searches kept under a name, in the settings: they are the same in every window and after a restart. */
export function SavedSearches<S extends SavedSearch>(props: SavedSearchesProps<S>) {
  const { saved, text, savable, error, onStore, make, onPick, extra } = props;
  const [open, setOpen] = useState(false);
  const present = saved.find(({ query }) => query === text && query !== '');
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
        {text !== '' && !present && savable && (
          <SaveForm
            full={saved.length >= MOST_SAVED_SEARCHES}
            onSave={(name) =>
              onStore([...saved.filter((other) => other.name !== name), make({ name, query: text })])
            }
          />
        )}
        {error && <ErrorNote error={error} what="Saving" />}
        {saved.length === 0 && (
          <p className="t2">
            {text === ''
              ? 'Nothing is saved yet. Write a query, then give it a name here.'
              : 'Give this query a name to find it again here and in the palette.'}
          </p>
        )}
        <ul>
          {saved.map((search) => (
            <li key={search.name}>
              <button
                type="button"
                title={search.query}
                onClick={() => {
                  onPick(search.query);
                  setOpen(false);
                }}
              >
                <span className="cut">{search.name}</span>
                <span className="mono t3 cut">{search.query}</span>
              </button>
              {extra?.(search)}
              <button
                type="button"
                className={css.remove}
                aria-label={`Forget ${search.name}`}
                onClick={() => onStore(saved.filter(({ name }) => name !== search.name))}
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

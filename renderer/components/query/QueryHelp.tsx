import { Popover } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { useState } from 'react';
import css from './query.module.css';

interface QueryHelpProps {
  title: string;
  about: string;
  examples: [query: string, what: string][];
  onExample(query: string): void;
}

/** The search language on one card; a click on an example runs it. */
export function QueryHelp({ title, about, examples, onExample }: QueryHelpProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={620} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={css.remove}
          aria-label="Help with queries"
          title="Help with queries"
          onClick={() => setOpen(!open)}
        >
          <IconHelp size={14} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.help}>
        <h2>{title}</h2>
        <p>{about}</p>
        <ul>
          {examples.map(([query, what]) => (
            <li key={query}>
              <button
                type="button"
                className="mono"
                onClick={() => {
                  setOpen(false);
                  onExample(query);
                }}
              >
                {query}
              </button>
              <span className="t2">{what}</span>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

import { Popover } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { useState } from 'react';
import css from './query.module.css';

const EXAMPLES: [query: string, what: string][] = [
  ['service:orders', 'spans of a service'],
  ['operation:"POST /checkout"', 'spans of a name; quotes where there are blanks'],
  ['duration>250ms', 'spans longer than that: ns us ms s m h'],
  ['trace.duration>=1s', 'of the whole trace; trace.spans and trace.errors as well'],
  ['status:error', 'failed spans; unset, ok'],
  ['http.response.status_code>=500', 'an attribute of the span or its resource'],
  ['http.route~"^/api/"', 'matches a pattern; !~ does not'],
  ['has:exception.type', 'carries the attribute at all'],
  ['-service:worker', 'not; also: not'],
  ['service:pay or service:orders', 'either; parentheses group'],
  ['checkout', 'part of an operation or a service'],
];

/** The search language on one card; a click on an example runs it. */
export function QueryHelp({ onExample }: { onExample(query: string): void }) {
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
        <h2>Searching traces</h2>
        <p>
          A trace is found when one of its spans meets all conditions. Names and values complete as you type;
          Tab or Enter takes a suggestion, Enter alone searches.
        </p>
        <ul>
          {EXAMPLES.map(([query, what]) => (
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

import { Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useState } from 'react';
import { count } from '../../../shared/model/format.ts';
import { useCall } from '../../connection/use-call.ts';
import css from './logs.module.css';
import type { LogLook } from './use-log-look.ts';
import type { LogSearch } from './use-log-search.ts';

const VALUES = 10;

/** Which fields stand in columns of their own. */
export function ColumnMenu({ search, look }: { search: LogSearch; look: LogLook }) {
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState('');
  const { data } = useCall(
    'logs.fields',
    { ...search.coarse, values: VALUES },
    { enabled: open, staleMs: 10_000 },
  );
  const fields = (data?.fields ?? []).filter(({ key }) => key.toLowerCase().includes(wanted.toLowerCase()));
  const free = wanted !== '' && !fields.some(({ key }) => key === wanted);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={260} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="btn icon"
          aria-pressed={look.columns.length > 0}
          title="Columns"
          aria-label="Columns"
          onClick={() => setOpen(!open)}
        >
          <IconColumns3 size={14} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className={css.menu}>
        <input
          className={css.find}
          value={wanted}
          placeholder="Field to show as a column"
          aria-label="Field to show as a column"
          onChange={(event) => setWanted(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && wanted !== '') look.addColumn(wanted);
          }}
        />
        <ul>
          {look.columns.map((key) => (
            <Choice key={key} name={key} on note="" onChange={() => look.removeColumn(key)} />
          ))}
          {free && <Choice name={wanted} on={false} note="" onChange={() => look.addColumn(wanted)} />}
          {fields
            .filter(({ key }) => !look.columns.includes(key))
            .slice(0, 100)
            .map(({ key, records }) => (
              <Choice
                key={key}
                name={key}
                on={false}
                note={count(records)}
                onChange={() => look.addColumn(key)}
              />
            ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChoiceProps {
  name: string;
  on: boolean;
  note: string;
  onChange(): void;
}

function Choice({ name, on, note, onChange }: ChoiceProps) {
  return (
    <li>
      <label>
        <input type="checkbox" checked={on} onChange={onChange} />
        <span className="cut grow" title={name}>
          {name}
        </span>
        <span className="t3">{note}</span>
      </label>
    </li>
  );
}

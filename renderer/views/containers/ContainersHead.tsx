import { Menu } from '@mantine/core';
import {
  IconAlignLeft,
  IconColumns3,
  IconFilter,
  IconRefresh,
  IconSquare,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { useRef } from 'react';
import { Link, useLocation } from 'wouter';
import type { ContainerSummary } from '../../../shared/model/container.ts';
import { KeyHint } from '../../components/KeyHint.tsx';
import { Segments } from '../../components/Segments.tsx';
import { useKeys } from '../../shell/keys.ts';
import { useViewHref } from '../../time/url-state.ts';
import { tableColumns } from './columns.tsx';
import { useContainerActions } from './container-actions.tsx';
import type { Grouping } from './container-rows.ts';
import { useContainersView } from './view-state.ts';

interface ContainersHeadProps {
  filter: string;
  onFilter(filter: string): void;
  selected: ContainerSummary[];
  onClear(): void;
  shown: number;
}

const GROUPINGS: [Grouping, string][] = [
  ['project', 'By project'],
  ['image', 'By image'],
  ['flat', 'Flat'],
];

/** Filter, grouping and columns; with a selection, what can be done to it. */
export function ContainersHead({ filter, onFilter, selected, onClear, shown }: ContainersHeadProps) {
  const { grouping, setGrouping } = useContainersView();
  const input = useRef<HTMLInputElement>(null);
  const href = useViewHref();
  useKeys({ '/': () => input.current?.focus() });
  return (
    <div className="view-head">
      <h1>Containers</h1>
      <label className="field" style={{ width: 300 }}>
        <IconFilter size={14} />
        <input
          ref={input}
          aria-label="Filter containers"
          placeholder="Filter by name, image, label, state"
          value={filter}
          onChange={(event) => onFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              if (filter === '') input.current?.blur();
              else onFilter('');
            }
            if (event.key === 'Enter') input.current?.blur();
          }}
        />
        {filter === '' ? <KeyHint keys="/" /> : <span className="fs11">{shown}</span>}
      </label>
      <Segments label="Group" options={GROUPINGS} value={grouping} onChange={setGrouping} />
      <ColumnsMenu />
      <span className="grow" />
      {selected.length > 0 ? (
        <SelectionActions selected={selected} onClear={onClear} />
      ) : (
        <Link className="btn quiet" href={href('/images')}>
          Images, volumes, networks
        </Link>
      )}
    </div>
  );
}

function ColumnsMenu() {
  const { hidden, toggleColumn } = useContainersView();
  return (
    <Menu closeOnItemClick={false} position="bottom-start">
      <Menu.Target>
        <button type="button" className="btn quiet">
          <IconColumns3 size={15} /> Columns
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {tableColumns({ narrow: false, live: false, cpu: null, nowMs: 0, oomMarks: new Map() })
          .filter(({ key }) => key !== 'name')
          .map(({ key, label }) => (
            <Menu.Item
              key={key}
              role="menuitemcheckbox"
              aria-checked={!hidden.includes(key)}
              leftSection={<span style={{ width: 12 }}>{hidden.includes(key) ? '' : '✓'}</span>}
              onClick={() => toggleColumn(key)}
            >
              {label}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SelectionActions({ selected, onClear }: { selected: ContainerSummary[]; onClear(): void }) {
  const act = useContainerActions();
  const [, navigate] = useLocation();
  const href = useViewHref();
  const only = selected.map(({ entity }) => encodeURIComponent(entity)).join(',');
  return (
    <>
      <span className="med fs12">{selected.length} selected</span>
      <button type="button" className="btn" onClick={() => act('restart', selected)}>
        <IconRefresh size={15} /> Restart
      </button>
      <button type="button" className="btn" onClick={() => act('stop', selected)}>
        <IconSquare size={14} /> Stop
      </button>
      <button type="button" className="btn wide-only" onClick={() => act('remove', selected)}>
        <IconTrash size={14} /> Remove
      </button>
      <button type="button" className="btn" onClick={() => navigate(href('/logs', { only }))}>
        <IconAlignLeft size={15} /> Logs together
      </button>
      <button
        type="button"
        className="btn icon quiet"
        aria-label="Clear the selection"
        title="Clear the selection: Esc"
        onClick={onClear}
      >
        <IconX size={15} />
      </button>
    </>
  );
}

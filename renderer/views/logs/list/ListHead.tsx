import { Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { zoneText } from '../../../time/clock-text.ts';
import { useZone } from '../../../time/preferences.ts';
import type { LogLook } from '../use-log-look.ts';
import css from './list.module.css';
import { movedColumn } from './row-look.ts';

interface ListHeadProps {
  look: LogLook;
  showProducer: boolean;
  onStats(field: string): void;
}

/** Names of the columns; a chosen field's offers to move it or to take it away. */
export function ListHead({ look, showProducer, onStats }: ListHeadProps) {
  const zone = useZone();
  return (
    <div className={css.columns}>
      <span>Time, {zoneText(zone, Date.now())}</span>
      <span>Level</span>
      {showProducer && <span>Container</span>}
      {look.columns.map((name) => (
        <FieldHead key={name} name={name} look={look} onStats={onStats} />
      ))}
      <span>Message</span>
    </div>
  );
}

function FieldHead({ name, look, onStats }: { name: string; look: LogLook; onStats(field: string): void }) {
  const { columns, setColumns, removeColumn } = look;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className={css.columnHead} title={`${name}: move, remove, statistics`}>
          <span className="cut">{name}</span>
          <IconChevronDown size={12} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => setColumns(movedColumn(columns, name, -1))}>Move left</Menu.Item>
        <Menu.Item onClick={() => setColumns(movedColumn(columns, name, 1))}>Move right</Menu.Item>
        <Menu.Item onClick={() => onStats(name)}>Statistics</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => removeColumn(name)}>Remove this column</Menu.Item>
        <Menu.Item onClick={() => setColumns([])}>Remove all columns</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type CSSProperties, memo, type ReactNode } from 'react';
import { colourOf } from '../../../../components/colours.ts';
import chip from '../service-chip.module.css';
import css from './timeline.module.css';
import { ROW_HEIGHT } from './use-line-window.ts';

interface TimelineRowProps {
  line: number;
  /** Place among the rows on show. */
  row: number;
  depth: number;
  service: string;
  name: string;
  failed: boolean;
  /** Spans in a fold; 0 for a span. */
  members: number;
  nPlusOne: boolean;
  expandable: boolean;
  open: boolean;
  /** Spans that are hidden below. */
  hidden: number;
  mark: string;
  indent: number;
  nameWidth: number;
  deep: boolean;
  selected: boolean;
  found: boolean;
  onPick(line: number): void;
  onToggle(line: number): void;
  onContext(line: number, event: React.MouseEvent): void;
}

/** One line's names; its bar is on the canvas beside it. */
export const TimelineRowView = memo(function TimelineRowView(props: TimelineRowProps) {
  const { line, row, depth, service, failed, members, expandable, open, indent, nameWidth } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid's own keys move through the rows
    <div
      id={`trace-line-${line}`}
      className={`${css.row} ${failed ? css.failed : ''} ${props.found ? css.found : ''}`}
      style={{ top: row * ROW_HEIGHT, '--c': colourOf(service) } as CSSProperties}
      role="row"
      tabIndex={-1}
      aria-level={depth + 1}
      aria-rowindex={row + 1}
      aria-selected={props.selected}
      {...(expandable ? { 'aria-expanded': open } : {})}
      onClick={() => (members > 0 ? props.onToggle(line) : props.onPick(line))}
      onContextMenu={(event) => props.onContext(line, event)}
    >
      <div className={css.name} role="gridcell" style={{ width: nameWidth, paddingLeft: 8 + indent }}>
        {props.deep && <span className={css.depth}>{depth}</span>}
        {expandable ? (
          <Twist open={open} onToggle={() => props.onToggle(line)} />
        ) : (
          <span className={css.twist} />
        )}
        <RowName {...props} />
      </div>
    </div>
  );
});

function Twist({ open, onToggle }: { open: boolean; onToggle(): void }) {
  const Icon = open ? IconChevronDown : IconChevronRight;
  return (
    <button
      type="button"
      className={css.twist}
      tabIndex={-1}
      aria-label={open ? 'Collapse' : 'Expand'}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <Icon size={12} stroke={1.8} />
    </button>
  );
}

function RowName({ service, name, failed, members, nPlusOne, hidden, mark }: TimelineRowProps): ReactNode {
  return (
    <>
      <span className={chip.service}>{service}</span>
      {failed && (
        <span className={css.bang} title="error">
          !
        </span>
      )}
      {members > 0 && <span className={css.weak}>{members.toLocaleString('en-US')} ×</span>}
      <span className={`${chip.operation} ${css.operation}`} title={`${service} ${name}`}>
        {name}
      </span>
      {nPlusOne && (
        <span className={css.badge} title={`${members} calls of one operation out of one span`}>
          N+1
        </span>
      )}
      {mark && (
        <span className={css.badge} title={mark}>
          {mark}
        </span>
      )}
      {hidden > 0 && members === 0 && (
        <span className={css.weak}>
          {hidden.toLocaleString('en-US')} {hidden === 1 ? 'span' : 'spans'}
        </span>
      )}
    </>
  );
}

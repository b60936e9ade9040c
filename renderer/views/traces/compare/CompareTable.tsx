import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useMemo } from 'react';
import { count, duration, significant } from '../../../../shared/model/format.ts';
import { type ComparedCalls, markOf } from '../../../../shared/trace-analysis/compare.ts';
import { Name } from '../../../components/Name.tsx';
import { Quantity } from '../../../components/Quantity.tsx';
import { type Column, VirtualTable } from '../../../components/VirtualTable.tsx';
import { useKeys } from '../../../shell/keys.ts';
import { durationText } from '../figures.ts';
import css from './compare.module.css';
import { withCalls } from './compare-rows.ts';

interface CompareTableProps {
  calls: ComparedCalls;
  /** Places of the calls in sight. */
  rows: number[];
  collapsed: ReadonlySet<number>;
  /** Place in the rows that the keyboard is on; -1 for none. */
  active: number;
  onActive(row: number): void;
  onToggle(at: number): void;
  onOpen(at: number): void;
}

/** The call tree of both, durations side by side. */
export function CompareTable(props: CompareTableProps) {
  const { calls, rows, collapsed, active, onActive, onToggle, onOpen } = props;
  const parents = useMemo(() => withCalls(calls), [calls]);
  const columns = useMemo(
    () => compareColumns(calls, (at) => parents[at] === 1, collapsed, onToggle),
    [calls, parents, collapsed, onToggle],
  );
  const move = (by: number) => onActive(Math.min(rows.length - 1, Math.max(0, active + by)));
  const next = () => move(1);
  const previous = () => move(-1);
  const current = rows[active];
  const fold = (closed: boolean) => () => {
    if (current !== undefined && parents[current] === 1 && collapsed.has(current) !== closed)
      onToggle(current);
  };
  const open = () => current !== undefined && onOpen(current);
  useKeys({
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
    ArrowLeft: fold(true),
    ArrowRight: fold(false),
    Enter: open,
  });
  return (
    <VirtualTable
      label="Calls of both traces"
      columns={columns}
      rows={rows}
      rowKey={String}
      rowHeight={28}
      active={active}
      rowClass={(at) => css[markOf(calls, at)] ?? ''}
      onRowClick={(at) => onActive(rows.indexOf(at))}
      onRowOpen={onOpen}
      minWidth={860}
    />
  );
}

const INDENT = 14;
/** Deeper calls are not moved further right; their depth is said. */
const MOST_INDENT = 24;

function compareColumns(
  calls: ComparedCalls,
  hasCalls: (at: number) => boolean,
  collapsed: ReadonlySet<number>,
  onToggle: (at: number) => void,
): Column<number>[] {
  const longest = Math.max(1, calls.durationNanoA, calls.durationNanoB);
  return [
    {
      key: 'call',
      title: 'Call',
      width: 'minmax(280px, 1fr)',
      cell: (at) => (
        <span className={css.call} style={{ paddingLeft: Math.min(calls.depth[at]!, MOST_INDENT) * INDENT }}>
          {hasCalls(at) ? (
            <button
              type="button"
              className={css.twisty}
              tabIndex={-1}
              aria-expanded={!collapsed.has(at)}
              aria-label={collapsed.has(at) ? 'Show its calls' : 'Hide its calls'}
              onClick={() => onToggle(at)}
            >
              {collapsed.has(at) ? <IconChevronRight size={12} /> : <IconChevronDown size={12} />}
            </button>
          ) : (
            <span className={css.twisty} />
          )}
          <Name name={calls.service[at]!} />
          <span className="cut" title={calls.name[at]}>
            {calls.name[at]}
          </span>
          {calls.depth[at]! > MOST_INDENT && <span className="t3">depth {calls.depth[at]}</span>}
        </span>
      ),
    },
    { key: 'mark', title: '', width: '112px', cell: (at) => <Mark calls={calls} at={at} /> },
    {
      key: 'count',
      title: 'Calls',
      width: '104px',
      align: 'right',
      cell: (at) => <Counts a={calls.countA[at]!} b={calls.countB[at]!} />,
    },
    side('first', 'First', (at) => (calls.countA[at]! > 0 ? calls.totalNanoA[at]! : null)),
    {
      key: 'bars',
      title: '',
      width: 'minmax(100px, 220px)',
      cell: (at) => (
        <span className={css.bars} title={barTitle(calls, at)}>
          <i data-side="a" style={{ width: `${(calls.totalNanoA[at]! / longest) * 100}%` }} />
          <i data-side="b" style={{ width: `${(calls.totalNanoB[at]! / longest) * 100}%` }} />
        </span>
      ),
    },
    side('second', 'Second', (at) => (calls.countB[at]! > 0 ? calls.totalNanoB[at]! : null)),
    {
      key: 'change',
      title: 'Change',
      width: '92px',
      align: 'right',
      cell: (at) => (
        <Change nanos={calls.totalNanoB[at]! - calls.totalNanoA[at]!} weak={markOf(calls, at) === 'same'} />
      ),
    },
  ];
}

const side = (key: string, title: string, of: (at: number) => number | null): Column<number> => ({
  key,
  title,
  width: '84px',
  align: 'right',
  cell: (at) => <Quantity of={duration(of(at))} />,
});

const barTitle = (calls: ComparedCalls, at: number): string =>
  `itself ${durationText(calls.selfNanoA[at]!)} and ${durationText(calls.selfNanoB[at]!)}`;

const SIGN = { added: '+', missing: '−', slower: '▲', faster: '▼', same: '' } as const;

function Mark({ calls, at }: { calls: ComparedCalls; at: number }) {
  const mark = markOf(calls, at);
  const failsNow = calls.errorsB[at]! > calls.errorsA[at]!;
  const factor = calls.totalNanoB[at]! / calls.totalNanoA[at]!;
  return (
    <>
      {mark !== 'same' && (
        <span className={css.mark} data-mark={mark}>
          {SIGN[mark]} {mark}
          {mark === 'slower' && Number.isFinite(factor) ? ` ×${significant(factor)}` : ''}
        </span>
      )}
      {failsNow && (
        <span
          className="err"
          title={`${count(calls.errorsB[at]!)} failed, ${count(calls.errorsA[at]!)} before`}
        >
          {' '}
          !
        </span>
      )}
    </>
  );
}

function Counts({ a, b }: { a: number; b: number }) {
  if (a === b) return <span className="t2">{count(a)}</span>;
  return (
    <span title={`${count(a)} in the first, ${count(b)} in the second`}>
      <span className="t3">{count(a)} → </span>
      {count(b)}
    </span>
  );
}

function Change({ nanos, weak }: { nanos: number; weak: boolean }) {
  if (nanos === 0) return <span className="t3">—</span>;
  return (
    <span className={weak ? 't3' : ''}>
      {nanos > 0 ? '+' : '−'}
      <Quantity of={duration(Math.abs(nanos))} />
    </span>
  );
}

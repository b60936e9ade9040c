import { memo, useCallback, useMemo, useState } from 'react';
import type { TraceSummary } from '../../../../shared/contract/traces.ts';
import { useContextMenu } from '../../../components/ContextMenu.tsx';
import { VirtualTable } from '../../../components/VirtualTable.tsx';
import { useKeys } from '../../../shell/keys.ts';
import { traceColumns } from './trace-columns.tsx';
import type { TraceActions } from './use-trace-actions.ts';

interface TraceTableProps {
  traces: TraceSummary[];
  /** Ids of the traces picked for comparing. */
  picked: string[];
  order: 'newest' | 'longest';
  onOrder(order: 'newest' | 'longest'): void;
  actions: TraceActions;
  /** More rows are wanted, up to this one. */
  onWant(row: number): void;
}

/** So many rows are loaded ahead of the last one in sight. */
const AHEAD = 400;

export const TraceTable = memo(function TraceTable(props: TraceTableProps) {
  const { traces, picked, order, onOrder, actions, onWant } = props;
  const [active, setActive] = useState(-1);
  const { menu, openMenu } = useContextMenu();
  const longest = useMemo(
    () => traces.reduce((most, { durationNano }) => Math.max(most, Number(durationNano)), 1),
    [traces],
  );
  const columns = useMemo(
    () => traceColumns({ longest, picked, onPick: actions.pick }),
    [longest, picked, actions],
  );
  const move = (step: number) => setActive((at) => Math.min(traces.length - 1, Math.max(0, at + step)));
  const current = traces[active];
  const next = () => move(1);
  const previous = () => move(-1);
  const openCurrent = () => current && actions.open(current.traceId);
  const pickCurrent = () => current && actions.pick(current.traceId);
  useKeys({
    Enter: openCurrent,
    x: pickCurrent,
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
  });
  const want = useCallback((row: number) => row >= 0 && onWant(row + AHEAD), [onWant]);
  return (
    <>
      <VirtualTable
        label="Traces"
        columns={columns}
        rows={traces}
        rowKey={({ traceId }) => traceId}
        rowHeight={28}
        active={active}
        selected={({ traceId }) => picked.includes(traceId)}
        sort={{ key: order === 'longest' ? 'duration' : 'start', descending: true }}
        onSort={({ key }) => onOrder(key === 'duration' ? 'longest' : 'newest')}
        onRowClick={({ traceId }) => actions.open(traceId)}
        onRowContext={(trace, event) => openMenu(event, actions.menu(trace))}
        onLastRow={want}
        minWidth={640}
      />
      {menu}
    </>
  );
});

import { useMemo, useState } from 'react';
import type { TraceSummary } from '../../../shared/contract/traces.ts';
import { count, duration, quantityText } from '../../../shared/model/format.ts';
import { nanoToMs } from '../../../shared/model/time.ts';
import { colourOf } from '../../components/colours.ts';
import { Name } from '../../components/Name.tsx';
import { Quantity } from '../../components/Quantity.tsx';
import { Time } from '../../components/Time.tsx';
import { type Column, VirtualTable } from '../../components/VirtualTable.tsx';
import { useKeys } from '../../shell/keys.ts';
import { quantile } from './duration-histogram.ts';
import css from './traces.module.css';

interface TraceTableProps {
  traces: TraceSummary[];
  /** They are a selection of the scatter. */
  selected: boolean;
  order: 'newest' | 'longest';
  onOrder(order: 'newest' | 'longest'): void;
  onOpen(traceId: string): void;
  onMore?: () => void;
}

export function TraceTable({ traces, selected, order, onOrder, onOpen, onMore }: TraceTableProps) {
  const [active, setActive] = useState(-1);
  const durations = useMemo(() => Float64Array.from(traces, (trace) => Number(trace.durationNano)), [traces]);
  const longest = durations.reduce((most, nano) => Math.max(most, nano), 1);
  const columns = useMemo(() => traceColumns(longest), [longest]);
  const move = (step: number) => setActive((at) => Math.min(traces.length - 1, Math.max(0, at + step)));
  const openActive = () => traces[active] && onOpen(traces[active].traceId);
  const next = () => move(1);
  const previous = () => move(-1);
  useKeys({ Enter: openActive, j: next, k: previous, ArrowDown: next, ArrowUp: previous });
  return (
    <>
      <div className="pane-head">
        <h2>
          {count(traces.length)}
          {onMore ? ' first' : ''} {selected ? 'selected' : traces.length === 1 ? 'trace' : 'traces'}
        </h2>
        <button
          type="button"
          className="sub"
          onClick={() => onOrder(order === 'newest' ? 'longest' : 'newest')}
        >
          {order} first
        </button>
        <span className="grow" />
        {durations.length > 0 && (
          <span className="sub">
            p50 {quantityText(duration(quantile(durations, 0.5)))} · p95{' '}
            {quantityText(duration(quantile(durations, 0.95)))} · max {quantityText(duration(longest))}
          </span>
        )}
        {onMore && (
          <button type="button" className="btn small" onClick={onMore}>
            More
          </button>
        )}
      </div>
      <VirtualTable
        label="Traces"
        columns={columns}
        rows={traces}
        rowKey={({ traceId }) => traceId}
        rowHeight={28}
        active={active}
        sort={{ key: order === 'longest' ? 'duration' : 'start', descending: true }}
        onSort={({ key }) => onOrder(key === 'duration' ? 'longest' : 'newest')}
        onRowClick={({ traceId }) => onOpen(traceId)}
        minWidth={620}
      />
    </>
  );
}

function traceColumns(longest: number): Column<TraceSummary>[] {
  return [
    {
      key: 'start',
      title: 'Start',
      width: '112px',
      sortable: true,
      cell: (trace) => <Time className="mono" ms={nanoToMs(trace.startTimeUnixNano)} millis />,
    },
    {
      key: 'root',
      title: 'Root',
      width: 'minmax(180px, 1fr)',
      cell: (trace) => (
        <span className={`columns ${css.root}`}>
          <Name name={trace.rootService} />
          <span className="cut" title={trace.rootName}>
            {trace.rootName}
          </span>
          {trace.pinned && <span className="t3">pinned</span>}
        </span>
      ),
    },
    {
      key: 'errors',
      title: '',
      width: '88px',
      cell: (trace) =>
        trace.errorCount > 0 && (
          <span className={css.errors}>
            ! {count(trace.errorCount)} {trace.errorCount === 1 ? 'error' : 'errors'}
          </span>
        ),
    },
    {
      key: 'duration',
      title: 'Duration',
      width: '92px',
      align: 'right',
      sortable: true,
      cell: (trace) => (
        <Quantity of={duration(Number(trace.durationNano))} exact={`${trace.durationNano} ns`} />
      ),
    },
    {
      key: 'bar',
      title: '',
      width: 'minmax(40px, 140px)',
      cell: (trace) => (
        <span className={css.bar} style={{ width: `${(Number(trace.durationNano) / longest) * 100}%` }} />
      ),
    },
    { key: 'spans', title: 'Spans', width: '72px', align: 'right', cell: (trace) => count(trace.spanCount) },
    { key: 'services', title: 'Services', width: '112px', cell: (trace) => <Services trace={trace} /> },
    {
      key: 'trace',
      title: 'Trace',
      width: '84px',
      cell: (trace) => <span className="mono t2">{trace.traceId.slice(0, 8)}</span>,
    },
  ];
}

const MOST_SWATCHES = 8;

function Services({ trace }: { trace: TraceSummary }) {
  return (
    <span className={css.services} title={trace.services.join(', ')}>
      {trace.services.slice(0, MOST_SWATCHES).map((service) => (
        <i key={service} style={{ background: colourOf(service) }} />
      ))}
      <span className="t2">&nbsp;{trace.serviceCount}</span>
    </span>
  );
}

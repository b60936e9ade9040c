import type { TraceSummary } from '../../../../shared/contract/traces.ts';
import { count, duration } from '../../../../shared/model/format.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import { colourOf } from '../../../components/colours.ts';
import { Name } from '../../../components/Name.tsx';
import { Quantity } from '../../../components/Quantity.tsx';
import { Time } from '../../../components/Time.tsx';
import type { Column } from '../../../components/VirtualTable.tsx';
import css from './search.module.css';

interface TraceColumnsOptions {
  /** Nanoseconds of the longest row: the full length of a bar. */
  longest: number;
  picked: string[];
  onPick(traceId: string): void;
}

export function traceColumns({ longest, picked, onPick }: TraceColumnsOptions): Column<TraceSummary>[] {
  return [
    {
      key: 'start',
      title: 'Start',
      width: '108px',
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
          {trace.pinned && <span className="tag">pinned</span>}
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
    { key: 'services', title: 'Services', width: '104px', cell: (trace) => <Services trace={trace} /> },
    {
      key: 'trace',
      title: 'Trace',
      width: '84px',
      cell: (trace) => (
        <span className="mono t2" title={trace.traceId}>
          {trace.traceId.slice(0, 8)}
        </span>
      ),
    },
    {
      key: 'pick',
      title: '',
      width: '36px',
      cell: ({ traceId }, hot) => {
        const on = picked.includes(traceId);
        return (
          (hot || on || picked.length > 0) && (
            <input
              type="checkbox"
              className={css.pick}
              checked={on}
              aria-label={`Pick ${traceId.slice(0, 8)} for comparing`}
              tabIndex={-1}
              onClick={(event) => event.stopPropagation()}
              onChange={() => onPick(traceId)}
            />
          )
        );
      },
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

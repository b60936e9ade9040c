import { IconPlayerStop } from '@tabler/icons-react';
import { useMemo } from 'react';
import { count } from '../../../../shared/model/format.ts';
import { durationText } from '../figures.ts';
import { quantile } from './duration-histogram.ts';
import { ExportMenu } from './ExportMenu.tsx';
import css from './search.module.css';
import type { TraceActions } from './use-trace-actions.ts';
import type { TracePages } from './use-trace-pages.ts';
import type { TraceFilter } from './use-trace-search.ts';

interface TableHeadProps {
  pages: TracePages;
  /** What they were found by. */
  filter: TraceFilter;
  /** They are a selection of the charts. */
  selected: boolean;
  order: 'newest' | 'longest';
  onOrder(order: 'newest' | 'longest'): void;
  picked: string[];
  actions: TraceActions;
}

/** How many rows there are, in which order, how long they took; and what is to be compared. */
export function TableHead(props: TableHeadProps) {
  const { pages, filter, selected, order, onOrder, picked, actions } = props;
  const { traces, hasMore } = pages;
  const durations = useMemo(() => Float64Array.from(traces, (trace) => Number(trace.durationNano)), [traces]);
  const [p50, p95, most] = useMemo(
    () => [0.5, 0.95, 1].map((share) => quantile(durations, share)),
    [durations],
  );
  return (
    <div className="pane-head">
      <h2>
        {hasMore ? 'first ' : ''}
        {count(traces.length)} {selected ? 'selected' : traces.length === 1 ? 'trace' : 'traces'}
      </h2>
      <button
        type="button"
        className="sub"
        title="Change the order"
        onClick={() => onOrder(order === 'newest' ? 'longest' : 'newest')}
      >
        {order} first
      </button>
      <Progress pages={pages} />
      <span className="grow" />
      {picked.length > 0 ? (
        <Picked picked={picked} actions={actions} />
      ) : (
        traces.length > 0 && (
          <span className="sub">
            p50 <b>{durationText(p50 ?? null)}</b> &nbsp;p95 <b>{durationText(p95 ?? null)}</b> &nbsp;max{' '}
            <b>{durationText(most ?? null)}</b>
          </span>
        )
      )}
      {traces.length > 0 && <ExportMenu filter={filter} picked={picked} />}
    </div>
  );
}

/** Only for searches that take their time: how far it is, and a way to stop it. */
function Progress({ pages }: { pages: TracePages }) {
  if (pages.stopped && pages.hasMore)
    return (
      <span className={css.progress} role="status">
        stopped, {count(pages.scanned)} looked at
        <button type="button" className="btn small quiet" onClick={pages.goOn}>
          Go on
        </button>
      </span>
    );
  if (!pages.fetching) return null;
  return (
    <span className={css.progress} role="status">
      searching{pages.scanned > 0 ? `, ${count(pages.scanned)} looked at` : ''}
      <button type="button" className="btn small quiet" onClick={pages.stop}>
        <IconPlayerStop size={12} /> Stop
      </button>
    </span>
  );
}

function Picked({ picked, actions }: { picked: string[]; actions: TraceActions }) {
  const [a, b] = picked;
  return (
    <span className={css.picked}>
      <span className="sub mono">{picked.map((id) => id.slice(0, 8)).join(' · ')}</span>
      {a && !b && (
        <button type="button" className="btn small" onClick={() => actions.compareWithUsual(a)}>
          Compare with a usual one
        </button>
      )}
      {a && b && (
        <button type="button" className="btn small primary" onClick={() => actions.compare(a, b)}>
          Compare these two
        </button>
      )}
      <button
        type="button"
        className="btn small quiet"
        onClick={() => {
          for (const id of picked) actions.pick(id);
        }}
      >
        Clear
      </button>
    </span>
  );
}

import { IconTrendingUp, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { LogPatterns } from '../../../../shared/contract/logs.ts';
import { count } from '../../../../shared/model/format.ts';
import { msToNano, nanoToMs } from '../../../../shared/model/time.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { KeyHint } from '../../../components/KeyHint.tsx';
import { LoadingBar } from '../../../components/LoadingBar.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useUrlParam } from '../../../time/url-state.ts';
import type { RangedFilter } from '../use-log-search.ts';
import { PatternTable } from './PatternTable.tsx';
import {
  comparedPatterns,
  orderedPatterns,
  orderNames,
  type PatternOrder,
  patternOrders,
} from './pattern-order.ts';
import css from './patterns.module.css';
import { SinceMenu } from './SinceMenu.tsx';
import { sinceMs } from './since-choice.ts';

interface PatternsPaneProps {
  filter: RangedFilter;
  /** Only the lines of a pattern, or all but them. */
  onKeep(id: number): void;
  onHide(id: number): void;
  onClose(): void;
}

const STEPS = 60;
const MOST = 500;

/** The templates of the result: which are new, which come more often than before, and what to do without. */
export function PatternsPane({ filter, onKeep, onHide, onClose }: PatternsPaneProps) {
  const window = useMemo(
    () => ({ startMs: nanoToMs(filter.start), endMs: nanoToMs(filter.end) }),
    [filter.start, filter.end],
  );
  const [since, setSince] = useUrlParam('since', { replace: true });
  const [orderText, setOrder] = useUrlParam('order', { replace: true });
  const [grown, setGrown] = useUrlParam('grown', { replace: true });
  const order = patternOrders.find((each) => each === orderText) ?? 'new';
  const newSince = useMemo(() => msToNano(sinceMs(since, window)), [since, window]);
  const { data, error, isFetching, refetch } = useCall(
    'logs.patterns',
    { ...filter, buckets: STEPS, limit: MOST, ...(since === '' ? {} : { newSince }) },
    { staleMs: 5_000 },
  );
  const rows = useMemo(
    () =>
      data
        ? orderedPatterns(
            comparedPatterns(data, since === '' ? null : sinceMs(since, window)),
            order,
            grown === '1',
          )
        : [],
    [data, order, grown, since, window],
  );
  return (
    <section className={css.pane} aria-label="Patterns">
      <div className="pane-head">
        <h2>Patterns</h2>
        {data && <Figures patterns={data} />}
        <OrderMenu value={order} onChange={(next) => setOrder(next === 'new' ? '' : next)} />
        <SinceMenu value={since} onChange={setSince} window={window} entities={filter.entities} />
        <button
          type="button"
          className={`btn small ${grown === '1' ? '' : 'quiet'}`}
          aria-pressed={grown === '1'}
          title={`Only patterns with clearly more lines than ${since === '' ? 'in the range before' : 'until that moment'}`}
          onClick={() => setGrown(grown === '1' ? '' : '1')}
        >
          <IconTrendingUp size={14} /> more than before
        </button>
        <span className="grow" />
        <span className="sub wide-only">
          keep <KeyHint keys="k" /> hide <KeyHint keys="h" />
        </span>
        <button
          type="button"
          className="btn icon quiet small"
          title="Close the patterns"
          aria-label="Close the patterns"
          onClick={onClose}
        >
          <IconX size={14} />
        </button>
      </div>
      <LoadingBar active={isFetching} />
      {error && <ErrorNote error={error} what="Patterns" onRetry={() => void refetch()} />}
      {data && rows.length === 0 && <Nothing total={data.total} listed={data.patterns.length} />}
      {data && rows.length > 0 && <PatternTable rows={rows} total={data.total} {...{ onKeep, onHide }} />}
    </section>
  );
}

function Figures({ patterns: { patterns, total, others } }: { patterns: LogPatterns }) {
  return (
    <span className="sub">
      {count(patterns.length)}
      {patterns.length === MOST ? '+' : ''} in {count(total)} lines
      {others > 0 && (
        <span
          className="wide-only"
          title="Blank lines, lines from before patterns were kept, and those of patterns not listed"
        >
          , {count(others)} without
        </span>
      )}
    </span>
  );
}

function OrderMenu({ value, onChange }: { value: PatternOrder; onChange(order: PatternOrder): void }) {
  return (
    <label className={css.choice}>
      <select
        aria-label="Order of the patterns"
        value={value}
        onChange={(event) => onChange(event.target.value as PatternOrder)}
      >
        {patternOrders.map((order) => (
          <option key={order} value={order}>
            {orderNames[order]}
          </option>
        ))}
      </select>
    </label>
  );
}

function Nothing({ total, listed }: { total: number; listed: number }) {
  const text =
    total === 0
      ? 'No lines in this range match the query.'
      : listed === 0
        ? 'The lines of this result have no patterns yet: those that come from now on are grouped as they arrive.'
        : 'No pattern has clearly more lines than before.';
  return <p className={css.none}>{text}</p>;
}

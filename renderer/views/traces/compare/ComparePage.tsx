import { IconArrowsExchange, IconChevronLeft } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { count } from '../../../../shared/model/format.ts';
import { spanIdAt } from '../../../../shared/model/span-ids.ts';
import { compareTraces } from '../../../../shared/trace-analysis/compare.ts';
import { Segments } from '../../../components/Segments.tsx';
import { useUrlParam, useViewHref } from '../../../time/url-state.ts';
import { CompareTable } from './CompareTable.tsx';
import { CompareTotals } from './CompareTotals.tsx';
import css from './compare.module.css';
import { compareRows } from './compare-rows.ts';
import { Changes, WhereFrom } from './WhereFrom.tsx';

const NONE: ReadonlySet<number> = new Set();

/** Two traces as one call tree: what the second has more, less, slower and faster than the first. */
export function ComparePage({ a, b }: { a: TraceDetail; b: TraceDetail }) {
  const calls = useMemo(() => compareTraces(a, b), [a, b]);
  const [collapsed, setCollapsed] = useState(NONE);
  const [show, setShow] = useUrlParam('show');
  const changedOnly = show === 'changes';
  const rows = useMemo(() => compareRows(calls, { collapsed, changedOnly }), [calls, collapsed, changedOnly]);
  const [, navigate] = useLocation();
  const href = useViewHref();
  const [active, setActive] = useState(-1);
  /** Opens what hides a call and goes to it. */
  const find = (at: number) => {
    const open = new Set(collapsed);
    for (let above = calls.parent[at]!; above >= 0; above = calls.parent[above]!) open.delete(above);
    setCollapsed(open);
    setActive(compareRows(calls, { collapsed: open, changedOnly }).indexOf(at));
  };
  const [idA, idB] = [a.summary.traceId, b.summary.traceId];
  return (
    <div className="view-page">
      <div className="view-head">
        <Link className="btn icon" href={href('/traces')} title="To the list" aria-label="To the list">
          <IconChevronLeft size={14} />
        </Link>
        <h1>Compare</h1>
        <span className="grow" />
        <button
          type="button"
          className="btn"
          onClick={() => navigate(href('/traces/compare', { a: idB, b: idA, show }), { replace: true })}
        >
          <IconArrowsExchange size={14} /> Swap
        </button>
        <button
          type="button"
          className="btn"
          title="Hold the second one against the trace of median duration with the same root"
          onClick={() => navigate(href('/traces/compare', { a: 'usual', b: idB }))}
        >
          Compare with a usual one
        </button>
      </div>
      <CompareTotals a={a} b={b} calls={calls} />
      <WhereFrom calls={calls} onFind={find} />
      <div className="pane-head">
        <h2>Calls</h2>
        <span className="sub">
          {count(rows.length)} of {count(calls.parent.length)} paths
        </span>
        <Changes calls={calls} />
        <span className="grow" />
        <span className={css.legend}>
          <span data-side="a">first</span>
          <span data-side="b">second</span>
        </span>
        <Segments
          label="Rows"
          options={[
            ['', 'All'],
            ['changes', 'Changes'],
          ]}
          value={changedOnly ? 'changes' : ''}
          onChange={setShow}
        />
      </div>
      <CompareTable
        calls={calls}
        rows={rows}
        collapsed={collapsed}
        active={active}
        onActive={setActive}
        onToggle={(at) => {
          const next = new Set(collapsed);
          if (!next.delete(at)) next.add(at);
          setCollapsed(next);
        }}
        onOpen={(at) => {
          const inB = calls.spanB[at]! >= 0;
          const [detail, span] = inB ? [b, calls.spanB[at]!] : [a, calls.spanA[at]!];
          navigate(href(`/traces/${detail.summary.traceId}`, { span: spanIdAt(detail.spanIds, span) }));
        }}
      />
    </div>
  );
}

import { IconArrowsExchange, IconChevronLeft } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { count, significant } from '../../../../shared/model/format.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import { type ComparedCalls, compareTraces, markOf } from '../../../../shared/trace-analysis/compare.ts';
import { Name } from '../../../components/Name.tsx';
import { Segments } from '../../../components/Segments.tsx';
import { Time } from '../../../components/Time.tsx';
import { useUrlParam, useViewHref } from '../../../time/url-state.ts';
import { durationText } from '../figures.ts';
import { CompareTable } from './CompareTable.tsx';
import css from './compare.module.css';
import { compareRows } from './compare-rows.ts';

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
      <Totals a={a} b={b} calls={calls} />
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
        onToggle={(at) => {
          const next = new Set(collapsed);
          if (!next.delete(at)) next.add(at);
          setCollapsed(next);
        }}
        onOpen={(at) => {
          const inB = calls.spanB[at]! >= 0;
          const [detail, span] = inB ? [b, calls.spanB[at]!] : [a, calls.spanA[at]!];
          navigate(href(`/traces/${detail.summary.traceId}`, { span: detail.spanIds[span] ?? '' }));
        }}
      />
    </div>
  );
}

/** How many calls are new, gone, slower and faster. */
function Changes({ calls }: { calls: ComparedCalls }) {
  const counts = useMemo(() => {
    const found = { added: 0, missing: 0, slower: 0, faster: 0, same: 0 };
    for (let i = 0; i < calls.parent.length; i++) found[markOf(calls, i)]++;
    return found;
  }, [calls]);
  return (
    <span className={css.changes}>
      {(['added', 'missing', 'slower', 'faster'] as const).map(
        (mark) =>
          counts[mark] > 0 && (
            <span key={mark} className={css.mark} data-mark={mark}>
              {count(counts[mark])} {mark}
            </span>
          ),
      )}
    </span>
  );
}

function Totals({ a, b, calls }: { a: TraceDetail; b: TraceDetail; calls: ComparedCalls }) {
  const rows: [title: string, a: React.ReactNode, b: React.ReactNode, change: string][] = [
    [
      'duration',
      durationText(calls.durationNanoA),
      durationText(calls.durationNanoB),
      factorText(calls.durationNanoA, calls.durationNanoB),
    ],
    [
      'spans',
      count(a.summary.spanCount),
      count(b.summary.spanCount),
      difference(a.summary.spanCount, b.summary.spanCount),
    ],
    [
      'services',
      count(a.summary.serviceCount),
      count(b.summary.serviceCount),
      difference(a.summary.serviceCount, b.summary.serviceCount),
    ],
    [
      'errors',
      count(a.summary.errorCount),
      count(b.summary.errorCount),
      difference(a.summary.errorCount, b.summary.errorCount),
    ],
  ];
  return (
    <div className={css.totals}>
      <Side detail={a} side="a" />
      <table>
        <thead>
          <tr>
            <th>
              <span className="visually-hidden">figure</span>
            </th>
            <th className="right">first</th>
            <th className="right">second</th>
            <th className="right">change</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, first, second, change]) => (
            <tr key={title}>
              <td className="t3">{title}</td>
              <td className="right">{first}</td>
              <td className="right med">{second}</td>
              <td className="right t2">{change}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Side detail={b} side="b" />
    </div>
  );
}

const factorText = (a: number, b: number): string => (a > 0 && b !== a ? `×${significant(b / a)}` : '');
const difference = (a: number, b: number): string =>
  a === b ? '' : `${b > a ? '+' : '−'}${count(Math.abs(b - a))}`;

function Side({ detail, side }: { detail: TraceDetail; side: 'a' | 'b' }) {
  const href = useViewHref();
  const { traceId, rootService, rootName, startTimeUnixNano } = detail.summary;
  return (
    <section className={css.side} data-side={side} aria-label={side === 'a' ? 'First' : 'Second'}>
      <p className="t3">{side === 'a' ? 'first' : 'second'}</p>
      <p className={css.root}>
        <Name name={rootService} />
        <b className="cut" title={rootName}>
          {rootName}
        </b>
      </p>
      <p className="t2">
        <Time ms={nanoToMs(startTimeUnixNano)} millis className="mono" />{' '}
        <Link className="mono" href={href(`/traces/${traceId}`)}>
          {traceId.slice(0, 8)}
        </Link>
      </p>
    </section>
  );
}

import { Link } from 'wouter';
import type { TraceDetail } from '../../../../shared/contract/traces.ts';
import { count, significant } from '../../../../shared/model/format.ts';
import { nanoToMs } from '../../../../shared/model/time.ts';
import type { ComparedCalls } from '../../../../shared/trace-analysis/compare.ts';
import { Name } from '../../../components/Name.tsx';
import { Time } from '../../../components/Time.tsx';
import { useViewHref } from '../../../time/url-state.ts';
import { durationText } from '../figures.ts';
import css from './compare.module.css';

/** Which two traces these are, and their figures beside each other. */
export function CompareTotals({ a, b, calls }: { a: TraceDetail; b: TraceDetail; calls: ComparedCalls }) {
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

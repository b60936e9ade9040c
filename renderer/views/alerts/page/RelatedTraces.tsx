import { useState } from 'react';
import { Link } from 'wouter';
import type { TraceSummary } from '../../../../shared/contract/traces.ts';
import { count, duration } from '../../../../shared/model/format.ts';
import { msToNano, nanoToMs } from '../../../../shared/model/time.ts';
import { serviceQuery } from '../../../../shared/trace-query/printer.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Skeleton } from '../../../components/LoadingBar.tsx';
import { Name } from '../../../components/Name.tsx';
import { Quantity } from '../../../components/Quantity.tsx';
import { Segments } from '../../../components/Segments.tsx';
import { Time } from '../../../components/Time.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { useViewHref } from '../../../time/url-state.ts';
import type { Moment } from './moment.ts';
import css from './page.module.css';
import type { Related } from './use-related.ts';

type Which = 'failing' | 'slow';
const WHICH: [Which, string][] = [
  ['failing', 'Failing'],
  ['slow', 'Slowest'],
];
const SHOWN = 12;

/** Traces of the service at that time: those that failed, or those that took longest. */
export function RelatedTraces({ moment, related }: { moment: Moment; related: Related }) {
  const href = useViewHref();
  const [which, setWhich] = useState<Which>('failing');
  const of = related.service === null ? '' : serviceQuery(related.service);
  const query = which === 'failing' ? `${of} trace.errors>0`.trim() : of;
  const { data, error, refetch } = useCall('traces.search', {
    query,
    ...{ start: msToNano(moment.startMs), end: msToNano(moment.endMs), limit: SHOWN },
    order: which === 'slow' ? 'longest' : 'newest',
  });
  const link = href('/traces', {
    q: query,
    range: '',
    from: new Date(moment.startMs).toISOString(),
    to: new Date(moment.endMs).toISOString(),
  });
  return (
    <section className={css.part} aria-label="Related traces">
      <div className="pane-head">
        <h2>Related traces</h2>
        <span className="sub cut">
          {related.service === null ? 'of all services' : `of ${related.service}`}
        </span>
        <span className="grow" />
        <span className={css.which}>
          <Segments<Which> label="Which traces" options={WHICH} value={which} onChange={setWhich} />
        </span>
        <Link href={link}>Open</Link>
      </div>
      {error ? <ErrorNote error={error} what="Traces" onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton rows={3} /> : null}
      {data?.traces.length === 0 ? (
        <p className={css.note}>{which === 'failing' ? 'No failed trace' : 'No trace'} at that time.</p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul className={css.rows} tabIndex={0}>
        {data?.traces.map((trace) => (
          <TraceLine key={trace.traceId} trace={trace} />
        ))}
      </ul>
    </section>
  );
}

function TraceLine({ trace }: { trace: TraceSummary }) {
  const href = useViewHref();
  const { traceId, rootService, rootName, startTimeUnixNano, durationNano, errorCount } = trace;
  return (
    <li className={css.trace}>
      <Time ms={nanoToMs(startTimeUnixNano)} millis className="mono t3" />
      <Name name={rootService} />
      <Link href={href(`/traces/${traceId}`)} className={`cut ${css.plainLink}`} title={rootName}>
        <bdi>{rootName}</bdi>
      </Link>
      {errorCount > 0 ? <span className="tag err">{count(errorCount)} failed</span> : <span />}
      <span className="right">
        <Quantity of={duration(Number(durationNano))} />
      </span>
    </li>
  );
}

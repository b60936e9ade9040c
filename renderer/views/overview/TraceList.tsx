import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { TraceSummary } from '../../../shared/contract/traces.ts';
import { count, duration } from '../../../shared/model/format.ts';
import { msToNano, nanoToMs } from '../../../shared/model/time.ts';
import { colourOf } from '../../components/colours.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/LoadingBar.tsx';
import { Quantity } from '../../components/Quantity.tsx';
import { Time } from '../../components/Time.tsx';
import { useCall } from '../../connection/use-call.ts';
import { alignedWindow } from '../../time/time-range.ts';
import { useViewHref } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import classes from './overview.module.css';
import { slowAndFailing } from './slow-and-failing.ts';

const ASKED = 20;

/** The slowest traces and the newest with errors. */
export function TraceList({ services }: { services: string[] | null }) {
  const { window } = useTimeRange();
  const href = useViewHref();
  const { startMs, endMs } = alignedWindow(window, 180);
  const range = { start: msToNano(startMs), end: msToNano(endMs), limit: ASKED };
  const failing = useCall('traces.search', { ...range, query: 'trace.errors>0' });
  const slow = useCall('traces.search', { ...range, order: 'longest' });
  const traces = useMemo(
    () => slowAndFailing(failing.data?.traces ?? [], slow.data?.traces ?? [], services, ASKED),
    [failing.data, slow.data, services],
  );
  const error = failing.error ?? slow.error;
  const loaded = failing.data !== undefined && slow.data !== undefined;
  return (
    <section className="pane" aria-label="Slow and failing traces">
      <div className="pane-head">
        <h2>Slow and failing traces</h2>
        <span className="sub">newest first</span>
        <span className="grow" />
        <Link href={href('/traces')}>Open in Traces</Link>
      </div>
      {error ? <ErrorNote error={error} what="Traces" /> : null}
      {!loaded && !error ? <Skeleton rows={4} /> : null}
      {loaded && traces.length === 0 ? <p className={classes.note}>No traces in this range.</p> : null}
      <div className="scroll">
        <table className="table dense">
          <colgroup>
            <col style={{ width: 112 }} />
            <col />
            <col style={{ width: 88 }} />
            <col style={{ width: 80 }} />
            <col style={{ width: 96 }} />
          </colgroup>
          <tbody>
            {traces.map((trace) => (
              <TraceRow key={trace.traceId} trace={trace} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function TraceRow({ trace }: { trace: TraceSummary }) {
  const [, navigate] = useLocation();
  const href = useViewHref();
  const { traceId, rootService, rootName, startTimeUnixNano, durationNano, errorCount, spanCount } = trace;
  const open = href(`/traces/${traceId}`);
  return (
    <tr onClick={() => navigate(open)} className={classes.open}>
      <td className="t3">
        <Time ms={nanoToMs(startTimeUnixNano)} millis className="mono" />
      </td>
      <td>
        <Link
          href={open}
          className={`named ${classes.root}`}
          style={{ '--c': colourOf(rootService) } as React.CSSProperties}
        >
          <span>
            <span className="t2">{rootService}</span> {rootName}
          </span>
        </Link>
      </td>
      <td>
        {errorCount > 0 ? (
          <span className="tag err">
            ! {count(errorCount)} {errorCount === 1 ? 'error' : 'errors'}
          </span>
        ) : null}
      </td>
      <td className="right">
        <Quantity of={duration(Number(durationNano))} />
      </td>
      <td className="right t3">
        {count(spanCount)} {spanCount === 1 ? 'span' : 'spans'}
      </td>
    </tr>
  );
}

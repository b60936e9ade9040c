import { useMemo } from 'react';
import { Link } from 'wouter';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import { useEventMarks } from '../../../charts/use-events.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { LoadingBar } from '../../../components/LoadingBar.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { alignedWindow } from '../../../time/time-range.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { LogList } from './LogList.tsx';
import { timelineEntries } from './timeline-log.ts';

const NEWEST = 1000;

/** The newest lines of the range, with the container's events between them. */
export function ContainerLogs({ container }: { container: ContainerSummary }) {
  const { window } = useTimeRange();
  const href = useViewHref();
  const entities = useMemo(() => [container.entity], [container.entity]);
  const marks = useEventMarks(window, entities);
  const { startMs, endMs } = alignedWindow(window, 300);
  const { data, error, isFetching } = useCall('logs.query', {
    entities,
    start: msToNano(startMs),
    end: msToNano(endMs),
    limit: NEWEST,
  });
  const entries = useMemo(() => timelineEntries(data?.records ?? [], marks), [data, marks]);
  return (
    <section className="pane" style={{ flex: 1 }} aria-label="Logs">
      <div className="pane-head">
        <h2>Logs</h2>
        <span className="sub">the newest {NEWEST} lines of the range</span>
        <span className="grow" />
        <Link href={href('/logs', { only: encodeURIComponent(container.entity) })}>
          Search, filter and follow in Logs
        </Link>
      </div>
      <LoadingBar active={isFetching && !data} />
      {error ? <ErrorNote error={error} what="Logs" /> : null}
      {data && entries.length === 0 ? (
        <p className="t3 fs12" style={{ padding: '6px 12px' }}>
          No lines in this range.
        </p>
      ) : null}
      <LogList entries={entries} current={entries.length - 1} mark={false} />
    </section>
  );
}

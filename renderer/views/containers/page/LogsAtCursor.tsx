import { useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import { useCursor } from '../../../charts/cursor.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { alignedWindow } from '../../../time/time-range.ts';
import { useViewHref } from '../../../time/url-state.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { LogList } from './LogList.tsx';
import { nearestEntry, timelineEntries } from './timeline-log.ts';

const BEFORE = 60;
const AFTER = 60;
const SETTLE_MS = 150;

interface LogsAtCursorProps {
  container: ContainerSummary;
  marks: EventMark[];
  /** Where the list stands; null for the newest. */
  atMs: number | null;
  onAt(timeMs: number | null): void;
}

/** What the container wrote around the cursor, with its events between the lines. */
export function LogsAtCursor({ container, marks, atMs, onAt }: LogsAtCursorProps) {
  const { window } = useTimeRange();
  const href = useViewHref();
  const [follow, setFollow] = useState(true);
  useFollowedCursor(follow, onAt);
  const { startMs, endMs } = alignedWindow(window, 180);
  const at = atMs !== null && atMs >= startMs && atMs <= endMs ? atMs : endMs;
  const entities = [container.entity];
  const before = useCall('logs.query', {
    entities,
    start: msToNano(startMs),
    end: msToNano(at),
    direction: 'backward',
    limit: BEFORE,
  });
  const after = useCall(
    'logs.query',
    { entities, start: msToNano(at), end: msToNano(endMs), direction: 'forward', limit: AFTER },
    { enabled: at < endMs },
  );
  const entries = useMemo(() => {
    const rows = new Map(
      [...(before.data?.records ?? []), ...(at < endMs ? (after.data?.records ?? []) : [])].map((row) => [
        row.id,
        row,
      ]),
    );
    return timelineEntries([...rows.values()], marks);
  }, [before.data, after.data, marks, at, endMs]);
  return (
    <section className="pane" style={{ flex: 1 }} aria-label="Logs at the cursor">
      <div className="pane-head">
        <h2>{atMs === null ? 'Newest logs' : 'Logs at the cursor'}</h2>
        <span className="sub">{container.name}, stdout and stderr</span>
        <span className="grow" />
        <button type="button" className="chip" aria-pressed={follow} onClick={() => setFollow(!follow)}>
          {follow ? 'follows the cursor' : 'holds still'}
        </button>
        {atMs === null ? null : (
          <button type="button" className="chip" onClick={() => onAt(null)}>
            to the newest
          </button>
        )}
        <Link href={href('/logs', { only: encodeURIComponent(container.entity) })}>Open in Logs</Link>
      </div>
      {before.error ? <ErrorNote error={before.error} what="Logs" /> : null}
      <LogList
        entries={entries}
        current={atMs === null ? entries.length - 1 : nearestEntry(entries, at)}
        mark={atMs !== null}
      />
      {entries.length === 0 && before.data ? (
        <p className="t3 fs12" style={{ padding: '6px 12px' }}>
          No lines in this range.
        </p>
      ) : null}
    </section>
  );
}

/** Takes over the chart's cursor once it rests, and keeps it when the pointer leaves. */
function useFollowedCursor(follow: boolean, onAt: (timeMs: number) => void): void {
  const cursor = useCursor(({ timeMs }) => timeMs);
  const latest = useRef(onAt);
  latest.current = onAt;
  useEffect(() => {
    if (!follow || cursor === null) return;
    const timer = setTimeout(() => latest.current(Math.round(cursor)), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [follow, cursor]);
}

import { useMemo } from 'react';
import { Link } from 'wouter';
import { count, durationWords } from '../../../shared/model/format.ts';
import { msToNano } from '../../../shared/model/time.ts';
import type { EventMark } from '../../charts/event-marks.ts';
import { LevelLegend } from '../../charts/LevelLegend.tsx';
import { levelSeries } from '../../charts/level-series.ts';
import { TimeChart } from '../../charts/TimeChart.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { useCall } from '../../connection/use-call.ts';
import { useScopeEntities } from '../../scope/use-scope.ts';
import { alignedWindow } from '../../time/time-range.ts';
import { useViewHref } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';

const BARS = 180;
const LEVELS = ['warn', 'error', 'fatal'] as const;
const MARGINS = { left: 40, right: 12, top: 12, bottom: 22 };

/** Warnings and errors logged over the range. */
export function LogVolumeChart({ marks }: { marks: EventMark[] }) {
  const { window, brush } = useTimeRange();
  const entities = useScopeEntities();
  const href = useViewHref();
  const { startMs, endMs, stepMs } = alignedWindow(window, BARS);
  const { data, error } = useCall('logs.volume', {
    start: msToNano(startMs),
    end: msToNano(endMs),
    buckets: Math.min(1000, Math.round((endMs - startMs) / stepMs)),
    levels: [...LEVELS],
    ...(entities ? { entities } : {}),
  });
  const series = useMemo(() => (data ? levelSeries(data, LEVELS) : []), [data]);
  return (
    <section className="pane edge-left" aria-label="Error and warning lines">
      <div className="pane-head">
        <h2>Error and warning lines</h2>
        <span className="sub">per {durationWords(stepMs)}</span>
        <span className="grow" />
        <LevelLegend series={series} />
        <Link href={href('/logs', { q: 'level>=warn' })}>Open in Logs</Link>
      </div>
      {error ? (
        <ErrorNote error={error} what="Log volume" />
      ) : (
        <TimeChart
          label="Warnings and errors over time"
          kind="bars"
          window={window}
          series={series}
          format={count}
          margins={MARGINS}
          leastMax={4}
          marks={marks}
          onBrush={brush}
        />
      )}
    </section>
  );
}

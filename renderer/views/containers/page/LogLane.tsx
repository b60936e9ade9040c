import { useMemo } from 'react';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { count, durationWords } from '../../../../shared/model/format.ts';
import { severityLevels } from '../../../../shared/model/log-record.ts';
import { msToNano } from '../../../../shared/model/time.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import { levelSeries } from '../../../charts/level-series.ts';
import type { Margins } from '../../../charts/scale.ts';
import { TimeChart } from '../../../charts/TimeChart.tsx';
import { useCall } from '../../../connection/use-call.ts';
import { alignedWindow } from '../../../time/time-range.ts';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { LaneGutter } from './LaneGutter.tsx';
import type { LaneRow } from './TimelineTab.tsx';

const HEIGHT = 56;
const BARS = 150;

interface LogLaneProps {
  container: ContainerSummary;
  margins: Margins;
  marks: EventMark[];
  row: LaneRow;
}

/** Lines logged, by level. */
export function LogLane({ container, margins, marks, row: Row }: LogLaneProps) {
  const { window, brush } = useTimeRange();
  const { startMs, endMs, stepMs } = alignedWindow(window, BARS);
  const { data } = useCall('logs.volume', {
    start: msToNano(startMs),
    end: msToNano(endMs),
    buckets: Math.min(1000, Math.round((endMs - startMs) / stepMs)),
    entities: [container.entity],
  });
  const series = useMemo(() => (data ? levelSeries(data, severityLevels) : []), [data]);
  const grave = series
    .filter(({ name }) => name === 'warn' || name === 'error' || name === 'fatal')
    .slice(0, 2);
  return (
    <Row
      height={HEIGHT}
      gutter={
        <LaneGutter
          title="Log lines"
          unit={`per ${durationWords(stepMs)}`}
          series={grave.length > 0 ? grave : series.slice(0, 1)}
          format={count}
          window={window}
        />
      }
    >
      <TimeChart
        label={`Log lines of ${container.name}`}
        kind="bars"
        window={window}
        series={series}
        format={count}
        leastMax={4}
        margins={margins}
        timeLabels={false}
        marks={marks}
        onBrush={brush}
      />
    </Row>
  );
}

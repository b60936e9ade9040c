import { useState } from 'react';
import type { ContainerSummary } from '../../../../shared/model/container.ts';
import { useEntitySpans } from '../../../alerts/use-alert-spans.ts';
import { EventLane } from '../../../charts/EventLane.tsx';
import type { EventMark } from '../../../charts/event-marks.ts';
import type { Margins } from '../../../charts/scale.ts';
import { TimeAxis } from '../../../charts/TimeAxis.tsx';
import { TimeChart } from '../../../charts/TimeChart.tsx';
import { SplitPane } from '../../../components/SplitPane.tsx';
import { useTimeRange } from '../../../time/use-time-range.ts';
import { LaneGutter } from './LaneGutter.tsx';
import { LogLane } from './LogLane.tsx';
import { LogsAtCursor } from './LogsAtCursor.tsx';
import classes from './page.module.css';
import { TraceLane } from './TraceLane.tsx';
import { useLanes } from './use-lanes.ts';

const MARGINS: Margins = { left: 64, right: 12, top: 8, bottom: 8 };
const EVENT_MARGINS: Margins = { left: 64, right: 12, top: 2, bottom: 0 };
const EVENT_PX = 30;

interface TimelineTabProps {
  container: ContainerSummary;
  marks: EventMark[];
}

/** One time axis through events, load, traces and log volume; below it the logs at the cursor. */
export function TimelineTab({ container, marks }: TimelineTabProps) {
  const { window, brush } = useTimeRange();
  const lanes = useLanes(container, window);
  const spans = useEntitySpans(window, container.entity);
  const [atMs, setAtMs] = useState<number | null>(null);
  const charts = (
    <div className={classes.lanes}>
      <Row
        height={EVENT_PX}
        gutter={
          <LaneGutter
            title="Events"
            unit={marks.length === 0 ? 'none' : ''}
            series={[]}
            format={String}
            window={window}
          />
        }
      >
        <EventLane
          window={window}
          marks={marks}
          rows={1}
          margins={EVENT_MARGINS}
          height={EVENT_PX}
          labels={false}
          onPick={({ timeMs }) => setAtMs(timeMs)}
        />
      </Row>
      {lanes.map((lane) => (
        <Row key={lane.key} height={lane.height} gutter={<LaneGutter {...lane} window={window} />}>
          <TimeChart
            label={`${lane.title} of ${container.name}`}
            window={window}
            series={lane.series}
            format={lane.format}
            base={lane.base}
            leastMax={lane.leastMax}
            limit={lane.limit}
            margins={MARGINS}
            timeLabels={false}
            marks={marks}
            spans={spans}
            onBrush={brush}
          />
        </Row>
      ))}
      <TraceLane container={container} margins={MARGINS} marks={marks} row={Row} />
      <LogLane container={container} margins={MARGINS} marks={marks} row={Row} />
      <Row height={20} gutter={null}>
        <TimeAxis window={window} margins={MARGINS} />
      </Row>
    </div>
  );
  return (
    <SplitPane
      name="container-page"
      direction="column"
      sized="first"
      initial={460}
      first={charts}
      second={<LogsAtCursor container={container} marks={marks} atMs={atMs} onAt={setAtMs} />}
    />
  );
}

interface RowProps {
  height: number;
  gutter: React.ReactNode;
  children: React.ReactNode;
}

export type LaneRow = (props: RowProps) => React.ReactNode;

/** A lane: its name and values left, its picture right. */
function Row({ height, gutter, children }: RowProps) {
  return (
    <div className={classes.lane} style={{ height }}>
      <div className={classes.gutter}>{gutter}</div>
      <div className={classes.plot}>{children}</div>
    </div>
  );
}

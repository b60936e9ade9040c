import { useLocation } from 'wouter';
import { count } from '../../../shared/model/format.ts';
import { EventLane } from '../../charts/EventLane.tsx';
import type { EventMark } from '../../charts/event-marks.ts';
import { containerPath } from '../../scope/container-path.ts';
import { useViewHref } from '../../time/url-state.ts';
import { useTimeRange } from '../../time/use-time-range.ts';
import classes from './overview.module.css';

const MARGINS = { left: 76, right: 12, top: 4, bottom: 20 };
const ROW_PX = 17;
const ROWS = 3;

/** Starts, deaths, OOM kills and health over the range. */
export function OverviewEvents({ marks }: { marks: EventMark[] }) {
  const { window } = useTimeRange();
  const [, navigate] = useLocation();
  const href = useViewHref();
  const rows = Math.max(1, Math.min(ROWS, new Set(marks.map(({ entity }) => entity)).size));
  return (
    <section className={classes.section} aria-label="Events">
      <div className="pane-head">
        <h2>Events</h2>
        <span className="sub">
          {marks.length === 0 ? 'none in range' : `${count(marks.length)} in range`}
        </span>
      </div>
      {marks.length === 0 ? null : (
        <EventLane
          window={window}
          marks={marks}
          rows={rows}
          margins={MARGINS}
          height={MARGINS.top + MARGINS.bottom + rows * ROW_PX}
          onPick={({ name }) => navigate(href(containerPath(name)))}
        />
      )}
    </section>
  );
}

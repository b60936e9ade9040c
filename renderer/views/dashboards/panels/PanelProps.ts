import type { Panel } from '../../../../shared/dashboards/model.ts';
import type { AlertCourse } from '../../../../shared/model/alert.ts';
import type { EventMark } from '../../../charts/event-marks.ts';
import type { TimeWindow } from '../../../time/time-range.ts';
import type { PanelContext } from '../data/panel-questions.ts';
import type { PanelData } from '../data/use-panel-data.ts';

/** What every kind of panel is drawn from. */
export interface PanelProps {
  panel: Panel;
  data: PanelData;
  context: PanelContext;
  window: TimeWindow;
  marks: EventMark[];
  /** When alerts were pending or firing; none where the dashboard shows no events. */
  courses: AlertCourse[];
  /** The panel alone on the page, with room for a legend that tells all. */
  large: boolean;
  onBrush(aMs: number, bMs: number): void;
}

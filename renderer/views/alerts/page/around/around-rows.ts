import type { NewLogPattern } from '../../../../../shared/contract/logs.ts';
import type { AlertCourse } from '../../../../../shared/model/alert.ts';
import { labelValue } from '../../../../alerts/alert-subject.ts';
import { type EventMark, markShape } from '../../../../charts/event-marks.ts';
import type { StateShape } from '../../../../components/StateIcon.tsx';
import type { TimeWindow } from '../../../../time/time-range.ts';

/** Something that happened, on one line. */
export interface AroundRow {
  key: string;
  timeMs: number;
  shape: StateShape;
  /** Whose colour stands before it; null for what is nobody's. */
  subject: string | null;
  text: string;
  /** Of the alert that is looked at. */
  own: boolean;
  target: { kind: 'container'; name: string } | { kind: 'pattern'; id: number } | null;
}

export interface Happened {
  window: TimeWindow;
  marks: readonly EventMark[];
  courses: readonly AlertCourse[];
  patterns: readonly NewLogPattern[];
  /** Whether a course is that of the alert that is looked at. */
  isOwn(course: AlertCourse): boolean;
  /** Whom a course is about, where its labels name somebody. */
  subjectOf(course: AlertCourse): string | null;
}

const MOST = 300;

/** Events of containers, states of alerts and patterns never seen before, in the order they happened. */
export function aroundRows(happened: Happened): AroundRow[] {
  const { window, marks, courses, patterns } = happened;
  const rows = [
    ...marks.map(ofMark),
    ...courses.flatMap((course) => ofCourse(course, happened)),
    ...patterns.map(ofPattern),
  ].filter(({ timeMs }) => timeMs >= window.startMs && timeMs <= window.endMs);
  return rows.sort((a, b) => a.timeMs - b.timeMs || (a.key < b.key ? -1 : 1)).slice(0, MOST);
}

const ofMark = (mark: EventMark): AroundRow => ({
  key: `event ${mark.entity} ${mark.timeMs} ${mark.kind}`,
  timeMs: mark.timeMs,
  shape: markShape[mark.kind],
  subject: mark.name === '' ? null : mark.name,
  text: mark.text,
  own: false,
  target: mark.name === '' ? null : { kind: 'container', name: mark.name },
});

const ofPattern = ({ id, firstSeenMs, container, template }: NewLogPattern): AroundRow => ({
  key: `pattern ${id}`,
  timeMs: firstSeenMs,
  shape: 'pattern',
  subject: container,
  text: `new pattern: ${template}`,
  own: false,
  target: { kind: 'pattern', id },
});

/** An alert's turns: it became pending, fired, was over. */
function ofCourse(course: AlertCourse, { isOwn, subjectOf, window }: Happened): AroundRow[] {
  const name = labelValue(course.labels, 'alertname');
  const base = { subject: subjectOf(course), own: isOwn(course), target: null };
  const id = JSON.stringify(course.labels);
  return course.spans.flatMap(({ state, startMs, endMs }, i): AroundRow[] => {
    const next = course.spans[i + 1];
    const begins: AroundRow = {
      ...base,
      key: `alert ${id} ${startMs} ${state}`,
      timeMs: startMs,
      shape: state,
      text: `${name} ${state}`,
    };
    const goesOn = endMs === null || (next && next.startMs <= endMs) || endMs >= window.endMs;
    if (goesOn) return [begins];
    const over: AroundRow = {
      ...base,
      key: `alert ${id} ${endMs} over`,
      timeMs: endMs,
      shape: 'resolved',
      text: state === 'firing' ? `${name} resolved` : `${name} did not fire`,
    };
    return [begins, over];
  });
}

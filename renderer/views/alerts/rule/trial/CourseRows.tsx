import type { Backtest } from '../../../../../shared/contract/alerts.ts';
import type { AlertCourse } from '../../../../../shared/model/alert.ts';
import { count, durationWords } from '../../../../../shared/model/format.ts';
import { alertSubject, remainingLabels } from '../../../../alerts/alert-subject.ts';
import { dayText, minuteText, type Zone } from '../../../../time/clock-text.ts';
import { useZone } from '../../../../time/preferences.ts';
import type { TimeWindow } from '../../../../time/time-range.ts';
import css from '../rule.module.css';
import { SpanStrip } from './SpanStrip.tsx';

const MOST_ROWS = 50;

/** Each label set with its states, how often it would have fired, how long and when first. */
export function CourseRows({ answer, window }: { answer: Backtest; window: TimeWindow }) {
  const { courses, moreCourses, firstDataMs } = answer;
  if (courses.length === 0) return null;
  const left = moreCourses + Math.max(0, courses.length - MOST_ROWS);
  return (
    <section aria-label="Label sets">
      <div className="pane-head">
        <h2>Label sets</h2>
        <span className="sub">{count(courses.length + moreCourses)}</span>
      </div>
      <table className={`table dense ${css.courses}`}>
        <thead>
          <tr>
            <th>labels</th>
            <th>states</th>
            <th className="right">fired</th>
            <th className="right">for</th>
            <th className="right">first</th>
          </tr>
        </thead>
        <tbody>
          {courses.slice(0, MOST_ROWS).map((course) => (
            <CourseRow
              key={course.labels.flat().join('\0')}
              course={course}
              window={window}
              firstDataMs={firstDataMs}
            />
          ))}
        </tbody>
      </table>
      {left > 0 ? <p className={css.note}>and {count(left)} more</p> : null}
    </section>
  );
}

interface CourseRowProps {
  course: AlertCourse;
  window: TimeWindow;
  firstDataMs: number | null;
}

function CourseRow({ course, window, firstDataMs }: CourseRowProps) {
  const zone = useZone();
  const { labels, spans } = course;
  const subject = alertSubject(labels, null);
  const rest = remainingLabels(labels, subject).map(([name, value]) => `${name}=${value}`);
  const firing = spans.filter(({ state }) => state === 'firing');
  const firingMs = firing.reduce((sum, { startMs, endMs }) => sum + (endMs ?? window.endMs) - startMs, 0);
  const title = [subject?.name, ...rest].filter(Boolean).join(' ') || 'no labels';
  return (
    <tr>
      <td className="cut" title={title}>
        {title}
      </td>
      <td>
        <SpanStrip label={title} window={window} courses={[course]} firstDataMs={firstDataMs} />
      </td>
      <td className="right">{firing.length === 0 ? '—' : `${count(firing.length)} ×`}</td>
      <td className="right">{firing.length === 0 ? 'pending only' : durationWords(firingMs)}</td>
      <td className="right t2">{spans[0] ? dayClockText(spans[0].startMs, zone) : '—'}</td>
    </tr>
  );
}

const dayClockText = (timeMs: number, zone: Zone): string =>
  `${dayText(timeMs, zone)} ${minuteText(timeMs, zone)}`;

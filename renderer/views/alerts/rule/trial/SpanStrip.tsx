import type { AlertCourse } from '../../../../../shared/model/alert.ts';
import { joined } from '../../../../alerts/alert-spans.ts';
import type { TimeWindow } from '../../../../time/time-range.ts';
import css from '../rule.module.css';

interface SpanStripProps {
  label: string;
  window: TimeWindow;
  courses: readonly AlertCourse[];
  firstDataMs: number | null;
}

/** When anything was pending or firing, on one line; hatched where there is nothing to judge by. */
export function SpanStrip({ label, window, courses, firstDataMs }: SpanStripProps) {
  const { startMs, endMs } = window;
  const share = (ms: number) =>
    (100 * (Math.min(Math.max(ms, startMs), endMs) - startMs)) / (endMs - startMs);
  const of = (state: 'pending' | 'firing') =>
    joined(
      courses.flatMap(({ spans }) =>
        spans
          .filter((span) => span.state === state)
          .map((span) => ({ startMs: span.startMs, endMs: span.endMs ?? endMs })),
      ),
    );
  const [pending, firing] = [of('pending'), of('firing')];
  return (
    <span className={css.strip} role="img" aria-label={`${label}: ${firing.length} stretches of firing`}>
      {firstDataMs !== null && firstDataMs > startMs ? (
        <i className={css.noData} style={{ left: 0, width: `${share(firstDataMs)}%` }} />
      ) : null}
      {[...pending.map(withState('pending')), ...firing.map(withState('firing'))].map((span) => (
        <i
          key={`${span.state} ${span.startMs}`}
          data-state={span.state}
          style={{
            left: `${share(span.startMs)}%`,
            width: `max(2px, ${share(span.endMs) - share(span.startMs)}%)`,
          }}
        />
      ))}
    </span>
  );
}

const withState =
  (state: 'pending' | 'firing') =>
  (span: TimeWindow): TimeWindow & { state: string } => ({ ...span, state });

import type { AlertCourse } from '../../../../shared/model/alert.ts';
import type { ChartSpan } from '../../../charts/chart-spans.ts';

/** The states of its alerts, named by how grave they are. */
export const spansOfCourses = (courses: readonly AlertCourse[], endMs: number): ChartSpan[] =>
  courses.flatMap(({ labels, spans }) => {
    const severity = labels.find(([name]) => name === 'severity')?.[1] ?? 'alert';
    return spans.map(({ state, startMs, endMs: to }) => ({
      state,
      startMs,
      endMs: to ?? endMs,
      text: severity,
    }));
  });

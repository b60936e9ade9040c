import { useMemo } from 'react';
import type { AlertCourse } from '../../shared/model/alert.ts';
import type { Labels } from '../../shared/model/series.ts';
import type { ChartSpan } from '../charts/chart-spans.ts';
import { useCall } from '../connection/use-call.ts';
import { useAlertCounts } from '../telemetry/use-alerts.ts';
import { alignedWindow, type TimeWindow } from '../time/time-range.ts';
import { chartSpans, seriesSpans } from './alert-spans.ts';

const POINTS = 240;
const MOST = 200;
const NO_COURSES: AlertCourse[] = [];

/** When alerts were pending or firing within the window, of one container or of all; nothing without rules. */
export function useAlertCourses(window: TimeWindow, entity?: string): AlertCourse[] {
  const any = (useAlertCounts()?.alertingRules ?? 0) > 0;
  const { startMs, endMs } = alignedWindow(window, POINTS);
  const { data } = useCall(
    'alerts.courses',
    { startMs, endMs, limit: MOST, ...(entity === undefined ? {} : { entity }) },
    { enabled: any },
  );
  return (any ? data?.courses : undefined) ?? NO_COURSES;
}

/** The same as shades of a chart of that container. */
export function useEntitySpans(window: TimeWindow, entity: string): ChartSpan[] {
  const courses = useAlertCourses(window, entity);
  return useMemo(() => chartSpans(courses, window.endMs), [courses, window.endMs]);
}

/** As shades of a chart of these series: of alerts that are about the same as one of them. */
export function useSeriesSpans(window: TimeWindow, series: readonly { labels: Labels }[]): ChartSpan[] {
  const courses = useAlertCourses(window);
  return useMemo(() => seriesSpans(courses, series, window.endMs), [courses, series, window.endMs]);
}

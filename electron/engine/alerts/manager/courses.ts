import type { AlertCourse, AlertSpan } from '../../../../shared/model/alert.ts';
import { type Labels, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import { isStale } from '../../../../shared/model/stale.ts';
import type { SeriesSamples } from '../../promql/series-source.ts';

/** Samples further apart than this are of two spans: how far back a query looks for a sample. */
const LOOKBACK_MS = 300_000;

/** The states that series of ALERTS tell of, the newest first. */
export function alertCourses(
  series: readonly SeriesSamples[],
  endMs: number,
  limit: number,
): { courses: AlertCourse[]; more: number } {
  const byLabels = new Map<string, AlertCourse>();
  for (const one of series) {
    const state = one.labels.find(([name]) => name === 'alertstate')?.[1];
    if (state !== 'pending' && state !== 'firing') continue;
    const labels: Labels = one.labels.filter(([name]) => name !== 'alertstate' && name !== METRIC_NAME);
    const key = seriesKey(labels);
    const course = byLabels.get(key) ?? { labels, spans: [] };
    byLabels.set(key, course);
    for (const span of spansOf(one, state, endMs)) course.spans.push(span);
  }
  const courses = [...byLabels.values()].filter(({ spans }) => spans.length > 0);
  for (const { spans } of courses) spans.sort((a, b) => a.startMs - b.startMs);
  courses.sort((a, b) => newest(b) - newest(a));
  return { courses: courses.slice(0, limit), more: Math.max(0, courses.length - limit) };
}

const newest = ({ spans }: AlertCourse): number => {
  const last = spans.at(-1);
  return last ? (last.endMs ?? Number.POSITIVE_INFINITY) : 0;
};

function spansOf({ timesMs, values }: SeriesSamples, state: AlertSpan['state'], endMs: number): AlertSpan[] {
  const spans: AlertSpan[] = [];
  let open: AlertSpan | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const [i, timeMs] of timesMs.entries()) {
    if (open && timeMs - lastMs > LOOKBACK_MS) {
      open.endMs = lastMs;
      open = null;
    }
    lastMs = timeMs;
    if (isStale(values, i)) {
      if (open) open.endMs = timeMs;
      open = null;
    } else if (!open) {
      open = { state, startMs: timeMs, endMs: null };
      spans.push(open);
    }
  }
  if (open && endMs - lastMs > LOOKBACK_MS) open.endMs = lastMs;
  return spans;
}

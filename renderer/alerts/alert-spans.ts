import type { AlertView } from '../../shared/contract/alerts.ts';
import type { AlertCourse, AlertSpan } from '../../shared/model/alert.ts';
import type { Labels } from '../../shared/model/series.ts';
import type { ChartSpan } from '../charts/chart-spans.ts';
import { labelValue } from './alert-subject.ts';

const OWN = new Set(['alertname', 'alertstate', '__name__']);

const key = (labels: Labels): string =>
  JSON.stringify(
    labels
      .filter(([name, value]) => !OWN.has(name) && value !== '')
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  );

/** What was stored of one alert; null where nothing was. */
export function courseOf(courses: readonly AlertCourse[], labels: Labels): AlertSpan[] | null {
  const wanted = key(labels);
  return courses.find((course) => key(course.labels) === wanted)?.spans ?? null;
}

/** What the alert itself tells of its states: all there is before anything of it was stored. */
export function spansOfAlert(alert: AlertView): AlertSpan[] {
  const { activeAtMs, firedAtMs, resolvedAtMs } = alert;
  const spans: AlertSpan[] = [];
  if (firedAtMs === null || firedAtMs > activeAtMs)
    spans.push({ state: 'pending', startMs: activeAtMs, endMs: firedAtMs ?? resolvedAtMs });
  if (firedAtMs !== null) spans.push({ state: 'firing', startMs: firedAtMs, endMs: resolvedAtMs });
  return spans;
}

const MOST_SPANS = 200;

/** Spans of many alerts as marks of a chart, those that cover each other as one for each name and state. */
export function chartSpans(courses: readonly AlertCourse[], nowMs: number): ChartSpan[] {
  const byWhat = new Map<string, ChartSpan[]>();
  for (const { labels, spans } of courses) {
    const text = labelValue(labels, 'alertname');
    for (const { state, startMs, endMs } of spans) {
      const what = `${state} ${text}`;
      const list = byWhat.get(what) ?? [];
      list.push({ state, startMs, endMs: endMs ?? nowMs, text });
      byWhat.set(what, list);
    }
  }
  return [...byWhat.values()]
    .flatMap(joined)
    .sort((a, b) => a.startMs - b.startMs)
    .slice(-MOST_SPANS);
}

/** Overlapping spans of one kind as one. */
export function joined<T extends { startMs: number; endMs: number }>(spans: readonly T[]): T[] {
  const made: T[] = [];
  for (const span of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const last = made.at(-1);
    if (last && span.startMs <= last.endMs) last.endMs = Math.max(last.endMs, span.endMs);
    else made.push({ ...span });
  }
  return made;
}

const OF_THE_RULE = new Set([...OWN, 'severity', 'team', 'priority']);

/**
 * Whether an alert and a series are about the same: what labels both have is equal, and there is one at least that is
 * not the rule's own.
 */
export function sharesLabels(alert: Labels, series: Labels): boolean {
  const values = new Map(series);
  let shared = 0;
  for (const [name, value] of alert) {
    if (OF_THE_RULE.has(name)) continue;
    const other = values.get(name);
    if (other === undefined) continue;
    if (other !== value) return false;
    shared++;
  }
  return shared > 0;
}

/** Of all courses those that are about the same as one of the series, as marks of its chart. */
export const seriesSpans = (
  courses: readonly AlertCourse[],
  series: readonly { labels: Labels }[],
  nowMs: number,
): ChartSpan[] =>
  chartSpans(
    courses.filter((course) => series.some(({ labels }) => sharesLabels(course.labels, labels))),
    nowMs,
  );

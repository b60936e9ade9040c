import { expect, test } from 'vitest';
import {
  chartSpans,
  courseOf,
  joined,
  seriesSpans,
  sharesLabels,
} from '../../../renderer/alerts/alert-spans.ts';
import type { AlertCourse } from '../../../shared/model/alert.ts';

const course = (labels: [string, string][], ...spans: [from: number, to: number | null][]): AlertCourse => ({
  labels,
  spans: spans.map(([startMs, endMs]) => ({ state: 'firing', startMs, endMs })),
});

test("an alert's course is that of exactly its labels, whatever their order", () => {
  const courses = [
    course([['a', '1']], [0, 1]),
    course(
      [
        ['b', '2'],
        ['a', '1'],
        ['alertname', 'X'],
      ],
      [5, 6],
    ),
  ];
  const labels: [string, string][] = [
    ['a', '1'],
    ['alertname', 'X'],
    ['b', '2'],
  ];
  expect(courseOf(courses, labels)?.[0]?.startMs).toBe(5);
  expect(courseOf(courses, [['a', '2']])).toBeNull();
});

test('what covers the same time is one stretch', () => {
  expect(
    joined([
      { startMs: 5, endMs: 9 },
      { startMs: 0, endMs: 3 },
      { startMs: 2, endMs: 6 },
      { startMs: 20, endMs: 21 },
    ]),
  ).toEqual([
    { startMs: 0, endMs: 9 },
    { startMs: 20, endMs: 21 },
  ]);
});

test('a stretch that goes on ends now, and many alerts of one name are one mark', () => {
  const spans = chartSpans(
    [course([['alertname', 'X']], [10, null]), course([['alertname', 'X']], [12, 30])],
    50,
  );
  expect(spans).toEqual([{ state: 'firing', startMs: 10, endMs: 50, text: 'X' }]);
});

test('an alert and a series are about the same when what both are labelled with is equal', () => {
  const alert: [string, string][] = [
    ['alertname', 'X'],
    ['name', 'orders'],
    ['severity', 'critical'],
  ];
  expect(sharesLabels(alert, [['name', 'orders']])).toBe(true);
  expect(sharesLabels(alert, [['name', 'pay']])).toBe(false);
  expect(sharesLabels(alert, [['severity', 'critical']])).toBe(false);
  expect(sharesLabels(alert, [])).toBe(false);
});

test('a chart is shaded by alerts of its series alone', () => {
  const courses = [course([['name', 'orders']], [1, 2]), course([['name', 'pay']], [3, 4])];
  const spans = seriesSpans(courses, [{ labels: [['name', 'pay']] }], 10);
  expect(spans.map(({ startMs }) => startMs)).toEqual([3]);
});

import { expect, test } from 'vitest';
import { matchingRows, redCharts, sortRows } from '../../../../renderer/views/traces/red/red-rows.ts';
import type { RedRow } from '../../../../shared/contract/trace-answers.ts';

const row = (service: string, given: Partial<RedRow> = {}): RedRow => ({
  service,
  operation: null,
  calls: 10,
  errors: 0,
  p50Nano: 1e6,
  p95Nano: 2e6,
  p99Nano: 3e6,
  callsByStep: Float64Array.from([10, 0]),
  errorsByStep: Float64Array.from([5, 0]),
  p95ByStep: Float64Array.from([2e6, Number.NaN]),
  ...given,
});
const names = (rows: RedRow[]) => rows.map(({ service }) => service);

test('rows are sorted by any figure; those without it are last whichever way', () => {
  const rows = [row('a', { p95Nano: 5 }), row('b', { p95Nano: null }), row('c', { p95Nano: 9 })];
  expect(names(sortRows(rows, { key: 'p95', descending: true }))).toEqual(['c', 'a', 'b']);
  expect(names(sortRows(rows, { key: 'p95', descending: false }))).toEqual(['a', 'c', 'b']);
});

test('errors are sorted by their share, not by their number', () => {
  const rows = [row('many', { calls: 1000, errors: 10 }), row('few', { calls: 4, errors: 2 })];
  expect(names(sortRows(rows, { key: 'errors', descending: true }))).toEqual(['few', 'many']);
});

test('a filter finds services and operations in any case of letters', () => {
  const rows = [row('api', { operation: 'POST /Orders' }), row('pay', { operation: 'charge' })];
  expect(names(matchingRows(rows, 'orders'))).toEqual(['api']);
  expect(matchingRows(rows, ' ')).toBe(rows);
});

test('charts say calls a second, percent of the calls and milliseconds; a step without calls is a gap', () => {
  const charts = redCharts({ stepsMs: Float64Array.from([0, 5000]), stepMs: 5000 }, row('api'), 'red');
  expect([...charts.rate[0]!.values]).toEqual([2, 0]);
  expect([...charts.errors[0]!.values]).toEqual([50, Number.NaN]);
  expect([...charts.p95[0]!.values]).toEqual([2, Number.NaN]);
});

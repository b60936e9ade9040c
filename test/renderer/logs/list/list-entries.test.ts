import { expect, test } from 'vitest';
import type { EventMark } from '../../../../renderer/charts/event-marks.ts';
import { isMark, listEntries } from '../../../../renderer/views/logs/list/list-entries.ts';
import { logRow } from '../log-row.ts';

const row = (ms: number) => logRow({ id: String(ms), timeUnixNano: BigInt(ms) * 1_000_000n });
const mark = (timeMs: number): EventMark => ({
  timeMs,
  kind: 'oom',
  name: 'a',
  entity: 'a',
  text: 'OOM',
  count: 1,
});
const shown = (rows: number[], marks: number[]) =>
  listEntries(rows.map(row), marks.map(mark)).map((entry) => (isMark(entry) ? `!${entry.timeMs}` : entry.id));

test('events stand between the lines, after those of the same moment', () => {
  expect(shown([10, 20, 20, 30], [10, 20, 25])).toEqual(['10', '!10', '20', '20', '!20', '!25', '30']);
});

test('events before the first line and after the last are left to the chart', () => {
  expect(shown([10, 20], [5, 15, 25])).toEqual(['10', '!15', '20']);
  expect(shown([], [5])).toEqual([]);
});

test('without events the lines are the entries', () => {
  const rows = [row(1)];
  expect(listEntries(rows, [])).toBe(rows);
});

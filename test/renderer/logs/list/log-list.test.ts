import { expect, test } from 'vitest';
import {
  emptyLogList,
  type LogListAction,
  logListReducer,
  MOST_ROWS,
} from '../../../../renderer/views/logs/list/log-list.ts';
import type { LogRow } from '../../../../shared/contract/logs.ts';
import { logRow } from '../log-row.ts';

const line = (n: number): LogRow => logRow({ id: `s/${n}`, timeUnixNano: BigInt(n), body: `line ${n}` });
const lines = (...numbers: number[]) => numbers.map(line);
const run = (...actions: LogListAction[]) => actions.reduce(logListReducer, emptyLogList);
const shown = (rows: LogRow[]) => rows.map(({ timeUnixNano }) => Number(timeUnixNano));

test('a page read backwards is shown oldest first, and an older one goes before it', () => {
  const state = run(
    { kind: 'older', records: lines(6, 5, 4), cursor: 'c1' },
    { kind: 'older', records: lines(3, 2, 1), cursor: null },
  );
  expect(shown(state.rows)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(state.olderCursor).toBeNull();
});

test('a line that both the page and the tail bring is shown once', () => {
  const state = run(
    { kind: 'live', records: lines(3, 4), skipped: 0 },
    { kind: 'older', records: lines(4, 3, 2), cursor: null },
    { kind: 'live', records: lines(4, 5), skipped: 0 },
  );
  expect(shown(state.rows)).toEqual([2, 3, 4, 5]);
});

test('a first page that comes after lines of the tail, with older and newer ones, is put in order', () => {
  const state = run(
    { kind: 'live', records: lines(3, 4), skipped: 0 },
    { kind: 'older', records: lines(6, 5, 4, 3, 2), cursor: 'c' },
  );
  expect(shown(state.rows)).toEqual([2, 3, 4, 5, 6]);
});

test('while holding still new lines wait and are counted, and following shows them', () => {
  const held = run(
    { kind: 'older', records: lines(1), cursor: null },
    { kind: 'hold' },
    { kind: 'live', records: lines(2, 3), skipped: 4 },
  );
  expect(shown(held.rows)).toEqual([1]);
  expect([held.waiting.length, held.skipped]).toEqual([2, 4]);
  expect(shown(logListReducer(held, { kind: 'follow' }).rows)).toEqual([1, 2, 3]);
});

test('a line that arrives late takes its place in time', () => {
  const state = run(
    { kind: 'live', records: lines(1, 5), skipped: 0 },
    { kind: 'live', records: lines(3), skipped: 0 },
  );
  expect(shown(state.rows)).toEqual([1, 3, 5]);
});

test('the list is bounded and asks again for what it let go', () => {
  const many = Array.from({ length: MOST_ROWS + 10 }, (_, i) => line(i));
  const state = run({ kind: 'older', records: [], cursor: 'c' }, { kind: 'live', records: many, skipped: 0 });
  expect(state.rows).toHaveLength(MOST_ROWS);
  expect(shown(state.rows)[0]).toBe(10);
  expect(state.olderCursor).toBeUndefined();
});

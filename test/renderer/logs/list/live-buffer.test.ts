import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  DRAW_EVERY_MS,
  LiveBuffer,
  MOST_BUFFERED,
} from '../../../../renderer/views/logs/list/live-buffer.ts';
import type { LogTail } from '../../../../shared/contract/logs.ts';
import { logRow } from '../log-row.ts';

let drawn: LogTail[] = [];
let buffer: LiveBuffer;
const tail = (lines: number, skipped = 0): LogTail => ({
  records: Array.from({ length: lines }, (_, i) => logRow({ id: String(i) })),
  skipped,
});

beforeEach(() => {
  vi.useFakeTimers();
  drawn = [];
  buffer = new LiveBuffer(
    (each) => drawn.push(each),
    () => Date.now(),
  );
});
afterEach(() => {
  buffer.clear();
  vi.useRealTimers();
});

test('the first lines after a quiet time are drawn at once', () => {
  buffer.add([tail(2)]);
  expect(drawn.map(({ records }) => records.length)).toEqual([2]);
});

test('lines that follow fast are drawn together', () => {
  for (let i = 0; i < 6; i++) {
    buffer.add([tail(10)]);
    vi.advanceTimersByTime(DRAW_EVERY_MS / 10);
  }
  vi.advanceTimersByTime(DRAW_EVERY_MS);
  expect(drawn.map(({ records }) => records.length)).toEqual([10, 50]);
});

test('what is too much to be drawn is let go and counted, with what was never sent', () => {
  buffer.add([tail(1)]);
  buffer.add([tail(MOST_BUFFERED, 7), tail(5)]);
  vi.advanceTimersByTime(DRAW_EVERY_MS);
  expect([drawn[1]?.records.length, drawn[1]?.skipped]).toEqual([MOST_BUFFERED, 12]);
});

test('lines of a search that is over are not drawn', () => {
  buffer.add([tail(1)]);
  buffer.add([tail(1)]);
  buffer.clear();
  vi.advanceTimersByTime(DRAW_EVERY_MS * 2);
  expect(drawn).toHaveLength(1);
});

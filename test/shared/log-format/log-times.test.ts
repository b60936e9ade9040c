import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headBytes } from '../../../shared/log-format/bytes.ts';
import { LogHead } from '../../../shared/log-format/log-head.ts';
import { daysOf, readTime } from '../../../shared/log-format/time-bytes.ts';
import { timeOf } from '../../../shared/log-format/time-value.ts';

const NOW = Date.UTC(2024, 5, 1);

/** The moment that a text begins with, and what stands behind it. */
function read(text: string): [moment: string | null, behind: string] {
  const bytes = new Uint8Array(256);
  const length = headBytes(text, bytes);
  const head = new LogHead();
  head.nowMs = NOW;
  const to = readTime(bytes, 0, length, head);
  if (to < 0) return [null, text];
  const nanos = String(head.nanos).padStart(9, '0').replace(/0+$/, '');
  const second = head.seconds < 0 ? '' : new Date(head.seconds * 1000).toISOString().slice(0, 19);
  return [second + (nanos === '' ? '' : `.${nanos}`), text.slice(to)];
}

test.each([
  ['2024-05-14T09:26:53.589000123Z', '2024-05-14T09:26:53.589000123'],
  ['2024-05-14 09:26:53,589', '2024-05-14T09:26:53.589'],
  ['2024-05-14 09:26:53.5 +0200', '2024-05-14T07:26:53.5'],
  ['2024-05-14T09:26:53-03:30', '2024-05-14T12:56:53'],
  ['2024-05-14 09:26:53 UTC', '2024-05-14T09:26:53'],
  ['2024/05/14 09:26:53', '2024-05-14T09:26:53'],
  ['20240514T092653Z', '2024-05-14T09:26:53'],
  ['14/May/2024:09:26:53 +0000', '2024-05-14T09:26:53'],
  ['14 May 2024 09:26:53.589', '2024-05-14T09:26:53.589'],
  ['14-May-2024 09:26:53.589', '2024-05-14T09:26:53.589'],
  ['Tue May 14 09:26:53.589456 2024', '2024-05-14T09:26:53.589456'],
  ['Tue May 14 09:26:53 UTC 2024', '2024-05-14T09:26:53'],
  ['Tue, 14 May 2024 09:26:53 GMT', '2024-05-14T09:26:53'],
  ['May 14, 2024 9:26:53 PM', '2024-05-14T21:26:53'],
  ['May 14, 2024 12:26:53 AM', '2024-05-14T00:26:53'],
  ['May  4 09:26:53', '2024-05-04T09:26:53'],
  ['240514 092653', '2024-05-14T09:26:53'],
  ['1715678813', '2024-05-14T09:26:53'],
  ['1715678813.589', '2024-05-14T09:26:53.589'],
  ['1715678813589', '2024-05-14T09:26:53.589'],
  ['1715678813589000', '2024-05-14T09:26:53.589'],
  ['1715678813589000123', '2024-05-14T09:26:53.589000123'],
  ['09:26:53.589', ''],
])('%s is read to its end', (text, moment) => {
  expect(read(`${text}`)).toEqual([moment, '']);
  expect(read(`${text} | x`)[1]).toBe(' | x');
});

test.each([
  '2024-13-14T09:26:53Z',
  '2024-05-14',
  '2024-05-14T25:00:00',
  '99',
  'May',
  'Mayor of 12:30:00',
  '12345',
  'x',
  '1.2.3.4',
  '2024-05-14T09:6:53',
])('%s is no time', (text) => {
  expect(read(text)[0]).toBeNull();
});

test('a time without a year is in the latest one that does not put it in the future', () => {
  expect(read('Dec 31 23:59:59 x')[0]).toBe('2023-12-31T23:59:59');
  expect(read('Jun  1 12:00:00 x')[0]).toBe('2024-06-01T12:00:00');
  expect(read('Jun  3 12:00:00 x')[0]).toBe('2023-06-03T12:00:00');
});

test('days are counted as the calendar has them', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2262-01-01'), noInvalidDate: true }), (date) => {
      const days = daysOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
      expect(days).toBe(Math.floor(date.getTime() / 86_400_000));
    }),
  );
});

test('any moment written by Date is read back', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('2262-01-01'), noInvalidDate: true }), (date) => {
      expect(timeOf(date.toISOString())).toBe(BigInt(date.getTime()) * 1_000_000n);
    }),
  );
});

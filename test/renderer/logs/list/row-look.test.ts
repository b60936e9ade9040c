import { expect, test } from 'vitest';
import { gridColumns, movedColumn } from '../../../../renderer/views/logs/list/row-look.ts';
import { listOf, textOf } from '../../../../renderer/views/logs/use-log-search.ts';
import { timeOfLine } from '../../../../renderer/views/logs/use-selected-line.ts';

test('a column moves one place and stays at the ends', () => {
  expect(movedColumn(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b']);
  expect(movedColumn(['a', 'b'], 'a', -1)).toEqual(['a', 'b']);
  expect(movedColumn(['a', 'b'], 'b', 1)).toEqual(['a', 'b']);
  expect(movedColumn(['a'], 'none', 1)).toEqual(['a']);
});

test('every chosen field has a track of its own', () => {
  const tracks = (columns: string[]) =>
    gridColumns({ raw: false, wrap: false, showProducer: false, columns });
  expect(tracks(['a', 'b']).match(/148px/g)).toHaveLength(2);
});

test('lists in the address hold names with commas, blanks and percent signs', () => {
  const names = ['a,b', 'c d', '100%', '%zz', 'ü'];
  expect(listOf(textOf(names))).toEqual(names);
  expect(listOf('100%')).toEqual(['100%']);
  expect(listOf('')).toEqual([]);
});

test("a line's time is read from its id, and nothing from what is none", () => {
  expect(timeOfLine('1700000000000000001.4.17')).toBe(1_700_000_000_000_000_001n);
  expect([timeOfLine(''), timeOfLine('x.1.1'), timeOfLine('12345678901234567890123.1')]).toEqual([
    null,
    null,
    null,
  ]);
});

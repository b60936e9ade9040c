import { expect, test } from 'vitest';
import { risenSince } from '../../../renderer/views/overview/service-course.ts';

const steps = [0, 10, 20, 30, 40, 50];

test.each([
  ['a step up', [1, 1, 9, 9, 9, 9], 20],
  ['a step up with one value that falls out', [1, 9, 9, 9, 2, 9], 10],
  ['gaps', [1, Number.NaN, Number.NaN, 9, Number.NaN, 9], 30],
  ['what was so from the beginning', [9, 9, 9, 9, 9, 9], null],
  ['what has come down again', [1, 9, 9, 1, 1, 1], null],
  ['nothing', [], null],
])('the time since when it has risen, of %s', (_what, values, since) => {
  expect(risenSince(values, 5, steps)).toBe(since);
});

import { expect, test } from 'vitest';
import { chartQuestion } from '../../../renderer/alerts/chart-question.ts';

test('of a comparison with a number the left side is drawn, and the number is the threshold', () => {
  expect(chartQuestion('sum(rate(errors[1m])) / sum(rate(calls[1m])) > 0.05')).toMatchObject({
    expr: 'sum(rate(errors[1m])) / sum(rate(calls[1m]))',
    against: null,
    threshold: 0.05,
    op: '>',
  });
});

test('a number on the left is the threshold of what stands on the right', () => {
  expect(chartQuestion('100 < queue_length')).toMatchObject({
    expr: 'queue_length',
    threshold: 100,
    op: '>',
  });
});

test('two series that are compared are both drawn', () => {
  expect(chartQuestion('used > on(pod) limit')).toMatchObject({
    expr: 'used',
    against: 'limit',
    threshold: null,
  });
});

test('what "and" and "unless" narrow has the values of its left side', () => {
  expect(chartQuestion('(a > 1) and on(job) up == 1')).toMatchObject({ expr: 'a', threshold: 1 });
  expect(chartQuestion('a > 2 unless b')).toMatchObject({ expr: 'a', threshold: 2 });
});

test.each(['absent(up)', 'a > bool 1', 'a or b > 1', 'a >'])('%s is drawn as it stands', (expr) => {
  expect(chartQuestion(expr)).toMatchObject({ expr, against: null, threshold: null });
});

import { expect, test } from 'vitest';
import { ruleFault, textMarker } from '../../../../renderer/views/logs/highlights/text-marker.ts';

const found = (text: string, ...of: Parameters<typeof textMarker>) =>
  textMarker(...of)(text).map(({ from, to, colour }) => [text.slice(from, to), colour]);

test('words of a query are found in any case unless they mean theirs', () => {
  const anyCase = [{ kind: 'text', text: 'failed', anyCase: true }] as const;
  expect(found('Failed, failed', [...anyCase], [])).toEqual([
    ['Failed', null],
    ['failed', null],
  ]);
  expect(found('Failed, failed', [{ kind: 'text', text: 'Failed', anyCase: false }], [])).toEqual([
    ['Failed', null],
  ]);
});

test('rules colour words and patterns', () => {
  const rules = [
    { match: 'retry', colour: 2 },
    { match: '/o-\\d+/', colour: 5 },
  ];
  expect(found('retry of o-4711', [], rules)).toEqual([
    ['retry', 2],
    ['o-4711', 5],
  ]);
});

test('a pattern that cannot be read finds nothing, and its fault is told', () => {
  expect(found('((', [], [{ match: '/((/', colour: 0 }])).toEqual([]);
  expect(ruleFault('/((/')).toContain('missing');
  expect(ruleFault('((')).toBeNull();
});

test('an empty match of a pattern marks nothing and ends', () => {
  expect(found('abc', [{ kind: 'pattern', pattern: 'x*' }], [])).toEqual([]);
});

test('a pattern meant to blow up is done in time that grows with the text', () => {
  expect(found('a'.repeat(5_000), [{ kind: 'pattern', pattern: '(a+)+$' }], [])).toHaveLength(1);
});

test('marks of one text are bounded', () => {
  expect(found('x'.repeat(10_000), [{ kind: 'text', text: 'x', anyCase: true }], []).length).toBe(200);
});

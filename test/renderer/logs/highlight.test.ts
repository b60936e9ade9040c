import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAnsi } from '../../../renderer/components/ansi.ts';
import { findHits, markHits } from '../../../renderer/views/logs/highlight.ts';

const marked = (text: string, query: string) =>
  markHits(parseAnsi(text), query).map((run) => (run.hit ? `[${run.text}]` : run.text));

test('a lower-case query finds any case, an upper-case letter is meant', () => {
  expect(findHits('Error error ERROR', 'error')).toHaveLength(3);
  expect(findHits('Error error ERROR', 'Error')).toEqual([[0, 5]]);
});

test('a hit across colours is marked in each of its parts', () => {
  expect(marked('con\x1b[31mnec\x1b[0mted', 'connect')).toEqual(['[con]', '[nec]', '[t]', 'ed']);
});

test('what is not a hit stays as it was', () => {
  expect(marked('GET /orders 200', 'orders')).toEqual(['GET /', '[orders]', ' 200']);
  expect(marked('plain', '')).toEqual(['plain']);
});

test('marking never changes the text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ maxLength: 3 }), (text, query) => {
      const runs = parseAnsi(text);
      const joined = (list: { text: string }[]) => list.map((run) => run.text).join('');
      expect(joined(markHits(runs, query))).toBe(joined(runs));
    }),
  );
});

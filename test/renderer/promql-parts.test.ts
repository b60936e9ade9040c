import fc from 'fast-check';
import { expect, test } from 'vitest';
import { promqlParts } from '../../renderer/promql/promql-parts.ts';

const kinds = (text: string) =>
  promqlParts(text)
    .filter(({ kind }) => kind !== 'plain')
    .map(({ text: part, kind }) => `${part} ${kind}`);

test('words, functions, labels, texts and numbers have colours of their own', () => {
  expect(kinds('sum by (job) (rate(x{code="5.."}[1m])) > 0.5 # many')).toEqual([
    'sum keyword',
    'by keyword',
    'job label',
    'rate function',
    'code label',
    '"5.." string',
    '1m number',
    '0.5 number',
    '# many comment',
  ]);
});

test('a label may have the name of a keyword', () => {
  expect(kinds('x{by="a", sum="b"}')).toEqual(['by label', '"a" string', 'sum label', '"b" string']);
});

test('whatever the text is, the pieces put together are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(
        promqlParts(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAnsi, plainStyle } from '../../../../renderer/components/ansi.ts';
import { type Marker, markRuns, settled } from '../../../../renderer/components/log/marks.ts';

const at =
  (...marks: [from: number, to: number][]): Marker =>
  () =>
    marks.map(([from, to]) => ({ from, to, colour: null }));
const shown = (text: string, marker: Marker) =>
  markRuns(parseAnsi(text), marker).map((run) => (run.mark ? `<${run.text}>` : run.text));

test('a mark cuts the run that it stands in', () => {
  expect(shown('charge failed twice', at([7, 13]))).toEqual(['charge ', '<failed>', ' twice']);
});

test('a mark that spans runs of different colours keeps them', () => {
  expect(shown('a\u001b[31mb\u001b[0mc', at([0, 3]))).toEqual(['<a>', '<b>', '<c>']);
});

test('of two marks that overlap the earlier one stays', () => {
  const marks = [
    { from: 4, to: 8, colour: 1 },
    { from: 0, to: 5, colour: null },
  ];
  expect(settled(marks)).toEqual([{ from: 0, to: 5, colour: null }]);
});

test('marking never changes the text', () => {
  const place = fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 10 }));
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(place), (texts, places) => {
      const runs = texts.filter((text) => text !== '').map((text) => ({ text, style: plainStyle }));
      const whole = texts.join('');
      const marker = at(...places.map(([from, length]): [number, number] => [from, from + length]));
      expect(
        markRuns(runs, marker)
          .map(({ text }) => text)
          .join(''),
      ).toBe(whole);
    }),
  );
});

import { expect, test } from 'vitest';
import { MemorySource } from '../../../electron/engine/promql/memory-source.ts';
import { evaluateInstant } from '../../../electron/engine/promql/query.ts';
import { seriesLabels } from '../../../shared/model/series.ts';
import { parse } from '../../../shared/promql/parse.ts';
import { drained } from './drained.ts';

const source = new MemorySource();
for (const name of ['a_total', 'b_total'])
  source.add(seriesLabels(name, [['host', 'x']]), [
    { timeMs: 0, value: 1 },
    { timeMs: 60_000, value: 7 },
  ]);

function ask(text: string, delayedNameRemoval: boolean) {
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const query = { expr: parsed.value, text };
  return drained(evaluateInstant(query, source, 60_000, { settings: { delayedNameRemoval } })).value;
}

const BOTH = 'sum by (__name__) (rate({__name__=~"._total"}[2m]))';

test('names go at once, so series of two metrics meet in one label set and are refused', () => {
  expect(() => ask(BOTH, false)).toThrow('vector cannot contain metrics with the same labelset');
});

test('with delayed removal series can be told apart by name until the query is answered', () => {
  expect(ask(`count(${BOTH})`, true)).toMatchObject({ samples: [{ labels: [], value: 2 }] });
  expect(ask('sum by (__name__) (a_total)', true)).toMatchObject({
    samples: [{ labels: [['__name__', 'a_total']], value: 7 }],
  });
});

test('a name that the query puts there itself stays', () => {
  const text = 'label_replace(-a_total, "__name__", "minus_a", "", "")';
  for (const delayed of [false, true])
    expect(ask(text, delayed)).toMatchObject({
      type: 'vector',
      samples: [
        {
          labels: [
            ['__name__', 'minus_a'],
            ['host', 'x'],
          ],
          value: -7,
        },
      ],
    });
});

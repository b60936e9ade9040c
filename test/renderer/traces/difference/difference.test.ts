import { expect, test } from 'vitest';
import {
  foldFamilies,
  splitAttributes,
  valueShares,
} from '../../../../renderer/views/traces/difference/difference-rows.ts';
import { serviceTimes } from '../../../../renderer/views/traces/difference/time-shares.ts';
import type { DifferenceAttribute } from '../../../../shared/contract/trace-answers.ts';

const value = (name: string, insideTraces: number, outsideTraces: number) => ({
  value: name,
  range: null,
  inside: 0,
  outside: 0,
  insideTraces,
  outsideTraces,
  chance: 0,
});
const attribute = (key: string, score: number): DifferenceAttribute => ({
  key,
  from: 'span',
  score,
  values: [value('miss', 30, 5), value('hit', 10, 0)],
  inside: 40,
  outside: 5,
});

test('a share is of the traces, and none where there is none', () => {
  const shares = valueShares(attribute('cache', 1), { insideTraces: 40, outsideTraces: 0 });
  expect(shares.map(({ insideShare, outsideShare }) => [insideShare, outsideShare])).toEqual([
    [0.75, null],
    [0.25, null],
  ]);
});

test('attributes that hardly differ are set apart', () => {
  const { different, alike } = splitAttributes({ attributes: [attribute('a', 0.9), attribute('b', 0.02)] });
  expect([different.map(({ key }) => key), alike.map(({ key }) => key)]).toEqual([['a'], ['b']]);
});

test('attributes that split the traces in the same way become one, named as a person would', () => {
  const other = { ...attribute('cart', 0.4), values: [value('48', 20, 1)] };
  const families = foldFamilies([
    { ...attribute('container.name', 1), from: 'resource' },
    other,
    { ...attribute('service', 1), from: 'field' },
  ]);
  expect(families.map(({ first, alsoSaid }) => [first.key, alsoSaid.map(({ key }) => key)])).toEqual([
    ['service', ['container.name']],
    ['cart', []],
  ]);
});

test('the time of the rest is what remains of all without the selected, by trace', () => {
  const all = {
    services: ['api', 'db'],
    service: Uint32Array.from([0, 1, 1]),
    selfNano: Float64Array.from([100, 300, 200]),
    traces: 10,
  };
  const inside = {
    services: ['db', 'api'],
    service: Uint32Array.from([0, 1]),
    selfNano: Float64Array.from([400, 20]),
    traces: 2,
  };
  expect(serviceTimes(inside, all)).toEqual([
    { service: 'db', inside: 200, outside: 12.5, ratio: 16 },
    { service: 'api', inside: 10, outside: 10, ratio: 1 },
  ]);
});

test('when all traces are selected there is no rest to compare with', () => {
  const all = {
    services: ['a'],
    service: Uint32Array.from([0]),
    selfNano: Float64Array.from([10]),
    traces: 1,
  };
  expect(serviceTimes(all, all)).toEqual([{ service: 'a', inside: 10, outside: 0, ratio: null }]);
});

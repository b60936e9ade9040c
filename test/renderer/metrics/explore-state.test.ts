import { expect, test } from 'vitest';
import {
  type ExploreState,
  letterOf,
  picked,
  readState,
  withMatcher,
  writeState,
} from '../../../renderer/views/metrics/query/explore-state.ts';

const whole: ExploreState = {
  metric: 'http_requests_total',
  shape: 'increase',
  aggregation: 'max',
  by: ['route', 'a,b'],
  where: [{ name: 'code', op: '=~', value: '5..' }],
  queries: ['up', 'sum(a) / sum(b{x="&q=1"})'],
  picture: 'stacked',
  past: '1d',
  resolution: 'fine',
  exemplars: false,
  usual: true,
  only: ['A{route="/x"}'],
};

test('an address holds everything that is seen', () => {
  const params = new URLSearchParams('range=1h');
  writeState(params, whole);
  expect(readState(new URLSearchParams(params.toString()))).toEqual(whole);
  expect(params.get('range')).toBe('1h');
});

test('what is as without saying leaves no trace in the address', () => {
  const params = new URLSearchParams();
  writeState(params, readState(new URLSearchParams()));
  expect(params.toString()).toBe('');
});

test('an address that somebody bent opens as far as it can be read', () => {
  const state = readState(new URLSearchParams('as=nonsense&view=3d&past=never&where=code%3D&res=9'));
  expect(state).toMatchObject({ shape: null, picture: 'line', past: null, where: [], resolution: 'usual' });
});

test('picking a metric lets go of what was asked of another, and keeps how it is drawn', () => {
  const params = new URLSearchParams();
  writeState(params, whole);
  writeState(params, picked('up'));
  expect(readState(params)).toMatchObject({
    metric: 'up',
    by: [],
    where: [],
    queries: null,
    picture: 'stacked',
  });
});

test('a condition takes the place of one of its kind on the same label', () => {
  const where = [{ name: 'code', op: '=' as const, value: '200' }];
  expect(withMatcher(where, { name: 'code', op: '=', value: '500' })).toEqual([
    { name: 'code', op: '=', value: '500' },
  ]);
  expect(withMatcher(where, { name: 'code', op: '!=', value: '500' })).toHaveLength(2);
});

test('queries have letters', () => {
  expect([0, 1, 25].map(letterOf)).toEqual(['A', 'B', 'Z']);
});

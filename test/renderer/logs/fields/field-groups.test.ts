import { expect, test } from 'vitest';
import {
  levelGroup,
  nameGroups,
  orderedGroups,
  withChosen,
} from '../../../../renderer/views/logs/fields/field-groups.ts';
import type { LogField } from '../../../../shared/contract/logs.ts';

const field = (key: string, records: number, distinct: number): LogField => ({
  key,
  kind: 'text',
  records,
  distinct,
  more: false,
  values: [],
});
const keys = (fields: LogField[], wanted = '') => orderedGroups(fields, wanted).map(({ key }) => key);

test('what most lines have comes first; ids and what never differs come last', () => {
  const fields = [
    field('version', 900, 1),
    field('requestId', 900, 900),
    field('path', 800, 11),
    field('mode', 9, 2),
  ];
  expect(keys(fields)).toEqual(['path', 'requestId', 'mode', 'version']);
});

test('services are offered beside containers where they have other names', () => {
  const groups = (services: [string, number][]) =>
    nameGroups({ containers: [['shop-api-1', 7]], services }).map(({ key }) => key);
  expect(groups([['api', 7]])).toEqual(['service', 'container']);
  expect(groups([['shop-api-1', 7]])).toEqual(['container']);
});

test('fields are found by a part of their name in any case', () => {
  expect(keys([field('requestId', 5, 5), field('path', 5, 5)], 'REQ')).toEqual(['requestId']);
});

test('levels are listed loudest first, without those that no line has', () => {
  const counts: [never, Float64Array][] = [
    ['info' as never, Float64Array.of(3, 4)],
    ['error' as never, Float64Array.of(0, 1)],
    ['warn' as never, Float64Array.of(0, 0)],
  ];
  expect(levelGroup({ startMs: 0, stepMs: 1, total: 8, counts }).values).toEqual([
    ['error', 1],
    ['info', 7],
  ]);
});

test('a value that the query leaves out is still offered, so that it can be taken back', () => {
  expect(withChosen([['/a', 3]], ['/healthz', '/a'])).toEqual([
    ['/a', 3],
    ['/healthz', null],
  ]);
});

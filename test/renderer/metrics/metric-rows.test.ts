import { expect, test } from 'vitest';
import { listRows, matchingFamilies, prefixOf } from '../../../renderer/views/metrics/list/metric-rows.ts';
import type { MetricFamily } from '../../../shared/contract/promql.ts';

const family = (name: string, help = '', series = 1): MetricFamily => ({
  name,
  help,
  series,
  type: 'gauge',
  unit: '',
  lastMs: 0,
});
const names = (families: MetricFamily[]) => families.map(({ name }) => name);

test('a search finds all words in any order, in names before helps', () => {
  const families = [
    family('node_load1', 'cpu load of the last minute'),
    family('process_cpu_seconds_total'),
    family('cpu_total'),
    family('up'),
  ];
  expect(names(matchingFamilies(families, 'CPU'))).toEqual([
    'cpu_total',
    'process_cpu_seconds_total',
    'node_load1',
  ]);
  expect(names(matchingFamilies(families, 'seconds cpu'))).toEqual(['process_cpu_seconds_total']);
  expect(names(matchingFamilies(families, ''))).toHaveLength(4);
});

test('many metrics stand in groups by their first word, which close; few and found ones do not', () => {
  const many = [...Array.from({ length: 60 }, (_, i) => family(`node_${i}`, '', 2)), family('up')];
  const open = listRows(many, 'name', new Set(), false);
  expect(open[0]).toEqual({ kind: 'group', prefix: 'node', metrics: 60, series: 120, open: true });
  expect(open).toHaveLength(62);
  expect(listRows(many, 'name', new Set(['node']), false)).toHaveLength(2);
  expect(listRows(many, 'name', new Set(['node']), true)).toHaveLength(61);
  expect(listRows(many.slice(0, 10), 'name', new Set(), false)).toHaveLength(10);
});

test('ordered by series the largest is first', () => {
  const [first] = listRows([family('a'), family('b', '', 9)], 'series', new Set(), false);
  expect(first).toMatchObject({ family: { name: 'b' } });
});

test('a name of any style has a first word', () => {
  expect([prefixOf('node_cpu'), prefixOf('http.server'), prefixOf('job:x'), prefixOf('up')]).toEqual([
    'node',
    'http',
    'job',
    'up',
  ]);
});

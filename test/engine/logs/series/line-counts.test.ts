import { expect, test } from 'vitest';
import { LineCounts } from '../../../../electron/engine/logs/series/line-counts.ts';
import type { MetricSink, SeriesHandle } from '../../../../electron/engine/metrics/metric-sink.ts';

/** A sink that remembers what each series was told. */
function memory() {
  const told = new Map<string, (number | 'stale')[]>();
  const of = ({ labels }: SeriesHandle) => labels.map(([, value]) => value).join(' ');
  const put = (series: SeriesHandle, value: number | 'stale') =>
    told.set(of(series), [...(told.get(of(series)) ?? []), value]);
  const sink = {
    series: (receiver, labels, entity = null) => ({ receiver, labels, entity }),
    add: (series, _ms, value) => put(series, value),
    addStale: (series) => put(series, 'stale'),
  } as Partial<MetricSink> as MetricSink;
  return { told, sink };
}

test('a counter is written from its zero on', () => {
  const { told, sink } = memory();
  const counts = new LineCounts('lines', ['container'], sink, 10);
  counts.add(['api'], 5, 0, ['other'], null);
  counts.write(20_000, 10_000);
  counts.write(30_000, 20_000);
  expect(told.get('lines api')).toEqual([0, 5, 5]);
});

test('producers beyond the bound are counted together', () => {
  const { told, sink } = memory();
  const counts = new LineCounts('lines', ['container'], sink, 2);
  for (const name of ['a', 'b', 'c', 'd', 'a']) counts.add([name], 1, 0, ['other'], null);
  counts.write(20_000, 10_000);
  expect(Object.fromEntries(told)).toEqual({
    'lines a': [0, 2],
    'lines b': [0, 1],
    'lines other': [0, 2],
  });
});

test('a counter that long did not grow is forgotten, and makes room', () => {
  const { told, sink } = memory();
  const counts = new LineCounts('lines', ['container'], sink, 1);
  counts.add(['a'], 1, 0, ['other'], null);
  counts.write(20_000, 10_000);
  counts.write(3_600_000, 3_590_000);
  counts.add(['b'], 1, 3_600_000, ['other'], null);
  counts.write(3_610_000, 3_600_000);
  expect(Object.fromEntries(told)).toEqual({ 'lines a': [0, 1, 'stale'], 'lines b': [0, 1] });
});

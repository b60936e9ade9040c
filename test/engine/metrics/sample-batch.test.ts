import { expect, test } from 'vitest';
import { SampleBatch } from '../../../electron/engine/metrics/sample-batch.ts';
import type { KnownSeries } from '../../../electron/engine/metrics/series-handles.ts';

test('a sample that makes the columns grow is kept too', () => {
  const series: KnownSeries = { receiver: 'test', labels: [], entity: null, id: 1, generation: 1 };
  const batch = new SampleBatch();
  const values = Array.from({ length: 1_000 }, (_, i) => i + 1);
  for (const value of values) batch.add(series, value, value);
  expect([...batch.columns().values]).toEqual(values);
  expect([...batch.columns().timesMs]).toEqual(values);
});

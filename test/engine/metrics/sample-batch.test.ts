import { expect, test } from 'vitest';
import { SampleBatch } from '../../../electron/engine/metrics/sample-batch.ts';

test('keeps every value as its columns grow', () => {
  const batch = new SampleBatch();
  const series = { id: 1, labels: [], entity: null, receiver: 'test' } as never;
  for (let at = 0; at < 1000; at++) batch.add(series, at, at + 0.5);
  const { timesMs, values } = batch.columns();
  expect(Array.from(values)).toEqual(Array.from(timesMs, (time) => time + 0.5));
});

import pino from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { family } from '../../../electron/engine/own-metrics/family.ts';
import { recordOwnMetrics } from '../../../electron/engine/own-metrics/own-recorder.ts';
import { RecordingSink } from '../metrics/recording-sink.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('what Trivet says of itself is stored every quarter of a minute, counters under their full name', async () => {
  vi.useFakeTimers();
  const sink = new RecordingSink();
  const families = async () => [
    family('counter', 'trivet_received_items', 'Items.', [[[['receiver', 'statsd']], 7]]),
    family('gauge', 'trivet_store_file_bytes', 'Bytes.', [[[], 9]]),
  ];
  const logger = pino({ level: 'silent' });
  const recording = recordOwnMetrics({ sink, clock: { now: () => 1_000.5 }, logger, families });
  await vi.advanceTimersByTimeAsync(15_000);
  recording.dispose();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sink.samples).toEqual([
    { series: 'trivet_received_items_total{job="trivet",receiver="statsd"}', timeMs: 1_000, value: 7 },
    { series: 'trivet_store_file_bytes{job="trivet"}', timeMs: 1_000, value: 9 },
  ]);
});

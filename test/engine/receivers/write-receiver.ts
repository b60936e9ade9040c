import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import {
  MetricAppender,
  type MetricAppenderOptions,
} from '../../../electron/engine/metrics/metric-appender.ts';
import type { MetricSink } from '../../../electron/engine/metrics/metric-sink.ts';
import { RemoteWrite } from '../../../electron/engine/metrics/remote-write.ts';
import { HttpReceiver } from '../../../electron/engine/receivers/http-receiver.ts';
import { remoteWriteHttp } from '../../../electron/engine/receivers/remote-write.ts';
import { Store } from '../../../electron/engine/storage/store.ts';
import type { Matcher } from '../../../shared/model/series.ts';
import { isStale } from '../../../shared/model/stale.ts';
import { seriesText } from '../../exposition-reading.ts';
import { testSurroundings } from './test-surroundings.ts';

const logger = pino({ level: 'silent' });

/** One store for all tests of a file. */
export function sharedStore(): () => Store {
  let store: Store | undefined;
  const dir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
  beforeAll(async () => {
    store = await Store.open(dir, false, logger);
  });
  afterAll(async () => {
    await store?.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return () => store as Store;
}

/** A remote write receiver of the test's own, over a store that others share. */
export async function startWriteReceiver(
  store: Store,
  options: { limits?: MetricAppenderOptions['limits']; sink?: MetricSink; mostBytes?: number } = {},
) {
  const around = testSurroundings();
  const { counters, faults } = around;
  const clock = systemClock;
  const { limits } = options;
  const appender = new MetricAppender({ store, counters, logger, clock, ...(limits && { limits }) });
  const { sink = appender, mostBytes } = options;
  const write = new RemoteWrite({ sink, faults, logger, ...(mostBytes && { mostBytes }) });
  const receiver = new HttpReceiver(remoteWriteHttp(write), 0, around);
  await receiver.start();
  onTestFinished(() => {
    receiver.dispose();
    appender.dispose();
  });
  const url = `http://127.0.0.1:${receiver.status.port}/api/v1/write`;
  return { url, counters, faults };
}

/** What is stored of a metric: its series' texts with their points. */
export async function storedPoints(store: Store, name: string, startMs = 0, endMs = 2 ** 43) {
  const matchers: Matcher[] = [{ name: '__name__', op: '=', value: name }];
  const series = await store.read('promql.select', { matchers, startMs, endMs });
  return Object.fromEntries(
    series.map(({ labels, timesMs, values }) => [
      seriesText(labels),
      [...timesMs].map((time, i): [number, number | 'stale'] => [
        time,
        isStale(values, i) ? 'stale' : values[i]!,
      ]),
    ]),
  );
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Counters } from '../../../../electron/engine/counters.ts';
import { LiveTail } from '../../../../electron/engine/logs/live-tail.ts';
import type { LogIngest } from '../../../../electron/engine/logs/log-ingest.ts';
import { LogSeries } from '../../../../electron/engine/logs/series/log-series.ts';
import { MetricAppender } from '../../../../electron/engine/metrics/metric-appender.ts';
import { Store } from '../../../../electron/engine/storage/store.ts';
import { logIngest, logSettings } from '../../log-ingest.ts';

const TICK_MS = 10_000;
const logger = pino({ level: 'silent' });
let nowMs = 1_800_000_000_000;
const clock = { now: () => nowMs };
let dir: string;
let store: Store;
let ingest: LogIngest;
const tail = new LiveTail();

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'trivet-log-series-'));
  store = await Store.open(dir, false, logger);
  ingest = logIngest(store, { tail });
});
afterAll(async () => {
  ingest.dispose();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Counts the lines of the one way in; each test writes as containers of its own. */
function begin(logs: object = {}) {
  const settings = logSettings(logs);
  const counters = new Counters(clock);
  const sink = new MetricAppender({ store, counters, logger, flushEveryMs: 2 ** 30 });
  const series = new LogSeries({ sink, ingest, tail, settings, clock, logger });
  onTestFinished(() => {
    series.dispose();
    sink.dispose();
  });
  return {
    settings,
    dispose: () => series.dispose(),
    async tick() {
      nowMs += TICK_MS;
      series.write();
      await sink.flush();
    },
  };
}

function send(container: string, bodies: string[]) {
  const origin = { container, entity: `name:${container}`, containerId: '', service: 'shop', labels: [] };
  const records = bodies.map((body) => ({
    ...{ timeUnixNano: null, severityNumber: 0, body, attributes: [], traceId: '', spanId: '' },
  }));
  return ingest.commit('loki', [{ origin: { ...origin, source: 'loki' }, records }]);
}

/** Values by those of the labels but the name's. */
async function ask(expr: string): Promise<Record<string, number>> {
  const answer = await store.read('promql.instant', { expr, timeMs: nowMs });
  if (answer.type !== 'vector') throw new Error(answer.type);
  return Object.fromEntries(
    answer.samples.map(({ labels, value }) => [
      labels.flatMap(([name, text]) => (name === '__name__' ? [] : [text])).join(' '),
      Math.round(value * 1000) / 1000,
    ]),
  );
}

test('lines are counted by container, service and level, and rates of them are what was sent', async () => {
  const { tick } = begin();
  for (let i = 0; i < 7; i++) {
    await tick();
    await send('api', ['level=info msg=ok', 'level=info msg=ok', 'level=error msg=bad']);
    if (i > 2) await send('pay', ['hello']);
  }
  await tick();
  expect(await ask('trivet_log_lines_total{container="api"}')).toEqual({
    'api error shop': 7,
    'api info shop': 14,
  });
  const rate = 'sum by (container) (rate(trivet_log_lines_total{container=~"api|pay"}[1m]))';
  expect(await ask(rate)).toEqual({ api: 0.3, pay: 0.067 });
  const levels = 'sum by (level) (increase(trivet_log_lines_total{container="api"}[1m]))';
  expect(await ask(levels)).toEqual({ error: 6, info: 12 });
});

test('a quiet container keeps its count for a while, and its series ends then', async () => {
  const { tick } = begin();
  await send('quiet', ['once']);
  for (let i = 0; i < 20; i++) await tick();
  expect(await ask('trivet_log_lines_total{container="quiet"}')).toEqual({ 'quiet unknown shop': 1 });
  for (let i = 0; i < 15; i++) await tick();
  expect(await ask('trivet_log_lines_total{container="quiet"}')).toEqual({});
});

test('after a restart the counter begins at zero, which a rate takes for what it is', async () => {
  const first = begin();
  await send('again', ['one', 'two', 'three']);
  await first.tick();
  first.dispose();
  const second = begin();
  await send('again', ['four']);
  await second.tick();
  expect(await ask('resets(trivet_log_lines_total{container="again"}[1m])')).toEqual({
    'again unknown shop': 1,
  });
});

test('a recorded search counts the lines that it finds, from the time on that it is recorded', async () => {
  const search = { name: 'timeouts', query: '"timed out"', record: true };
  const { tick, settings } = begin({ searches: [{ ...search, record: false }] });
  await send('found', ['it timed out before']);
  settings.set({ searches: [search] });
  await send('found', ['it timed out', 'it did not', 'again timed out']);
  await tick();
  const count = 'trivet_log_search_lines_total{container="found"}';
  expect(await ask(count)).toEqual({ 'found timeouts': 2 });
  settings.set({ searches: [] });
  await tick();
  expect(await ask(count)).toEqual({});
});

test('a search that cannot be read is left out, and the others are counted', async () => {
  const { tick } = begin({
    searches: [
      { name: 'broken', query: '(', record: true },
      { name: 'whole', query: 'level:error', record: true },
    ],
  });
  await send('mixed', ['level=error msg=bad', '( is no query']);
  await tick();
  expect(await ask('trivet_log_search_lines_total{container="mixed"}')).toEqual({ 'mixed whole': 1 });
});

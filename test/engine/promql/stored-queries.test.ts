import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSteps } from '../../../electron/engine/api/promql-query.ts';
import { Store } from '../../../electron/engine/storage/store.ts';
import { isPresent } from '../../../shared/promql/presence.ts';
import { storeTraffic, type Traffic } from '../../promql/http-traffic.ts';

const T0 = Date.UTC(2026, 0, 5);
const traffic: Traffic = { startMs: T0, stepMs: 15_000, samples: 80, routes: 2, instances: 2 };
const range = { startMs: T0 + 300_000, endMs: T0 + 900_000, stepMs: 30_000, mostSeries: 1000 };

const dir = mkdtempSync(join(tmpdir(), 'trivet-promql-'));
let store: Store;

beforeAll(async () => {
  store = await Store.open(dir, false, pino({ level: 'silent' }));
  await storeTraffic(store, traffic);
});

afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('a range query over the store', () => {
  test('answers its steps, series by their labels, and what it cost', async () => {
    const answer = await store.read('promql.range', {
      ...range,
      expr: 'sum by (route) (rate(http_requests_total[5m]))',
    });
    expect(answer.timesMs.length).toBe(21);
    expect([answer.timesMs[0], answer.timesMs[20]]).toEqual([range.startMs, range.endMs]);
    expect(answer.series.map(({ labels }) => labels)).toEqual([
      [['route', '/api/v1/r0']],
      [['route', '/api/v1/r1']],
    ]);
    expect(answer.series.every(({ values }) => values.every((value) => value > 0))).toBe(true);
    expect(answer).toMatchObject({ present: null, truncated: false, warnings: [], infos: [] });
    expect(answer.stats).toMatchObject({ seriesRead: 20 });
    expect(answer.stats.samplesRead).toBeGreaterThan(1000);
  });

  test('tells a computed NaN from a gap', async () => {
    const nan = await store.read('promql.range', { ...range, expr: 'vector(0) / 0' });
    expect(nan.series[0]?.values.every(Number.isNaN)).toBe(true);
    expect(Array.from(nan.timesMs, (_, step) => isPresent(nan, 0, step))).toEqual(Array(21).fill(true));
    const gaps = await store.read('promql.range', { ...range, expr: 'vector(time() % 60) > 0' });
    expect(gaps.present).toBeNull();
    const present = Array.from(gaps.timesMs, (_, step) => isPresent(gaps, 0, step));
    expect(present).toEqual(Array.from(gaps.timesMs, (timeMs) => timeMs % 60_000 > 0));
  });

  test('gives as many series as are asked for and says that there are more', async () => {
    const answer = await store.read('promql.range', { ...range, expr: 'http_requests_total', mostSeries: 3 });
    expect([answer.series.length, answer.truncated]).toEqual([3, true]);
  });

  test('a query that cannot be read is refused with the place', async () => {
    await expect(store.read('promql.range', { ...range, expr: 'sum(' })).rejects.toMatchObject({
      code: 'invalid_params',
      message: expect.stringMatching(/^1:5: parse error: /),
    });
  });

  test('a query that cannot be answered is refused in the words of Prometheus', async () => {
    const expr = 'http_requests_total * on(route) queue_length';
    await expect(store.read('promql.range', { ...range, expr })).rejects.toMatchObject({
      code: 'invalid_params',
      message: expect.stringContaining('many-to-many matching not allowed'),
    });
  });
});

describe('an instant query over the store', () => {
  const timeMs = T0 + 600_000;

  test.each([
    ['1 + 1', { type: 'scalar', value: 2, timeMs }],
    ['"text"', { type: 'string', value: 'text', timeMs }],
    ['count(queue_length)', { type: 'vector', samples: [{ labels: [], timeMs, value: 4 }] }],
    [
      'rate(queue_length[1m]) > 1e9',
      { type: 'vector', samples: [], infos: [expect.stringContaining('might not be a counter')] },
    ],
  ])('%s', async (expr, expected) => {
    expect(await store.read('promql.instant', { expr, timeMs })).toMatchObject(expected);
  });

  test('a range vector comes with the times of its samples', async () => {
    const expr = 'queue_length{instance="10.0.0.0:9100", route="/api/v1/r0"}[45s]';
    const answer = await store.read('promql.instant', { expr, timeMs });
    if (answer.type !== 'matrix') throw new Error(answer.type);
    const [series] = answer.series;
    expect(Array.from(series?.timesMs ?? [], (time) => time - T0)).toEqual([556_301, 571_301, 586_301]);
    expect(series?.timesMs.buffer.byteLength).toBe(3 * 8);
  });

  test('the lookback can be shorter', async () => {
    const late = T0 + 80 * 15_000 + 60_000;
    const ask = (lookbackMs?: number) =>
      store.read('promql.instant', { expr: 'count(queue_length)', timeMs: late, lookbackMs });
    expect(await ask()).toMatchObject({ samples: [{ value: 4 }] });
    expect(await ask(30_000)).toMatchObject({ samples: [] });
  });
});

describe('an end before the answer', () => {
  const long = { ...range, stepMs: 60, expr: 'quantile_over_time(0.5, http_requests_total[20m:100ms])' };

  test('others take their turns meanwhile, and a cancelled query ends in the middle', async () => {
    const controller = new AbortController();
    let isOver = false;
    const asked = store.read('promql.range', long, { signal: controller.signal }).finally(() => {
      isOver = true;
    });
    expect(await store.read('promql.instant', { expr: '3', timeMs: T0 })).toMatchObject({ value: 3 });
    await nextTurn();
    expect(isOver).toBe(false);
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect(await store.read('promql.instant', { expr: '2', timeMs: T0 })).toMatchObject({ value: 2 });
  });

  test('a query whose time is over is refused', async () => {
    await expect(store.read('promql.range', { ...long, timeoutMs: 1 })).rejects.toMatchObject({
      code: 'limit',
      message: 'query timed out in expression evaluation',
    });
  });
});

test('more steps than any screen has pixels are refused in the words of Prometheus', () => {
  expect(() => checkSteps({ startMs: 0, endMs: 11_000, stepMs: 1 })).not.toThrow();
  expect(() => checkSteps({ startMs: 0, endMs: 11_001, stepMs: 1 })).toThrow(
    'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
  );
  expect(() => checkSteps({ startMs: 1, endMs: 0, stepMs: 1 })).toThrow(
    'end timestamp must not be before start time',
  );
});

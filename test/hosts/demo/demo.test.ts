import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import type { Engine } from '../../../electron/engine/engine.ts';
import { startEngine } from '../../../electron/hosts/start-engine.ts';
import type { TrivetContract } from '../../../shared/contract/contract.ts';
import { createClient, type RpcClient } from '../../../shared/rpc/client.ts';
import { memoryPair } from '../../../shared/rpc/memory.ts';
import { tempDir } from '../../temp-dir.ts';

interface Demo {
  engine: Engine;
  client: RpcClient<TrivetContract>;
}

interface Stoppable extends Demo {
  stop(): Promise<void>;
}

async function startDemo(dataDir: string): Promise<Stoppable> {
  const engine = await startEngine({
    dataDir,
    version: 'test',
    logger: pino({ level: 'silent' }),
    demo: true,
  });
  const { client: transport, server } = memoryPair();
  engine.connect(server);
  const client = createClient<TrivetContract>(transport);
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    client.dispose();
    await engine.stop();
  };
  return { engine, client, stop };
}

/** Most tests only look, so one demo serves them all. */
let shared: Stoppable;
let sharedDir: string;
beforeAll(async () => {
  sharedDir = mkdtempSync(join(tmpdir(), 'trivet-test-demo-'));
  shared = await startDemo(sharedDir);
});
afterAll(async () => {
  await shared.stop();
  rmSync(sharedDir, { recursive: true, force: true });
});

const eventually = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 60_000, interval: 200 });
const nano = (ms: number) => BigInt(Math.round(ms)) * 1_000_000n;
const lastQuarterHour = () => ({ start: nano(Date.now() - 930_000), end: nano(Date.now() + 60_000) });

test('the shop stands in the list, and every view says that it is simulated', {
  timeout: 90_000,
}, async () => {
  const { client } = shared;
  expect((await client.call('app.info', {})).demo).toBe(true);
  const containers = await eventually(async () => {
    const list = await client.call('containers.list', {});
    expect(list.filter(({ state }) => state === 'running')).toHaveLength(14);
    expect(list.every(({ state, stats }) => state !== 'running' || stats !== null)).toBe(true);
    return list;
  });
  const orders = containers.find(({ name }) => name === 'orders');
  expect(orders).toMatchObject({
    composeProject: 'shop',
    composeService: 'orders',
    image: 'shop/orders:2.14.0',
    entity: 'compose:shop/orders/1',
    restarts: 2,
    memoryLimited: true,
    stats: { memoryLimitBytes: 512 * 2 ** 20 },
  });
  expect(containers.find(({ name }) => name === 'migrate')).toMatchObject({ state: 'exited', exitCode: 0 });
});

test('the quarter of an hour before the start is there: charts, logs, events and traces', {
  timeout: 90_000,
}, async () => {
  const { client } = shared;
  await eventually(async () => {
    const { events } = await client.call('events.query', {
      startMs: Date.now() - 930_000,
      endMs: Date.now(),
    });
    expect(events.filter(({ action }) => action === 'oom')).toHaveLength(2);
    const lines = await client.call('logs.query', {
      ...lastQuarterHour(),
      query: 'charge failed',
      limit: 500,
    });
    expect(lines.records.length).toBeGreaterThan(8);
    expect(
      lines.records.every(({ severityText, container }) => severityText === 'ERROR' && container === 'pay'),
    ).toBe(true);
    const memory = await client.call('metrics.range', {
      startMs: Date.now() - 900_000,
      endMs: Date.now(),
      stepMs: 10_000,
      metric: 'container_memory_working_set_bytes',
      matchers: [{ name: 'name', op: '=', values: ['orders'] }],
      as: 'max',
    });
    const values = memory.series
      .flatMap((series) => [...series.values])
      .filter((value) => !Number.isNaN(value));
    expect(values.length).toBeGreaterThan(70);
    expect(Math.max(...values)).toBeGreaterThan(480 * 2 ** 20);
    expect(Math.min(...values)).toBeLessThan(130 * 2 ** 20);
  });
});

test('the known checkout has its 143 spans, its repeats, its errors, and its lines', {
  timeout: 90_000,
}, async () => {
  const { client } = shared;
  const traceId = '7be1f0c4a92d4e0f8c51b6d3e07a1f24';
  const trace = await eventually(() => client.call('traces.get', { traceId }));
  expect(trace.summary).toMatchObject({
    rootService: 'web',
    rootName: 'POST /checkout',
    spanCount: 143,
    serviceCount: 6,
    errorCount: 3,
  });
  const names = [...trace.name].map((index) => trace.names[index]);
  expect(names.filter((name) => name === 'SELECT item')).toHaveLength(48);
  expect([...trace.parent].filter((parent) => parent === -1)).toHaveLength(1);
  const failed = names.indexOf('POST psp.example/charges');
  const detail = await eventually(async () => {
    const told = await client.call('traces.span', { traceId, index: failed });
    expect(told.container?.name).toBe('pay');
    return told;
  });
  expect(detail.span.events[0]?.name).toBe('exception');
  const { records } = await eventually(async () => {
    const page = await client.call('logs.query', { ...lastQuarterHour(), query: traceId });
    expect(page.records.length).toBeGreaterThan(5);
    return page;
  });
  expect(records.every((record) => record.traceId === traceId && record.spanId !== '')).toBe(true);
});

test('stopping and starting a container acts on the simulation and leaves events', {
  timeout: 90_000,
}, async () => {
  const { client } = shared;
  const state = async () =>
    (await client.call('containers.list', {})).find(({ name }) => name === 'web')?.state;
  await eventually(async () => expect(await state()).toBe('running'));
  await client.call('containers.action', { id: 'web', action: 'stop' });
  await eventually(async () => expect(await state()).toBe('exited'));
  await client.call('containers.action', { id: 'web', action: 'start' });
  await eventually(async () => expect(await state()).toBe('running'));
  await eventually(async () => {
    const { events } = await client.call('events.query', { startMs: Date.now() - 60_000, endMs: Date.now() });
    const actions = events.filter(({ name }) => name === 'web').map(({ action }) => action);
    expect(actions.sort()).toEqual(['die', 'kill', 'start', 'stop']);
  });
});

test('a second demo on the same directory is refused and leaves the first alone', async () => {
  await expect(startDemo(sharedDir)).rejects.toThrow('in use');
  const [source] = (await shared.client.call('app.status', {})).sources;
  expect(existsSync(source?.endpoint?.replace('unix://', '') ?? '')).toBe(true);
});

test('a second start goes on with the same story, doubles nothing and leaves nothing', {
  timeout: 120_000,
}, async () => {
  const dataDir = tempDir();
  const first = await startDemo(dataDir);
  onTestFinished(first.stop);
  const spans = async ({ client }: Demo) =>
    (await client.call('app.status', {})).stores.find(({ signal }) => signal === 'traces')?.items ?? 0;
  await eventually(async () => expect(await spans(first)).toBeGreaterThan(3_000));
  const [source] = (await first.client.call('app.status', {})).sources;
  const socket = source?.endpoint?.replace('unix://', '') ?? '';
  expect(existsSync(socket)).toBe(true);
  await first.stop();
  expect(existsSync(socket)).toBe(false);
  const second = await startDemo(dataDir);
  onTestFinished(second.stop);
  const status = await eventually(async () => {
    const now = await second.client.call('app.status', {});
    expect(now.received.some(({ signal, items }) => signal === 'traces' && items > 1_000)).toBe(true);
    return now;
  });
  expect(status.dropped).toEqual([]);
});

test('the shop has figures of its own over OTLP, StatsD and a page for Prometheus', {
  timeout: 90_000,
}, async () => {
  const sum = async (metric: string) => {
    const endMs = Date.now() + 1_000;
    const range = { startMs: endMs - 900_000, endMs, stepMs: 1_000, as: 'max', by: 'series' } as const;
    const { series } = await shared.client.call('metrics.range', { metric, ...range });
    return series.reduce(
      (all, { values }) => all + Math.max(0, ...values.filter((v) => !Number.isNaN(v))),
      0,
    );
  };
  await eventually(async () => {
    expect(await sum('http_server_request_duration_seconds_count')).toBeGreaterThan(10);
    expect(await sum('shop_visitors')).toBeGreaterThan(0);
    expect(await sum('shop_stock_items')).toBeGreaterThan(100);
    expect(await sum('shop_cart_items_count')).toBeGreaterThan(0);
  });
  const { receivers } = await shared.engine.status();
  expect(receivers.find(({ name }) => name === 'statsd')?.lastFault).toBeNull();
  expect(receivers.find(({ name }) => name === 'otlp-http')?.lastFault).toBeNull();
});

test('the shop has rules, and what happens in it makes their alerts fire', { timeout: 90_000 }, async () => {
  const { client } = shared;
  const status = await eventually(async () => {
    const told = await client.call('alerts.status', {});
    expect(told.alerts.map(({ name, state }) => `${name} ${state}`)).toContain('ContainerOomKilled firing');
    return told;
  });
  expect(status.files.filter(({ state }) => state === 'refused')).toEqual([]);
  const oom = status.alerts.find(({ name }) => name === 'ContainerOomKilled');
  expect(oom?.annotations).toContainEqual(['summary', 'orders was killed at its memory limit']);
  expect(oom?.entity).not.toBeNull();
});

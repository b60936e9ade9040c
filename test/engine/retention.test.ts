import pino from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Clock } from '../../electron/engine/clock.ts';
import { LiveSettings } from '../../electron/engine/live-settings.ts';
import { Retention } from '../../electron/engine/retention.ts';

import type { Store } from '../../electron/engine/storage/store.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import type { ContainerEvent } from '../../shared/model/container.ts';
import { msToNano } from '../../shared/model/time.ts';
import { openStore } from './open-store.ts';

const DAY = 86_400_000;
const NOW = 1_790_000_000_000;
const logger = pino({ level: 'silent' });

const event = (ms: number): ContainerEvent => ({
  timeUnixNano: msToNano(ms),
  type: 'container',
  action: 'start',
  id: `c${ms}`,
  name: 'api',
  entity: 'name:api',
  attributes: [['image', 'x'.repeat(500)]],
});

/** A retention whose clocks the test owns and that runs only when asked. */
async function setUp(store: Store, retention: Partial<Settings['retention']> = {}) {
  const settings = await LiveSettings.load(store, { dataDir: '', version: '', logger });
  const time = { wall: NOW, steady: 0 };
  const clock: Clock = { now: () => time.wall };
  const subject = new Retention({ store, settings, clock, logger, monotonic: () => time.steady });
  onTestFinished(() => subject.dispose());
  const { retention: standard } = settings.current;
  await settings.set({ retention: { ...standard, ...retention } });
  return { subject, settings, time };
}

const timesOf = async (store: Store) =>
  (await store.read('events.query', { start: 0n, end: 2n ** 62n, limit: 10_000 })).map(({ timeUnixNano }) =>
    Number(timeUnixNano / 1_000_000n),
  );

const usageOf = async (store: Store) =>
  (await store.read('storage.usage', {})).find(({ signal }) => signal === 'events')!;

describe('by age', () => {
  test('what is older than the setting goes, the rest stays', async () => {
    const store = await openStore();
    const { subject } = await setUp(store, { events: { maxAgeMs: DAY, maxBytes: 2 ** 30 } });
    await store.write('events.insert', { events: [event(NOW - DAY - 1), event(NOW - DAY + 1), event(NOW)] });
    await subject.run();
    expect(await timesOf(store)).toEqual([NOW, NOW - DAY + 1]);
  });

  test('a clock that jumps ahead deletes nothing until it has been steady for an hour', async () => {
    const store = await openStore();
    const { subject, time } = await setUp(store, { events: { maxAgeMs: DAY, maxBytes: 2 ** 30 } });
    await store.write('events.insert', { events: [event(NOW)] });
    await subject.run();
    time.wall += 10 * 365 * DAY;
    time.steady += 60_000;
    await subject.run();
    expect(await timesOf(store)).toEqual([NOW]);
    time.wall += 3_700_000;
    time.steady += 3_700_000;
    await subject.run();
    expect(await timesOf(store)).toEqual([]);
  });

  test('a clock that goes back deletes nothing', async () => {
    const store = await openStore();
    const { subject, time } = await setUp(store, { events: { maxAgeMs: DAY, maxBytes: 2 ** 30 } });
    await store.write('events.insert', { events: [event(NOW)] });
    time.wall -= 3_600_000;
    await subject.run();
    expect(await timesOf(store)).toEqual([NOW]);
  });

  test('a change of the setting takes effect at once', async () => {
    const store = await openStore();
    const { subject, settings } = await setUp(store);
    await store.write('events.insert', { events: [event(NOW - 2 * DAY), event(NOW)] });
    const { retention } = settings.current;
    await settings.set({ retention: { ...retention, events: { maxAgeMs: DAY, maxBytes: 2 ** 30 } } });
    await subject.run();
    expect(await timesOf(store)).toEqual([NOW]);
  });
});

test('by size: the oldest go until the signal is under its limit', async () => {
  const store = await openStore();
  const limit = 2 ** 20;
  const events = Array.from({ length: 4000 }, (_, i) => event(NOW - 4000 + i));
  await store.write('events.insert', { events });
  expect((await usageOf(store)).bytes).toBeGreaterThan(2 * limit);
  // Only now: a retention that is set runs by itself as well.
  const { subject } = await setUp(store, { events: { maxAgeMs: 30 * DAY, maxBytes: limit } });
  await subject.run();
  const { bytes, items, oldestMs } = await usageOf(store);
  expect(bytes).toBeLessThanOrEqual(limit);
  expect(bytes).toBeGreaterThan(limit / 2);
  expect(oldestMs).toBe(NOW - items);
});

test('what an event is counted as is near what the file takes for it', async () => {
  const store = await openStore();
  const before = await store.read('storage.space', {});
  await store.write('events.insert', { events: Array.from({ length: 5000 }, (_, i) => event(NOW + i)) });
  const after = await store.read('storage.space', {});
  const truth = after.fileBytes - before.fileBytes;
  const { bytes } = await usageOf(store);
  expect(bytes / truth).toBeGreaterThan(0.7);
  expect(bytes / truth).toBeLessThan(1.3);
});

test('free pages go back to the file system, a slice at a time', async () => {
  const store = await openStore();
  const { subject } = await setUp(store, { events: { maxAgeMs: DAY, maxBytes: 2 ** 30 } });
  for (let batch = 0; batch < 10; batch++) {
    const events = Array.from({ length: 4000 }, (_, i) => event(NOW - 2 * DAY + batch * 4000 + i));
    await store.write('events.insert', { events });
  }
  const full = await store.read('storage.space', {});
  expect(full.fileBytes).toBeGreaterThan(20 * 2 ** 20);
  await subject.run();
  const { fileBytes, freeBytes } = await store.read('storage.space', {});
  expect(await timesOf(store)).toEqual([]);
  expect(fileBytes).toBeLessThan(full.fileBytes);
  expect(freeBytes).toBeLessThanOrEqual(16 * 2 ** 20);
});

test('an unreadable stored setting counts as not set', async () => {
  const store = await openStore();
  const entries: [string, string][] = [
    ['retention', '{"logs": 5}'],
    ['closeToTray', 'true'],
    ['notifications', 'not JSON'],
    ['fromTheFuture', '1'],
  ];
  await store.write('settings.write', { entries });
  const { current: read } = await LiveSettings.load(store, { dataDir: '', version: '', logger });
  expect(read).toMatchObject({ closeToTray: true, notifications: true });
  expect(read.retention.logs.maxAgeMs).toBe(7 * DAY);
});

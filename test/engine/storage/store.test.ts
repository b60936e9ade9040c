import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { Store } from '../../../electron/engine/storage/store.ts';
import type { ContainerEvent } from '../../../shared/model/container.ts';
import { unixNano } from '../../../shared/model/time.ts';
import { tempDir } from '../../temp-dir.ts';

const event = (time: bigint, action = 'start'): ContainerEvent => ({
  timeUnixNano: unixNano(time),
  type: 'container',
  action,
  id: 'c1',
  name: 'api',
  entity: 'name:api',
  attributes: [['image', 'busybox']],
});

async function openStore(dir = tempDir()): Promise<Store> {
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  onTestFinished(() => store.close());
  return store;
}

const all = { start: 0n, end: 2n ** 62n, limit: 100 };

test('what was written is read back after the commit', async () => {
  const store = await openStore();
  await store.write('events.insert', { events: [event(5n), event(7n, 'die')] });
  const events = await store.read('events.query', all);
  expect(events).toEqual([event(7n, 'die'), event(5n)]);
});

test('an event told twice is stored once', async () => {
  const store = await openStore();
  expect(await store.write('events.insert', { events: [event(5n)] })).toHaveLength(1);
  expect(await store.write('events.insert', { events: [event(5n)] })).toHaveLength(0);
  expect(await store.read('events.query', all)).toHaveLength(1);
});

test('an operation that fails undoes itself and not its neighbours in the same commit', async () => {
  const store = await openStore();
  const broken = { ...event(6n), name: null as unknown as string };
  const outcomes = await Promise.allSettled([
    store.write('events.insert', { events: [event(5n)] }),
    store.write('events.insert', { events: [event(8n), broken] }),
    store.write('events.insert', { events: [event(9n)] }),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  const events = await store.read('events.query', all);
  expect(events.map(({ timeUnixNano }) => timeUnixNano)).toEqual([9n, 5n]);
});

test('settings and audit are kept apart from telemetry', async () => {
  const store = await openStore();
  await store.write('settings.write', { entries: [['closeToTray', 'true']] });
  expect(await store.write('settings.read', {})).toEqual([['closeToTray', 'true']]);
});

test('a write-ahead log that a reader kept from being emptied is emptied when it has gone', async () => {
  const dir = tempDir();
  const store = await openStore(dir);
  await store.write('events.insert', { events: [event(1n)] });
  const reader = new Database(join(dir, 'telemetry.db'), { readonly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM events').get();
  const attributes: [string, string][] = [['padding', 'x'.repeat(100_000)]];
  for (let i = 2n; i < 80n; i++) {
    await store.write('events.insert', {
      events: Array.from({ length: 10 }, (_, j) => ({ ...event(i, `a${j}`), attributes })),
    });
  }
  const logBytes = () => statSync(join(dir, 'telemetry.db-wal')).size;
  expect(logBytes()).toBeGreaterThan(64 * 2 ** 20);
  await store.trimLog();
  expect(logBytes()).toBeGreaterThan(0);
  reader.exec('COMMIT');
  reader.close();
  await store.trimLog();
  expect(logBytes()).toBe(0);
});

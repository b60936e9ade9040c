import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { SchemaTooNewError } from '../../../electron/engine/storage/migrate.ts';
import { Store } from '../../../electron/engine/storage/store.ts';
import type { ContainerEvent } from '../../../shared/model/container.ts';
import { unixNano } from '../../../shared/model/time.ts';
import { eventually } from '../../docker.ts';
import { tempDir } from '../../temp-dir.ts';
import { openStore } from '../open-store.ts';
import { startEngine } from '../test-engine.ts';

const event = (time: number): ContainerEvent => ({
  timeUnixNano: unixNano(BigInt(time)),
  type: 'container',
  action: 'start',
  id: 'c1',
  name: 'api',
  entity: 'name:api',
  attributes: [['padding', 'x'.repeat(500)]],
});

const batch = (from: number, count: number) => Array.from({ length: count }, (_, i) => event(from + i));

const timesOf = async (store: Store) =>
  (await store.read('events.query', { start: 0n, end: 2n ** 62n, limit: 100_000 })).map(({ timeUnixNano }) =>
    Number(timeUnixNano),
  );

/** A data directory with 2,000 events (about 1.5 MB), closed cleanly. */
async function filledDir(): Promise<string> {
  const dir = tempDir();
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  await store.write('events.insert', { events: batch(1, 2000) });
  await store.write('settings.write', { entries: [['closeToTray', 'true']] });
  await store.close();
  return dir;
}

const telemetry = (dir: string) => join(dir, 'telemetry.db');
const corrupted = (dir: string) =>
  readdirSync(dir).filter((name) => name.startsWith('telemetry.db.corrupt-'));

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 197 + 61) & 0xff);

describe('damage found at the start', () => {
  test.each<[string, (dir: string) => void]>([
    ['a zeroed header', (dir) => overwrite(telemetry(dir), 0, new Uint8Array(100))],
    ['no database at all', (dir) => writeFileSync(telemetry(dir), 'hello '.repeat(5000))],
    ['a page of noise', (dir) => overwrite(telemetry(dir), 8192, noise(4096))],
    ['a cut file', (dir) => truncateSync(telemetry(dir), 300_000)],
  ])('%s: the file is set aside by name, a fresh one takes data, settings stay', async (_what, spoil) => {
    const dir = await filledDir();
    spoil(dir);
    const spoiled = readFileSync(telemetry(dir));
    const store = await openStore(dir, true);
    expect(store.filesSetAside).toHaveLength(1);
    const [name] = corrupted(dir);
    expect(store.filesSetAside[0]).toBe(join(dir, name!));
    expect(readFileSync(join(dir, name!)).equals(spoiled)).toBe(true);
    expect(await timesOf(store)).toEqual([]);
    await store.write('events.insert', { events: [event(7)] });
    expect(await timesOf(store)).toEqual([7]);
    expect(await store.write('settings.read', {})).toEqual([['closeToTray', 'true']]);
  });

  test('damaged settings are set aside alone; telemetry stays', async () => {
    const dir = await filledDir();
    overwrite(join(dir, 'settings.db'), 0, new Uint8Array(100));
    const store = await openStore(dir, true);
    expect(store.filesSetAside[0]).toContain('settings.db.corrupt-');
    expect(await timesOf(store)).toHaveLength(2000);
    expect(await store.write('settings.read', {})).toEqual([]);
  });

  test('a garbage write-ahead log is passed over: what was in the file stays', async () => {
    const dir = await filledDir();
    writeFileSync(`${telemetry(dir)}-wal`, noise(100_000));
    const store = await openStore(dir, true);
    expect(store.filesSetAside).toEqual([]);
    expect(await timesOf(store)).toHaveLength(2000);
  });

  test('a missing write-ahead log index is made again', async () => {
    const dir = await filledDir();
    writeFileSync(`${telemetry(dir)}-shm`, noise(32_768));
    const store = await openStore(dir, true);
    expect(await timesOf(store)).toHaveLength(2000);
  });

  test('an unclean stop alone sets nothing aside', async () => {
    const store = await openStore(await filledDir(), true);
    expect(store.filesSetAside).toEqual([]);
    expect(await timesOf(store)).toHaveLength(2000);
  });

  test('wherever and whatever is overwritten, the store starts and takes data', async () => {
    const where = fc.record({ at: fc.nat(900_000), bytes: fc.uint8Array({ minLength: 1, maxLength: 4096 }) });
    await fc.assert(
      fc.asyncProperty(where, async ({ at, bytes }) => {
        const dir = await filledDir();
        overwrite(telemetry(dir), at, bytes);
        const store = await openStore(dir, true);
        // What quick_check cannot see shows when it is read; then the next read finds a fresh file.
        await timesOf(store).catch(() => undefined);
        await eventually('it takes data', () =>
          store.write('events.insert', { events: [event(9)] }).catch(() => null),
        );
        await store.close();
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});

test('a store of a newer version is refused by name and left as it is', async () => {
  const dir = await filledDir();
  const db = new Database(telemetry(dir));
  db.pragma('user_version = 9999');
  db.close();
  const before = statSync(telemetry(dir)).size;
  await expect(Store.open(dir, true, pino({ level: 'silent' }))).rejects.toThrow(SchemaTooNewError);
  expect(statSync(telemetry(dir)).size).toBe(before);
  expect(corrupted(dir)).toEqual([]);
});

describe('damage found at run time', () => {
  /** Damages the pages of the events while the store is open; the cache of the connections may hide it for a while. */
  function damageOpenFile(dir: string): void {
    overwrite(telemetry(dir), 4096, noise(statSync(telemetry(dir)).size - 4096));
  }

  test('by a reader: the file is replaced and ingest goes on', async () => {
    const dir = await filledDir();
    const store = await openStore(dir);
    damageOpenFile(dir);
    await expect(timesOf(store)).rejects.toMatchObject({ code: 'unavailable' });
    await eventually('set aside', () => store.filesSetAside.length === 1);
    await eventually('it takes data', () =>
      store.write('events.insert', { events: [event(5)] }).catch(() => null),
    );
    expect(await eventually('it is read', () => timesOf(store).catch(() => null))).toEqual([5]);
    expect(corrupted(dir).filter((name) => !/-(wal|shm)$/.test(name))).toHaveLength(1);
    expect(await store.write('settings.read', {})).toEqual([['closeToTray', 'true']]);
  });

  test('by a write: it is refused as passing trouble, and the next one is kept', async () => {
    const dir = await filledDir();
    const store = await openStore(dir);
    damageOpenFile(dir);
    const outcomes: string[] = [];
    for (let time = 1; store.filesSetAside.length === 0; time++) {
      const outcome = store.write('events.insert', { events: [event(time)] });
      outcomes.push(
        await outcome.then(
          () => 'kept',
          ({ code }) => code,
        ),
      );
      if (outcomes.length > 100) throw new Error('nothing noticed the damage');
    }
    expect(outcomes).toContain('unavailable');
    await store.write('events.insert', { events: [event(10_000)] });
    expect(await timesOf(store)).toContain(10_000);
  });

  test('by the check of a large file, which no start waits for', async () => {
    const dir = await filledDir();
    const db = new Database(telemetry(dir));
    db.exec('CREATE TABLE ballast (data BLOB)');
    for (let i = 0; i < 70; i++) db.exec('INSERT INTO ballast VALUES (zeroblob(4194304))');
    db.pragma('wal_checkpoint(TRUNCATE)');
    const page = db
      .prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'events_by_entity'")
      .pluck()
      .get();
    db.close();
    overwrite(telemetry(dir), (Number(page) - 1) * 4096, noise(4096));
    const store = await openStore(dir, true);
    expect(store.filesSetAside).toEqual([]);
    await eventually('set aside', () => store.filesSetAside.length === 1);
    await eventually('it takes data', () =>
      store.write('events.insert', { events: [event(5)] }).catch(() => null),
    );
    expect(await timesOf(store)).toEqual([5]);
  });

  test('the status tells the problem with the name of the file', async () => {
    const dir = await filledDir();
    overwrite(telemetry(dir), 0, new Uint8Array(100));
    const { client } = await startEngine({ dataDir: dir, docker: 'off' });
    const { problems, stores, storeBytes } = await client.call('app.status', {});
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'error', message: expect.stringContaining(corrupted(dir)[0]!) }),
    ]);
    expect(stores.map(({ signal }) => signal).sort()).toEqual(['events', 'logs', 'metrics', 'traces']);
    expect(storeBytes).toBeGreaterThan(0);
    expect(existsSync(join(dir, corrupted(dir)[0]!))).toBe(true);
  });
});

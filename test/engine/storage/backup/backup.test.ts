import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { restoreBackup } from '../../../../electron/engine/storage/backup/restore.ts';
import { DataDirLockedError, openDataDir } from '../../../../electron/engine/storage/data-dir.ts';
import { SchemaTooNewError } from '../../../../electron/engine/storage/migrate.ts';
import type { Store } from '../../../../electron/engine/storage/store.ts';
import type { ContainerEvent } from '../../../../shared/model/container.ts';
import { unixNano } from '../../../../shared/model/time.ts';
import { tempDir } from '../../../temp-dir.ts';
import { openStore } from '../../open-store.ts';

const event = (time: number): ContainerEvent => ({
  timeUnixNano: unixNano(BigInt(time)),
  type: 'container',
  action: 'start',
  id: 'c1',
  name: 'api',
  entity: 'name:api',
  attributes: [['padding', 'x'.repeat(1000)]],
});

const batch = (from: number, count: number) => Array.from({ length: count }, (_, i) => event(from + i));
const never = new AbortController().signal;

const countOf = async (store: Store) =>
  (await store.read('events.query', { start: 0n, end: 2n ** 62n, limit: 100_000 })).length;

async function backedUp(): Promise<string> {
  const store = await openStore();
  await store.write('events.insert', { events: batch(1, 100) });
  await store.write('settings.write', { entries: [['closeToTray', 'true']] });
  const path = join(tempDir(), 'backup');
  await store.backup(path, '1.2.3', never);
  return path;
}

test('a backup while data comes in holds what was committed before it and opens as a store', async () => {
  const store = await openStore();
  await store.write('events.insert', { events: batch(1, 5000) });
  const path = join(tempDir(), 'deep', 'backup');
  let written = 5000;
  let copying = true;
  const backup = store.backup(path, '1.2.3', never).finally(() => {
    copying = false;
  });
  while (copying) {
    await store.write('events.insert', { events: batch(written + 1, 50) });
    written += 50;
  }
  const { bytes } = await backup;
  expect(bytes).toBeGreaterThan(5_000_000);
  expect(readdirSync(path).sort()).toEqual(['backup.json', 'settings.db', 'telemetry.db']);

  const dir = join(tempDir(), 'data');
  expect(restoreBackup(path, dir)).toMatchObject({ version: '1.2.3' });
  const restored = await openStore(dir);
  const count = await countOf(restored);
  expect(count).toBeGreaterThanOrEqual(5000);
  expect(count).toBeLessThanOrEqual(written);
  expect(await countOf(store)).toBe(written);
});

test('settings come back with it', async () => {
  const dir = tempDir();
  restoreBackup(await backedUp(), dir);
  const store = await openStore(dir);
  expect(await store.write('settings.read', {})).toEqual([['closeToTray', 'true']]);
  if (process.platform !== 'win32') expect(statSync(join(dir, 'telemetry.db')).mode & 0o777).toBe(0o600);
});

test('a directory with something in it is refused and left alone', async () => {
  const store = await openStore();
  const path = tempDir();
  writeFileSync(join(path, 'mine.txt'), 'mine');
  await expect(store.backup(path, '1', never)).rejects.toMatchObject({ code: 'conflict' });
  expect(readdirSync(path)).toEqual(['mine.txt']);
});

test('a cancelled backup leaves nothing behind', async () => {
  const store = await openStore();
  await store.write('events.insert', { events: batch(1, 5000) });
  const parent = tempDir();
  const cancel = new AbortController();
  const backup = store.backup(join(parent, 'backup'), '1', cancel.signal);
  cancel.abort();
  await expect(backup).rejects.toMatchObject({ code: 'cancelled' });
  expect(readdirSync(parent)).toEqual([]);
});

test('a place that cannot be written is told', async () => {
  const store = await openStore();
  const file = join(tempDir(), 'file');
  writeFileSync(file, '');
  const backup = store.backup(join(file, 'backup'), '1', never);
  await expect(backup).rejects.toMatchObject({ code: 'unavailable' });
});

test('restoring never touches a directory that holds data or is in use', async () => {
  const path = await backedUp();
  const dir = tempDir();
  writeFileSync(join(dir, 'telemetry.db'), 'precious');
  expect(() => restoreBackup(path, dir)).toThrow(expect.objectContaining({ code: 'conflict' }));
  expect(readFileSync(join(dir, 'telemetry.db'), 'utf8')).toBe('precious');

  const used = tempDir();
  const owner = openDataDir(used);
  expect(() => restoreBackup(path, used)).toThrow(DataDirLockedError);
  owner.dispose();
});

test.each([
  ['no manifest', (dir: string) => writeFileSync(join(dir, 'backup.json'), '{'), 'not_found'],
  ['a cut file', (dir: string) => truncateSync(join(dir, 'telemetry.db'), 4096), 'not_found'],
  ['damage inside', (dir: string) => overwrite(join(dir, 'telemetry.db'), 4096, 8192), 'unavailable'],
  ['no database', (dir: string) => overwrite(join(dir, 'settings.db'), 0, 100), 'unavailable'],
])('a backup with %s is refused and nothing is written', async (_what, spoil, code) => {
  const copy = join(tempDir(), 'copy');
  cpSync(await backedUp(), copy, { recursive: true });
  spoil(copy);
  const dir = join(tempDir(), 'data');
  expect(() => restoreBackup(copy, dir)).toThrow(expect.objectContaining({ code }));
  expect(existsSync(join(dir, 'telemetry.db'))).toBe(false);
});

test('a backup of a newer version is refused by name', async () => {
  const copy = join(tempDir(), 'copy');
  cpSync(await backedUp(), copy, { recursive: true });
  const db = new Database(join(copy, 'telemetry.db'));
  db.pragma('user_version = 9999');
  db.close();
  mkdirSync(join(copy, '..', 'data'));
  expect(() => restoreBackup(copy, join(copy, '..', 'data'))).toThrow(SchemaTooNewError);
});

function overwrite(file: string, from: number, to: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, from, to);
  writeFileSync(file, bytes);
}

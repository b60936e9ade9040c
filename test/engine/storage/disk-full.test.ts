import { execFileSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ContainerEvent } from '../../../shared/model/container.ts';
import { unixNano } from '../../../shared/model/time.ts';
import { eventually } from '../../docker.ts';
import { tempDir } from '../../temp-dir.ts';
import { openStore } from '../open-store.ts';
import { startEngine, stopOnce } from '../test-engine.ts';

const MIB = 2 ** 20;

const event = (time: number): ContainerEvent => ({
  timeUnixNano: unixNano(BigInt(time)),
  type: 'container',
  action: 'start',
  id: 'c1',
  name: 'api',
  entity: 'name:api',
  attributes: [['padding', 'x'.repeat(2000)]],
});

const batch = (from: number, count: number) => Array.from({ length: count }, (_, i) => event(from + i));

/** A file system of 16 MiB of the test's own, or why there is none. */
function smallDisk(): { dir: string } | { reason: string } {
  if (process.platform !== 'linux') return { reason: 'mounting a small disk is done on Linux only' };
  const dir = tempDir();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', dir], { stdio: 'pipe' });
  } catch (error) {
    return { reason: `mounting needs root: ${(error as { stderr?: Buffer }).stderr?.toString().trim()}` };
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', dir]);
  });
  return { dir };
}

/** Leaves so much and no more. */
function fillUp(dir: string, leave: number): string {
  const file = join(dir, 'something-else');
  const { bavail, bsize } = statfsSync(dir);
  writeFileSync(file, new Uint8Array(Math.max(bavail * bsize - leave, 0)));
  return file;
}

test('a full disk: writes are refused by name, reads go on, and it recovers without a restart', async (context) => {
  const disk = smallDisk();
  if ('reason' in disk) return context.skip(disk.reason);
  const store = await openStore(disk.dir);
  await store.write('events.insert', { events: batch(1, 500) });
  const filler = fillUp(disk.dir, MIB);

  let kept = 500;
  let refusal: unknown = null;
  for (let from = 501; !refusal && from < 20_000; from += 100) {
    await store.write('events.insert', { events: batch(from, 100) }).then(
      () => (kept += 100),
      (error) => (refusal = error),
    );
  }
  expect(refusal).toMatchObject({ code: 'storage_full' });
  expect(store.isFull).toBe(true);
  const count = async () =>
    (await store.read('events.query', { start: 0n, end: 2n ** 62n, limit: 100_000 })).length;
  expect(await count()).toBe(kept);

  rmSync(filler);
  await eventually('it takes data again', () =>
    store.write('events.insert', { events: batch(50_000, 100) }).catch(() => null),
  );
  expect(await count()).toBe(kept + 100);
  expect(store.isFull).toBe(false);
  expect(store.filesSetAside).toEqual([]);
});

test('a full disk is told as a problem while it lasts', async (context) => {
  const disk = smallDisk();
  if ('reason' in disk) return context.skip(disk.reason);
  const { engine, client } = await startEngine({ dataDir: disk.dir, docker: 'off' });
  const problems = async () => (await client.call('app.status', {})).problems.map(({ key }) => key);
  expect(await problems()).toEqual([]);
  const filler = fillUp(disk.dir, 0);
  await eventually('refused', async () => (await engine.checkStore()) !== null);
  expect(await problems()).toEqual(['storage-full']);
  rmSync(filler);
  await eventually('taken again', async () => (await engine.checkStore()) === null);
  expect(await problems()).toEqual([]);
  await stopOnce(engine);
});

import { appendFileSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import pino from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import { FileFollower } from '../../../../electron/engine/logs/files/file-follower.ts';
import { findFiles } from '../../../../electron/engine/logs/files/find-files.ts';
import { tempDir } from '../../../temp-dir.ts';
import { LineStore } from './line-store.ts';

const pattern = (path: string, name = '') => ({ path, name, service: '' });

function follower() {
  const stores = new Map<string, LineStore>();
  const storeOf = (path: string) => {
    const store = stores.get(path) ?? new LineStore();
    stores.set(path, store);
    return store;
  };
  const files = new FileFollower({
    sink: { open: ({ path }) => storeOf(path).open, readCursor: async ({ path }) => storeOf(path).cursor },
    logger: pino({ level: 'silent' }),
    lookEveryMs: 20,
  });
  onTestFinished(() => files.dispose());
  return { files, stores };
}

test('a glob means its files, but not what rotations left of them, nor packed ones, nor one file twice', async () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'deep', 'er'), { recursive: true });
  const names = ['a.log', 'a.log.1', 'a.log.2.gz', 'a-2026-11-20.log', 'b.log', 'deep/er/c.log', 'notes.txt'];
  for (const name of names) writeFileSync(join(dir, name), 'x\n');
  symlinkSync(join(dir, 'b.log'), join(dir, 'current.log'));
  const { files, left } = await findFiles([pattern(join(dir, '**', '*log*'))], 100);
  expect(files.map(({ path }) => basename(path))).toEqual(['a.log', 'b.log', 'c.log']);
  expect(left).toBe(0);
  expect((await findFiles([pattern(join(dir, '**', '*log*'))], 2)).left).toBe(2);
});

test('dated files without one of today are logs of their own', async () => {
  const dir = tempDir();
  for (const day of [20, 21]) writeFileSync(join(dir, `app-2026-11-${day}.log`), 'x\n');
  const { files } = await findFiles([pattern(join(dir, '*.log'), 'app')], 100);
  expect(files.map(({ path, name }) => [basename(path), name])).toEqual([
    ['app-2026-11-20.log', 'app'],
    ['app-2026-11-21.log', 'app'],
  ]);
});

test('files that appear are followed, and those that the settings name no more are let go', async () => {
  const { files, stores } = follower();
  const dir = tempDir();
  await files.set([pattern(join(dir, '*.log'))]);
  expect(files.list()).toEqual([]);
  writeFileSync(join(dir, 'a.log'), 'one\n');
  await vi.waitFor(() => expect(stores.get(join(dir, 'a.log'))?.lines).toEqual(['one']), 10_000);
  renameSync(join(dir, 'a.log'), join(dir, 'a.log.1'));
  appendFileSync(join(dir, 'a.log.1'), 'two\n');
  writeFileSync(join(dir, 'a.log'), 'three\n');
  const lines = () => stores.get(join(dir, 'a.log'))?.lines;
  await vi.waitFor(() => expect(lines()).toEqual(['one', 'two', 'three']), 10_000);
  expect([...stores.keys()]).toEqual([join(dir, 'a.log')]);
  expect(files.list()).toMatchObject([{ name: 'a.log', state: 'reading', error: null }]);
  await files.set([]);
  expect(files.list()).toEqual([]);
});

test('a path of its own is followed before it is there', async () => {
  const { files, stores } = follower();
  const path = join(tempDir(), 'later', 'app.log');
  await files.set([pattern(path, 'app')]);
  await vi.waitFor(() => expect(files.list()).toMatchObject([{ name: 'app', state: 'missing' }]));
  mkdirSync(join(path, '..'));
  writeFileSync(path, 'here\n');
  await vi.waitFor(() => expect(stores.get(path)?.lines).toEqual(['here']), 10_000);
});

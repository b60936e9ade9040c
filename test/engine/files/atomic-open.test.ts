import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Store } from '../../../electron/engine/storage/store.ts';
import { tempDir } from '../../temp-dir.ts';
import { openStore } from '../open-store.ts';
import { insert, span } from '../storage/traces/span-fixtures.ts';
import { jaegerFile, openFiles, resultOf } from './open-files.ts';

const all = { start: 0n, end: 2n ** 62n, query: '', order: 'newest' as const, limit: 5000 };
const shown = async (store: Store) => (await store.read('traces.search', all)).traces.length;

test('a file is not shown in part: its traces appear together when it is finished', async () => {
  const { files, store, dir } = await openFiles();
  writeFileSync(join(dir, 'large.json'), jaegerFile(4000));
  const seen: number[] = [];
  const looks: Promise<unknown>[] = [];
  await new Promise<void>((resolve, reject) => {
    files.openPath(join(dir, 'large.json'), false, {
      event: (event) => {
        if (event.kind === 'progress') looks.push(shown(store).then((count) => seen.push(count)));
      },
      end: resolve,
      fail: reject,
    });
  });
  await Promise.all(looks);
  expect(looks.length).toBeGreaterThan(0);
  expect(seen.filter((count) => count !== 0 && count !== 4000)).toEqual([]);
  expect(await shown(store)).toBe(4000);
});

test('an engine that is killed while it reads a file leaves nothing to be seen, and the next start takes the rest out', async () => {
  const dir = tempDir();
  const path = join(dir, 'large.json');
  writeFileSync(path, jaegerFile(8000));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'open-and-report.ts'), dir, path]);
  let told = '';
  child.stdout.on('data', (bytes) => {
    told += bytes;
    if (/progress [1-9]/.test(told)) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');

  const before = await openStore(dir);
  expect(await before.read('files.unfinished', {})).toHaveLength(1);
  expect(await shown(before)).toBe(0);
  await before.close();

  const { store, open } = await openFiles(dir);
  await vi.waitFor(async () => expect(await store.read('files.unfinished', {})).toEqual([]), 10_000);
  expect(await store.read('files.list', { limit: 10 })).toEqual([]);
  expect(resultOf(await open(jaegerFile(8000), 'again.json'))).toMatchObject({
    spans: 80_000,
    duplicates: 0,
  });
});

test('a trace that also came live is shown and stays when the file goes', async () => {
  const { store, files, open } = await openFiles();
  const { fileId } = resultOf(await open(jaegerFile(3)));
  await insert(store, [span(2, 99)]);
  expect(await files.remove(fileId)).toMatchObject({ spans: 30 });
  const { traces } = await store.read('traces.search', all);
  expect(traces).toMatchObject([{ traceId: '2'.padStart(32, '0'), spanCount: 1 }]);
});

test('the same span from a file and live stays when the file goes', async () => {
  const { store, files, open } = await openFiles();
  const { fileId } = resultOf(await open(jaegerFile(1)));
  const { spans } = (await store.read('traces.spans', { traceId: '1'.padStart(32, '0') }))![0]!;
  expect(await insert(store, spans.slice(0, 4), undefined, 'web')).toMatchObject({
    stored: 0,
    duplicates: 4,
  });
  expect(await files.remove(fileId)).toMatchObject({ spans: 6 });
  expect((await store.read('traces.search', all)).traces).toMatchObject([{ spanCount: 4 }]);
});

test('retention leaves the traces of opened files', async () => {
  const { store, open } = await openFiles();
  resultOf(await open(jaegerFile(5)));
  await insert(store, [span(77, 1)]);
  const range = { signal: 'traces' as const, startMs: 0, endMs: 4e12 };
  expect(await store.write('storage.deleteSlice', range)).toMatchObject({ items: 1, more: false });
  expect(await shown(store)).toBe(5);
});

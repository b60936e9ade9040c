import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expandPath } from '../../../electron/engine/files/expand-path.ts';
import { tempDir } from '../../temp-dir.ts';

test('a folder is its files and those of its folders, by name, without hidden ones, tools and links', async () => {
  const dir = tempDir();
  for (const folder of ['b', 'b/deep', '.git', 'node_modules']) mkdirSync(join(dir, folder));
  for (const file of [
    'z.json',
    'a.json',
    'b/x.gz',
    'b/deep/y',
    '.git/config',
    'node_modules/p.json',
    '.hidden',
  ]) {
    writeFileSync(join(dir, file), '');
  }
  symlinkSync(dir, join(dir, 'b', 'loop'));
  symlinkSync(join(dir, 'a.json'), join(dir, 'link.json'));
  const { folder, files, left } = await expandPath(dir);
  expect({ folder, left }).toEqual({ folder: true, left: 0 });
  expect(files.map(({ name }) => name)).toEqual(['a.json', 'b/deep/y', 'b/x.gz', 'z.json']);
  expect(files[0]?.path).toBe(join(dir, 'a.json'));
});

test('a file is itself; what is not there is told', async () => {
  const path = join(tempDir(), 'one');
  writeFileSync(path, '');
  expect(await expandPath(path)).toMatchObject({ folder: false, files: [{ path }] });
  await expect(expandPath(`${path}-not`)).rejects.toMatchObject({ code: 'not_found' });
});

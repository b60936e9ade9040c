import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { TrivetError } from '../../../shared/contract/errors.ts';
import type { ExpandedPath } from '../../../shared/contract/files.ts';

/** More files than these are counted, not opened. */
const MOST_FILES = 5_000;
const MOST_ENTRIES = 200_000;
const DEEPEST = 16;
/** Folders of tools, which hold no traces of anyone's. */
const SKIPPED = new Set(['node_modules', '__pycache__']);

/**
 * The files under a path: the file itself, or those of a folder and its folders, by name. Hidden ones and links are
 * left out, so that no folder is walked twice.
 *
 * @throws TrivetError `not_found` where there is nothing
 */
export async function expandPath(path: string): Promise<ExpandedPath> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new TrivetError('not_found', `${path} does not exist, or may not be read`);
  if (!found.isDirectory()) return { folder: false, files: [{ path, name: path }], left: 0 };
  const walk = new Walk();
  await walk.folder(path, 0);
  const paths = walk.files.sort((a, b) => a.localeCompare(b, 'en'));
  const files = paths.slice(0, MOST_FILES).map((file) => ({ path: file, name: relative(path, file) }));
  return { folder: true, files, left: paths.length - files.length };
}

class Walk {
  readonly files: string[] = [];
  #entries = 0;

  async folder(path: string, depth: number): Promise<void> {
    const folders: string[] = [];
    for await (const entry of await opendir(path)) {
      if (++this.#entries > MOST_ENTRIES) {
        throw new TrivetError('limit', `${path} holds more than ${MOST_ENTRIES} files and folders`);
      }
      if (isLeftOut(entry)) continue;
      if (entry.isFile()) this.files.push(join(path, entry.name));
      else if (entry.isDirectory() && depth < DEEPEST) folders.push(join(path, entry.name));
    }
    for (const inner of folders) await this.folder(inner, depth + 1);
  }
}

const isLeftOut = ({ name }: Dirent) => name.startsWith('.') || SKIPPED.has(name);

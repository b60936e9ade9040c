import { glob, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { isPacked, possibleBases } from './rotated-names.ts';

/** An entry of the settings. */
export interface FilePattern {
  path: string;
  name: string;
  service: string;
}

/** A file to follow, with what its lines are shown as. */
export interface FoundFile {
  path: string;
  name: string;
  service: string;
}

export interface FoundFiles {
  files: FoundFile[];
  /** Folders in which more may appear. */
  folders: string[];
  /** Files beyond the most that are followed. */
  left: number;
}

const GLOB = /[*?[\]{}]/;
const HOME = /^~(?=[\\/]|$)/;

/**
 * The files that the patterns mean now. A path of its own is followed before it is there; of what a glob finds,
 * packed files and those that a rotation made of another one are left to that one's own history.
 */
export async function findFiles(patterns: readonly FilePattern[], most: number): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>();
  const folders = new Set<string>();
  let left = 0;
  for (const { path, name, service } of patterns) {
    const full = resolve(path.replace(HOME, homedir()));
    const isGlob = GLOB.test(path) && !(await isFile(full));
    folders.add(isGlob ? fixedPart(full) : dirname(full));
    for (const found of isGlob ? await matches(full) : [full]) {
      if (files.has(found)) continue;
      if (files.size >= most) left++;
      else files.set(found, { path: found, name: name || basename(found), service });
      folders.add(dirname(found));
    }
  }
  return { files: await withoutTwins([...files.values()]), folders: [...folders], left };
}

/** A glob that reaches over a whole disk is cut short here. */
const MOST_MATCHES = 20_000;

async function matches(pattern: string): Promise<string[]> {
  const found: string[] = [];
  for await (const path of glob(pattern)) {
    if (isPacked(path)) continue;
    found.push(path);
    if (found.length >= MOST_MATCHES) break;
  }
  const all = new Set(found);
  const own = found.filter(
    (path) => !possibleBases(basename(path)).some((base) => all.has(join(dirname(path), base))),
  );
  const files = await Promise.all(own.map(async (path) => ((await isFile(path)) ? path : '')));
  return files.filter((path) => path !== '').sort();
}

/** One file under two names, as `current.log` and what it links to, is followed once: under the first. */
async function withoutTwins(files: FoundFile[]): Promise<FoundFile[]> {
  const seen = new Set<string>();
  const kept: FoundFile[] = [];
  for (const file of files) {
    const real = await realpath(file.path).catch(() => file.path);
    if (seen.has(real)) continue;
    seen.add(real);
    kept.push(file);
  }
  return kept;
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (at) => at.isFile(),
    () => false,
  );

/** The folder above the first part that is a pattern. */
function fixedPart(pattern: string): string {
  const parts = pattern.split(/[\\/]/);
  const at = parts.findIndex((part) => GLOB.test(part));
  return parts.slice(0, at).join('/') || '/';
}

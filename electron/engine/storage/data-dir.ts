import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import { isSameProcessAlive, processStartTime } from './process-identity.ts';

/** The data directory is owned by another running engine. */
export class DataDirLockedError extends Error {
  readonly pid: number;
  constructor(path: string, pid: number) {
    super(`the data directory ${path} is in use by a Trivet engine, process ${pid}`);
    this.name = 'DataDirLockedError';
    this.pid = pid;
  }
}

/** Where the platform keeps a user's application data; TRIVET_DATA_DIR stands above it. */
export function defaultDataDir(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  if (env.TRIVET_DATA_DIR) return resolve(env.TRIVET_DATA_DIR);
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Trivet');
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Trivet');
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'trivet');
}

interface LockContent {
  pid: number;
  /** Tells a process from a later one with its number. */
  startTime: string | null;
}

const LOCK_FILE = 'engine.lock';

export interface DataDir extends Disposable {
  readonly path: string;
  /** True when the last engine here did not end cleanly. */
  readonly uncleanStop: boolean;
}

/** The process that owns the directory now, or null. */
export function lockOwner(path: string): number | null {
  const lock = readLock(join(path, LOCK_FILE));
  return lock && isSameProcessAlive(lock.pid, lock.startTime) ? lock.pid : null;
}

/**
 * Makes the directory (0700) and takes its lock. The lock names a process and its start time, so that what a
 * killed engine left behind never blocks the next one.
 *
 * @throws DataDirLockedError
 */
export function openDataDir(path: string): DataDir {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (process.platform !== 'win32') chmodSync(path, 0o700);
  const file = join(path, LOCK_FILE);
  const uncleanStop = takeLock(path, file);
  return { path, uncleanStop, ...disposable(() => rmSync(file, { force: true })) };
}

function takeLock(path: string, file: string): boolean {
  const content: LockContent = { pid: process.pid, startTime: processStartTime(process.pid) };
  let leftBehind = false;
  for (;;) {
    try {
      // wx is the atomic step: of two engines that start at once, one gets the file.
      writeFileSync(file, JSON.stringify(content), { flag: 'wx', mode: 0o600 });
      return leftBehind;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const lock = readLock(file);
    if (lock && isSameProcessAlive(lock.pid, lock.startTime)) throw new DataDirLockedError(path, lock.pid);
    leftBehind = true;
    rmSync(file, { force: true });
  }
}

function readLock(file: string): LockContent | null {
  try {
    const content = JSON.parse(readFileSync(file, 'utf8')) as Partial<LockContent>;
    return typeof content.pid === 'number'
      ? { pid: content.pid, startTime: content.startTime ?? null }
      : null;
  } catch {
    // Missing, or half written by an engine that was killed: nobody owns it.
    return null;
  }
}

import { chmodSync, existsSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Db, openForWriting } from '../connection.ts';
import { migrate } from '../migrate.ts';
import { settingsMigrations } from '../migrations/settings.ts';
import { telemetryMigrations } from '../migrations/telemetry.ts';
import { isCorrupt } from '../sqlite-errors.ts';

export const TELEMETRY_FILE = 'telemetry.db';
export const SETTINGS_FILE = 'settings.db';

export interface OpenFilesParams {
  dataDir: string;
  /** After an unclean stop the file is examined before anything is written to it, unless it is very large. */
  check: boolean;
  /** For the name under which a corrupt file is set aside. */
  nowMs: number;
}

export interface StoreFiles {
  telemetry: Db;
  settings: Db;
  /** Names of corrupt files that were renamed; nothing is ever deleted. */
  setAside: string[];
}

/** @throws SchemaTooNewError, and whatever SQLite throws that is not corruption. */
export function openStoreFiles({ dataDir, check, nowMs }: OpenFilesParams): StoreFiles {
  const setAside: string[] = [];
  const open = (name: string, migrations: Parameters<typeof migrate>[1]) => {
    const file = join(dataDir, name);
    try {
      return openChecked(file, migrations, check);
    } catch (error) {
      if (!isCorrupt(error)) throw error;
      setAside.push(moveAside(file, nowMs));
      return openChecked(file, migrations, false);
    }
  };
  const settings = open(SETTINGS_FILE, settingsMigrations);
  const telemetry = open(TELEMETRY_FILE, telemetryMigrations);
  return { settings, telemetry, setAside };
}

/**
 * After corruption showed at run time: the damaged file is set aside and a fresh one opened in its place. Which one it
 * is, the settings tell: they are so few that checking them takes no time, so it is theirs or the telemetry's.
 */
export function replaceDamaged(files: StoreFiles, dataDir: string, nowMs: number): StoreFiles {
  const settingsAreSound = isSound(files.settings);
  closeQuietly(files.telemetry);
  closeQuietly(files.settings);
  const damaged = join(dataDir, settingsAreSound ? TELEMETRY_FILE : SETTINGS_FILE);
  const setAside = moveAside(damaged, nowMs);
  const opened = openStoreFiles({ dataDir, check: false, nowMs });
  return { ...opened, setAside: [setAside, ...opened.setAside] };
}

function isSound(db: Db): boolean {
  try {
    return db.pragma('quick_check(1)', { simple: true }) === 'ok';
  } catch (error) {
    if (isCorrupt(error)) return false;
    throw error;
  }
}

function closeQuietly(db: Db): void {
  try {
    db.close();
  } catch {
    // Closing writes to a file that may be damaged; it is about to be set aside.
  }
}

class CorruptFileError extends Error {
  readonly code = 'SQLITE_CORRUPT';
}

function openChecked(file: string, migrations: Parameters<typeof migrate>[1], check: boolean): Db {
  const db = openForWriting(file);
  try {
    if (process.platform !== 'win32') chmodSync(file, 0o600);
    if (check && isQuicklyChecked(file)) {
      const verdict = db.pragma('quick_check(1)', { simple: true });
      if (verdict !== 'ok') throw new CorruptFileError(`quick_check of ${file}: ${verdict}`);
    }
    migrate(db, migrations);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Checking reads the whole file, which takes a second or two for so much; a larger one is checked in use. */
const QUICKLY_CHECKED_BYTES = 256 * 2 ** 20;

export const isQuicklyChecked = (file: string): boolean =>
  (statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= QUICKLY_CHECKED_BYTES;

/** Renames the file with its -wal and -shm and answers its new name. */
function moveAside(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, '-');
  const named = `${file}.corrupt-${stamp}`;
  const target = existsSync(named) ? `${named}-${process.hrtime.bigint()}` : named;
  for (const ending of ['', '-wal', '-shm']) {
    if (existsSync(file + ending)) renameSync(file + ending, target + ending);
  }
  return target;
}

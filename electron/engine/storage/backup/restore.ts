import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import { openDataDir } from '../data-dir.ts';
import { SchemaTooNewError } from '../migrate.ts';
import { settingsMigrations } from '../migrations/settings.ts';
import { telemetryMigrations } from '../migrations/telemetry.ts';
import { SETTINGS_FILE } from '../writer/open-files.ts';
import { assertSound } from './copy.ts';
import { BACKUP_FILES, type BackupManifest, readManifest } from './manifest.ts';

/**
 * Puts a backup into a data directory that no engine uses and that holds no store yet. The backup is examined
 * first; nothing is written unless all of it is sound and of a version that this one can read.
 *
 * @throws TrivetError not_found (no whole backup), conflict (there is data already), unavailable (damaged or not
 * writable); DataDirLockedError; SchemaTooNewError
 */
export function restoreBackup(backupDir: string, dataDirPath: string): BackupManifest {
  const manifest = readManifest(backupDir);
  for (const name of BACKUP_FILES) examine(join(backupDir, name), name);
  const dataDir = openDataDir(dataDirPath);
  try {
    if (BACKUP_FILES.some((name) => existsSync(join(dataDir.path, name)))) {
      throw new TrivetError('conflict', `${dataDir.path} already holds data`, {
        cure: 'Restore into another directory (--data DIR), or move this one away first.',
      });
    }
    for (const name of BACKUP_FILES) copyIn(join(backupDir, name), join(dataDir.path, name));
    return manifest;
  } finally {
    dataDir.dispose();
  }
}

function examine(file: string, name: string): void {
  const known = (name === SETTINGS_FILE ? settingsMigrations : telemetryMigrations).length;
  let db: Database.Database | null = null;
  try {
    db = new Database(file, { readonly: true });
    assertSound(db, file);
    const found = db.pragma('user_version', { simple: true }) as number;
    if (found > known) throw SchemaTooNewError.of(file, found, known);
  } catch (error) {
    if (error instanceof SchemaTooNewError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new TrivetError('unavailable', `the backup cannot be used: ${message}`, { cause: error });
  } finally {
    db?.close();
  }
}

/** The name comes last, so that a copy that was cut short is never taken for a store. */
function copyIn(from: string, to: string): void {
  const growing = `${to}.restoring`;
  try {
    copyFileSync(from, growing);
    if (process.platform !== 'win32') chmodSync(growing, 0o600);
    renameSync(growing, to);
  } catch (error) {
    rmSync(growing, { force: true });
    const message = error instanceof Error ? error.message : String(error);
    throw new TrivetError('unavailable', `the backup could not be copied: ${message}`, { cause: error });
  }
}

import { chmodSync } from 'node:fs';
import Database from 'better-sqlite3';
import { openForReading } from '../connection.ts';

/** Pages of one step: about 2 MiB. */
const PAGES_A_STEP = 512;

/**
 * Copies a database that is being written to. The reading transaction holds one state of it, so that what is
 * committed meanwhile neither gets into the copy nor makes it begin again; the price is a write-ahead log that cannot
 * be emptied until the copy is done. The copy is one file without a log.
 *
 * @throws when cancelled, when the target cannot be written, or when the copy turns out damaged
 */
export async function copyDatabase(file: string, target: string, isCancelled: () => boolean): Promise<void> {
  const source = openForReading(file);
  try {
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    await source.backup(target, {
      progress: () => {
        if (isCancelled()) throw new Error('cancelled');
        return PAGES_A_STEP;
      },
    });
  } finally {
    source.close();
  }
  if (process.platform !== 'win32') chmodSync(target, 0o600);
  const copy = new Database(target);
  try {
    copy.pragma('journal_mode = DELETE');
    assertSound(copy, target);
  } finally {
    copy.close();
  }
}

/** @throws when quick_check finds damage */
export function assertSound(db: Database.Database, file: string): void {
  const verdict = db.pragma('quick_check(1)', { simple: true });
  if (verdict !== 'ok') throw new Error(`${file} is damaged: ${verdict}`);
}

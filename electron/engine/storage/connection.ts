import Database from 'better-sqlite3';

export type Db = Database.Database;

/** The writer's cache; the readers share the page cache of the system. */
const CACHE_KIB = 16 * 1024;
const BUSY_MS = 5_000;

/** What the write-ahead log is cut back to once all of it is in the file. */
export const LARGEST_LOG_BYTES = 64 * 2 ** 20;

/**
 * The one writing connection. FULL, so that a commit survives power loss, which is what an acknowledgement
 * promises; better-sqlite3's own default is NORMAL.
 */
export function openForWriting(file: string): Db {
  const db = new Database(file, { timeout: BUSY_MS });
  // Takes effect only before the first table, so it comes first; a file that is there is not touched before it was
  // examined.
  if (db.pragma('page_count', { simple: true }) === 0) db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('checkpoint_fullfsync = ON');
  db.pragma(`journal_size_limit = ${LARGEST_LOG_BYTES}`);
  db.pragma(`cache_size = -${CACHE_KIB}`);
  db.pragma('foreign_keys = ON');
  db.pragma('temp_store = MEMORY');
  return db;
}

/** Copies the whole log into the file and empties it, unless a reader is in the way: then the next time. */
export function emptyLog(db: Db): void {
  db.pragma('busy_timeout = 50');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.pragma(`busy_timeout = ${BUSY_MS}`);
}

export function openForReading(file: string): Db {
  const db = new Database(file, { timeout: BUSY_MS, readonly: true });
  db.pragma('query_only = ON');
  db.pragma('temp_store = MEMORY');
  db.pragma('cache_size = -8192');
  return db;
}

import type Database from 'better-sqlite3';
import type { Db } from './connection.ts';

/** Statements prepared once per connection. */
export class StatementCache {
  readonly db: Db;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(db: Db) {
    this.db = db;
  }

  prepare<Params extends unknown[], Row>(sql: string): Database.Statement<Params, Row> {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement as Database.Statement<Params, Row>;
  }
}

/**
 * What a write operation works with. It runs inside a transaction that other operations may share; it throws
 * to undo itself, and only itself.
 */
export class WriteSession extends StatementCache {
  /** The settings file, which survives a corrupt telemetry file. */
  readonly settings: StatementCache;
  #caches = new Map<string, unknown>();

  constructor(telemetry: Db, settings: Db) {
    super(telemetry);
    this.settings = new StatementCache(settings);
  }

  /**
   * State derived from the store and kept between operations, such as ids of names. It is forgotten when
   * anything was rolled back, so it can never say what the file does not.
   */
  cache<T>(key: string, make: () => T): T {
    if (!this.#caches.has(key)) this.#caches.set(key, make());
    return this.#caches.get(key) as T;
  }

  forgetCache(key: string): void {
    this.#caches.delete(key);
  }

  forgetCaches(): void {
    this.#caches = new Map();
  }
}

/** Params and results are structured-cloned between threads. */
export type WriteOp<P, R> = (session: WriteSession, params: P) => R;

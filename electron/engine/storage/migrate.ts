import type { Db } from './connection.ts';

/** One step forward. Its place in the list is its number, from 1; a landed step never changes. */
export interface Migration {
  readonly name: string;
  up(db: Db): void;
}

/** The store was written by a newer Trivet. Nothing was changed, and nothing is offered to be deleted. */
export class SchemaTooNewError extends Error {
  override readonly name = 'SchemaTooNewError';

  static of(file: string, found: number, known: number): SchemaTooNewError {
    const versions = `schema ${found}, this version knows ${known}`;
    return new SchemaTooNewError(`${file} was written by a newer version of Trivet (${versions})`);
  }
}

/**
 * Brings the file up to the newest schema; the version is kept in user_version. Every step is a transaction of
 * its own, so a process killed in between goes on from the last whole step.
 *
 * @throws SchemaTooNewError
 */
export function migrate(db: Db, migrations: readonly Migration[], upTo = migrations.length): void {
  const found = db.pragma('user_version', { simple: true }) as number;
  if (found > migrations.length) throw SchemaTooNewError.of(db.name, found, migrations.length);
  for (let version = found; version < upTo; version++) {
    const step = migrations[version];
    if (!step) throw new RangeError(`no migration ${version + 1}`);
    db.transaction(() => {
      step.up(db);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}

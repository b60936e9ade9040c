import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Db, openForWriting } from '../../../electron/engine/storage/connection.ts';
import { WriteSession } from '../../../electron/engine/storage/session.ts';
import type { ThreadReply, ThreadRequest } from '../../../electron/engine/storage/thread-client.ts';
import { type CommitOptions, commitGroup } from '../../../electron/engine/storage/writer/group-commit.ts';
import { tempDir } from '../../temp-dir.ts';

const sqliteError = (code: string) => Object.assign(new Error(code.toLowerCase()), { code });

/** A real database whose named statement fails once, as a disk would make it fail. */
function failing(db: Db, statement: string, code: string): Db {
  let failures = 1;
  return new Proxy(db, {
    get(target, key) {
      const value = Reflect.get(target, key, target);
      if (key !== 'exec') return typeof value === 'function' ? value.bind(target) : value;
      return (sql: string) => {
        if (sql.startsWith(statement) && failures-- > 0) {
          // What SQLite does by itself at such an error.
          if (target.inTransaction) target.exec('ROLLBACK');
          throw sqliteError(code);
        }
        return target.exec(sql);
      };
    },
  });
}

const ops = {
  add: (session: WriteSession, value: number) => {
    session.cache('seen', () => new Set<number>()).add(value);
    session.prepare('INSERT INTO numbers VALUES (?)').run(value);
    return value;
  },
  full: () => {
    throw sqliteError('SQLITE_FULL');
  },
  broken: (session: WriteSession, value: number) => {
    session.prepare('INSERT INTO numbers VALUES (?)').run(value);
    throw new Error('a fault of its own');
  },
};

function setUp(wrap: (db: Db) => Db = (db) => db) {
  const db = openForWriting(join(tempDir(), 'test.db'));
  onTestFinished(() => {
    db.close();
  });
  db.exec('CREATE TABLE numbers (value INTEGER)');
  const session = new WriteSession(wrap(db), db);
  const replies: ThreadReply[] = [];
  let id = 0;
  const commit = (requests: [name: string, params: unknown][], now: () => number = () => 0) => {
    const queue = requests.map(([name, params]): ThreadRequest => ({ id: ++id, name, params }));
    const options: CommitOptions = {
      session,
      ops: ops as never,
      next: () => queue.shift(),
      reply: (reply) => replies.push(reply),
      now,
    };
    commitGroup(queue.shift()!, options);
    return queue.length;
  };
  const stored = () => db.prepare<[], number>('SELECT value FROM numbers ORDER BY value').pluck().all();
  return { db, session, replies, commit, stored };
}

test('all that wait are one transaction, answered after it', () => {
  const { commit, replies, stored, db } = setUp();
  const left = commit([
    ['add', 1],
    ['add', 2],
    ['add', 3],
  ]);
  expect([left, db.inTransaction, stored()]).toEqual([0, false, [1, 2, 3]]);
  expect(replies).toEqual([1, 2, 3].map((value) => ({ kind: 'result', id: value, value })));
});

test('an operation that throws undoes itself alone', () => {
  const { commit, replies, stored } = setUp();
  commit([
    ['add', 1],
    ['broken', 2],
    ['nothing of this name', 0],
    ['add', 3],
  ]);
  expect(stored()).toEqual([1, 3]);
  expect(replies.map((reply) => reply.kind)).toEqual(['result', 'error', 'error', 'result']);
});

test('a transaction ends after its time, with work left for the next', () => {
  const { commit, stored } = setUp();
  let now = 0;
  const clock = () => {
    now += 15;
    return now;
  };
  const left = commit(
    Array.from({ length: 10 }, (_, i): [string, number] => ['add', i]),
    clock,
  );
  expect(left).toBeGreaterThan(0);
  expect(stored().length).toBe(10 - left);
});

describe('when the transaction is lost', () => {
  test.each([
    ['SQLITE_FULL', 'storage_full'],
    ['SQLITE_IOERR_WRITE', 'unavailable'],
    ['SQLITE_IOERR_FSYNC', 'unavailable'],
    ['SQLITE_NOMEM', 'unavailable'],
    ['SQLITE_CORRUPT', 'unavailable'],
  ])('%s at COMMIT: every operation is answered with %s and nothing is kept', (sqlite, code) => {
    const { commit, replies, stored, session } = setUp((db) => failing(db, 'COMMIT', sqlite));
    const before = session.cache('seen', () => new Set());
    expect(() =>
      commit([
        ['add', 1],
        ['add', 2],
      ]),
    ).toThrow(sqlite.toLowerCase());
    expect(replies).toEqual([1, 2].map((id) => expect.objectContaining({ kind: 'error', id, code })));
    expect(stored()).toEqual([]);
    expect(session.cache('seen', () => new Set())).not.toBe(before);
  });

  test('the next group commits as if nothing had been', () => {
    const { commit, replies, stored } = setUp((db) => failing(db, 'COMMIT', 'SQLITE_FULL'));
    expect(() => commit([['add', 1]])).toThrow();
    commit([['add', 2]]);
    expect(stored()).toEqual([2]);
    expect(replies.at(-1)).toMatchObject({ kind: 'result' });
  });

  test('an operation that finds the disk full takes its neighbours with it', () => {
    const { commit, replies, stored, db } = setUp();
    expect(() =>
      commit([
        ['add', 1],
        ['full', 0],
        ['add', 3],
      ]),
    ).toThrow();
    expect(replies.map((reply) => 'code' in reply && reply.code)).toEqual(['storage_full', 'storage_full']);
    expect([stored(), db.inTransaction]).toEqual([[], false]);
  });

  test('BEGIN failing is answered to who asked', () => {
    const { commit, replies, stored } = setUp((db) => failing(db, 'BEGIN', 'SQLITE_BUSY'));
    expect(() => commit([['add', 1]])).toThrow();
    expect(replies).toEqual([expect.objectContaining({ kind: 'error', id: 1, code: 'unavailable' })]);
    expect(stored()).toEqual([]);
  });
});

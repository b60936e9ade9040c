import type { Db } from '../connection.ts';
import type { WriteOp, WriteSession } from '../session.ts';
import { isFatalForTransaction, storageErrorCode } from '../sqlite-errors.ts';
import type { ThreadReply, ThreadRequest } from '../thread-client.ts';

/** Operations that one transaction may hold; with a queue that never empties, a commit still comes. */
const MOST_PER_COMMIT = 500;
/** Nor may a transaction stay open longer than this once it has begun. */
const MOST_MS_PER_COMMIT = 20;

export interface CommitOptions {
  session: WriteSession;
  ops: Record<string, WriteOp<never, unknown>>;
  /** The next waiting request, or undefined. */
  next(): ThreadRequest | undefined;
  reply(reply: ThreadReply): void;
  now(): number;
}

/**
 * Runs the given request and all that wait behind it in one transaction and answers after its commit. While
 * one commit is being flushed the next group gathers, so load makes groups and an idle store does not wait.
 *
 * An operation that throws is undone alone. When the transaction itself is lost (disk full, I/O error), every
 * operation in it is answered with the error: nothing of it was kept.
 *
 * @throws what BEGIN or COMMIT threw, after the answers have been sent, so that the thread can judge it.
 */
export function commitGroup(first: ThreadRequest, options: CommitOptions): void {
  const { session, next, reply, now } = options;
  const { db } = session;
  const replies: ThreadReply[] = [];
  const taken: ThreadRequest[] = [];
  const deadline = now() + MOST_MS_PER_COMMIT;
  try {
    db.exec('BEGIN IMMEDIATE');
    for (let request: ThreadRequest | undefined = first; request; ) {
      taken.push(request);
      replies.push(runOne(request, options));
      request = taken.length < MOST_PER_COMMIT && now() < deadline ? next() : undefined;
    }
    db.exec('COMMIT');
  } catch (error) {
    rollBack(db);
    session.forgetCaches();
    if (taken.length === 0) taken.push(first);
    const message = error instanceof Error ? error.message : String(error);
    for (const { id } of taken) reply({ kind: 'error', id, code: storageErrorCode(error), message });
    throw error;
  }
  for (const answer of replies) reply(answer);
}

/** Where this fails too the connection is lost; who called sees that it is still in a transaction. */
function rollBack(db: Db): void {
  try {
    if (db.inTransaction) db.exec('ROLLBACK');
  } catch (error) {
    if (!isFatalForTransaction(error)) throw error;
  }
}

function runOne({ id, name, params }: ThreadRequest, { session, ops }: CommitOptions): ThreadReply {
  const op = Object.hasOwn(ops, name) ? ops[name] : undefined;
  if (!op) return { kind: 'error', id, code: 'not_found', message: `no write operation ${name}` };
  const { db } = session;
  db.exec('SAVEPOINT op');
  try {
    const value = op(session, params as never);
    db.exec('RELEASE op');
    return { kind: 'result', id, value };
  } catch (error) {
    if (isFatalForTransaction(error)) throw error;
    db.exec('ROLLBACK TO op; RELEASE op');
    session.forgetCaches();
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'error', id, code: storageErrorCode(error), message };
  }
}

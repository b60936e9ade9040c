import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { TrivetError, toErrorBody } from '../../../../shared/contract/errors.ts';
import { openForReading } from '../connection.ts';
import { loadPromqlQueries, readQueries, readStreams } from '../read-queries.ts';
import { StatementCache } from '../session.ts';
import { isCorrupt, storageErrorCode } from '../sqlite-errors.ts';
import type { ThreadReply, ThreadRequest } from '../thread-client.ts';
import { TELEMETRY_FILE } from '../writer/open-files.ts';

/** Answers queries. Several take turns on one thread, slice by slice; between slices a query can be cancelled. */
const port = parentPort;
if (!port) throw new Error('a reader runs as a worker thread');

const reply = (message: ThreadReply) => port.postMessage(message);
const session = open();
const cancelled = new Set<number>();
const running = new Set<number>();
/** By request: wakes a query whose piece was taken. */
const taken = new Map<number, () => void>();
/** Two maps with no name in common. */
const queries: Readonly<Record<string, unknown>> = { ...readQueries, ...readStreams };
let closing = false;

/** Once the queries under way have come to their next slice, the file is closed and the thread ends by itself. */
function closeWhenIdle(): void {
  if (!closing || running.size > 0) return;
  session.db.close();
  port?.close();
}

/** @throws whatever SQLite does; the thread ends with it, and the next query gets another thread. */
function open(): StatementCache {
  try {
    return new StatementCache(openForReading(join(workerData.dataDir as string, TELEMETRY_FILE)));
  } catch (error) {
    if (isCorrupt(error)) reply({ kind: 'notice', notice: { kind: 'damaged' } });
    throw error;
  }
}

type Query = (session: StatementCache, params: unknown) => Generator<unknown, unknown, void>;

/** @throws TrivetError not_found */
async function queryNamed(name: string): Promise<Query> {
  const known = Object.hasOwn(queries, name) ? queries : await loadPromqlQueries();
  if (!Object.hasOwn(known, name)) throw new TrivetError('not_found', `no query ${name}`);
  return (known as Record<string, unknown>)[name] as Query;
}

async function run({ id, name, params }: ThreadRequest): Promise<unknown> {
  const query = await queryNamed(name);
  const slices = query(session, params);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
    if (value === undefined) await nextTurn();
    else {
      const piece = new Promise<void>((resolve) => taken.set(id, resolve));
      reply({ kind: 'piece', id, value });
      await piece;
    }
    if (cancelled.has(id)) throw new TrivetError('cancelled', 'cancelled');
  }
}

function wake(id: number): void {
  taken.get(id)?.();
  taken.delete(id);
}

function cancel(id: number): void {
  cancelled.add(id);
  wake(id);
}

port.on('message', async (request: ThreadRequest) => {
  const { id, name } = request;
  if (name === 'close') {
    closing = true;
    for (const under of running) cancel(under);
    closeWhenIdle();
    return;
  }
  if (name === 'cancel') {
    if (running.has(id)) cancel(id);
    return;
  }
  if (name === 'taken') {
    wake(id);
    return;
  }
  running.add(id);
  try {
    reply({ kind: 'result', id, value: await run(request) });
  } catch (error) {
    if (isCorrupt(error)) reply({ kind: 'notice', notice: { kind: 'damaged' } });
    const { code, message } = toErrorBody(error);
    reply({ kind: 'error', id, code: code === 'internal' ? storageErrorCode(error) : code, message });
  } finally {
    running.delete(id);
    cancelled.delete(id);
    closeWhenIdle();
  }
});

reply({ kind: 'ready', value: null });

import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { WriteSession } from '../session.ts';
import { isCorrupt } from '../sqlite-errors.ts';
import type { ThreadReply, ThreadRequest } from '../thread-client.ts';
import { writeOps } from '../write-ops.ts';
import { commitGroup } from './group-commit.ts';
import { openStoreFiles, type StoreFiles } from './open-files.ts';

/** Owns the one writing connection. Everything it is asked runs inside group commits. */
const port = parentPort;
if (!port) throw new Error('the writer runs as a worker thread');

export interface WriterReady {
  setAside: string[];
  sqliteVersion: string;
}

const reply = (message: ThreadReply) => port.postMessage(message);

function start(files: StoreFiles): void {
  const session = new WriteSession(files.telemetry, files.settings);
  const options = {
    session,
    ops: writeOps as never,
    next: () => receiveMessageOnPort(port!)?.message as ThreadRequest | undefined,
    reply,
    now: () => performance.now(),
  };
  port!.on('message', (request: ThreadRequest) => {
    if (request.name === 'close') {
      files.telemetry.pragma('wal_checkpoint(TRUNCATE)');
      files.telemetry.close();
      files.settings.close();
      reply({ kind: 'result', id: request.id, value: null });
      port!.close();
      return;
    }
    try {
      commitGroup(request, options);
    } catch (error) {
      // The answers are out. A damaged file cannot be written on: the thread ends, and its owner opens a fresh
      // file in its place. Anything else, such as a full disk, passes.
      if (isCorrupt(error)) throw error;
    }
  });
}

try {
  const files = openStoreFiles(workerData);
  start(files);
  const sqliteVersion = files.telemetry.prepare('SELECT sqlite_version()').pluck().get() as string;
  reply({ kind: 'ready', value: { setAside: files.setAside, sqliteVersion } satisfies WriterReady });
} catch (error) {
  reply({ kind: 'failed', error });
  port.close();
}

import { parentPort, workerData } from 'node:worker_threads';
import { openForReading } from '../connection.ts';
import { isCorrupt } from '../sqlite-errors.ts';

/** Examines a file while it is in use already; for one so large that a start would wait for it. */
const port = parentPort;
if (!port) throw new Error('a check runs as a worker thread');

/** @throws what is not corruption: then nothing is known about the file */
function isSound(file: string): boolean {
  try {
    const db = openForReading(file);
    try {
      return db.pragma('quick_check(1)', { simple: true }) === 'ok';
    } finally {
      db.close();
    }
  } catch (error) {
    if (isCorrupt(error)) return false;
    throw error;
  }
}

port.postMessage(isSound(workerData.file as string));
port.close();

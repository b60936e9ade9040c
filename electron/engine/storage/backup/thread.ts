import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { SETTINGS_FILE, TELEMETRY_FILE } from '../writer/open-files.ts';
import { copyDatabase } from './copy.ts';

/** Copies both files off the threads that take and answer; ends itself when done. */
const port = parentPort;
if (!port) throw new Error('a backup runs as a worker thread');

const { dataDir, target } = workerData as { dataDir: string; target: string };
let cancelled = false;
port.on('message', () => {
  cancelled = true;
});

try {
  for (const file of [SETTINGS_FILE, TELEMETRY_FILE]) {
    await copyDatabase(join(dataDir, file), join(target, file), () => cancelled);
  }
  port.postMessage({ error: null });
} catch (error) {
  port.postMessage({ error: error instanceof Error ? error.message : String(error) });
} finally {
  port.close();
}

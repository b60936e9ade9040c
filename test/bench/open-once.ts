import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { systemClock } from '../../electron/engine/clock.ts';
import { TraceFiles } from '../../electron/engine/files/trace-files.ts';
import { Store } from '../../electron/engine/storage/store.ts';

/** Opens the file into an empty store; milliseconds to the commit that shows it. */
export async function openOnce(path: string): Promise<number> {
  const dir = mkdtempSync(join(tmpdir(), 'trivet-bench-'));
  try {
    return await openOnceInto(path, dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** As `openOnce`, into the data directory named, which stays. */
export async function openOnceInto(path: string, dir: string): Promise<number> {
  const logger = pino({ level: 'silent' });
  const store = await Store.open(dir, false, logger);
  const files = new TraceFiles({ store, dataDir: dir, clock: systemClock, logger });
  try {
    const start = performance.now();
    await new Promise<void>((resolve, reject) => {
      files.openPath(path, false, {
        event: (event) => event.kind === 'refused' && reject(new Error(JSON.stringify(event.error))),
        end: resolve,
        fail: reject,
      });
    });
    return performance.now() - start;
  } finally {
    files.dispose();
    await store.close();
  }
}

/** Run as a process: opens the file named, if any, and prints the highest resident memory in KiB (proc(5)). */
if (import.meta.main) {
  const path = process.argv[2];
  if (path !== undefined) await openOnce(path);
  process.stdout.write(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '');
}

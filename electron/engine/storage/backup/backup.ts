import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { TrivetError } from '../../../../shared/contract/errors.ts';
import { workerUrl } from '../../worker-url.ts';
import { writeManifest } from './manifest.ts';

/**
 * Copies the data directory's two files into `path`, which must not exist or be empty, while the store goes on. The
 * copy grows beside its place and gets its name when it is whole.
 *
 * @throws TrivetError conflict, cancelled or unavailable; nothing is left behind then
 */
export async function backUp(
  dataDir: string,
  path: string,
  version: string,
  signal: AbortSignal,
): Promise<{ path: string; bytes: number }> {
  if (existsSync(path) && readdirSync(path).length > 0) {
    throw new TrivetError('conflict', `${path} is not empty`, { cure: 'Name a new or empty directory.' });
  }
  const growing = `${path}.partial-${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(growing, { recursive: true, force: true });
    mkdirSync(growing, { mode: 0o700 });
    await copyOnThread(dataDir, growing, signal);
    const bytes = writeManifest(growing, version, Date.now());
    if (existsSync(path)) rmSync(path, { recursive: true });
    renameSync(growing, path);
    return { path, bytes };
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    if (error instanceof TrivetError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new TrivetError('unavailable', `the backup could not be made: ${message}`, { cause: error });
  }
}

async function copyOnThread(dataDir: string, target: string, signal: AbortSignal): Promise<void> {
  const worker = new Worker(workerUrl(import.meta.url, './thread'), { workerData: { dataDir, target } });
  const cancel = () => worker.postMessage('cancel');
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    const error = await new Promise<string | null>((resolve, reject) => {
      worker.once('message', ({ error }: { error: string | null }) => resolve(error));
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the copying thread ended')));
    });
    if (signal.aborted) throw new TrivetError('cancelled', 'cancelled');
    if (error !== null) throw new Error(error);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

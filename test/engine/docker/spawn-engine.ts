import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const entry = fileURLToPath(new URL('./engine-process.ts', import.meta.url));

/** An engine process that is ready. */
export async function spawnEngine(dataDir: string, dockerHost: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [entry, dataDir, dockerHost], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await Promise.race([
    once(child.stdout as NodeJS.EventEmitter, 'data'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the engine ended with ${code}`))),
  ]);
  return child;
}

/** Sends the signal and waits for the end. */
export async function endEngine(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const entry = fileURLToPath(new URL('./engine-process.ts', import.meta.url));

/** An engine process that is ready. */
export const spawnEngine = async (
  dataDir: string,
  dockerHost: string,
  settings: object = {},
): Promise<ChildProcess> => (await spawnReady([dataDir, dockerHost, '', JSON.stringify(settings)])).child;

export interface Ports {
  http: number;
  grpc: number;
  write: number;
  loki: number;
  elasticsearch: number;
}

/** An engine process that receives OTLP, remote write, Loki's pushes and Elasticsearch's bulks at the ports; without a host it follows no Docker daemon. */
export async function spawnReceiver(
  dataDir: string,
  dockerHost = '',
): Promise<{ child: ChildProcess; ports: Ports }> {
  const { child, line } = await spawnReady([dataDir, dockerHost, 'otlp']);
  const [, http = 0, grpc = 0, write = 0, loki = 0, elasticsearch = 0] = line.split(' ').map(Number);
  return { child, ports: { http, grpc, write, loki, elasticsearch } };
}

async function spawnReady(args: string[]): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [line] = await Promise.race([
    once(child.stdout as NodeJS.EventEmitter, 'data') as Promise<[Buffer]>,
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the engine ended with ${code}`))),
  ]);
  return { child, line: line.toString().trim() };
}

/** Sends the signal and waits for the end. */
export async function endEngine(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

import { resolve } from 'node:path';
import { receiverNames } from '../../shared/contract/app.ts';
import type { TrivetContract } from '../../shared/contract/contract.ts';
import { createClient, type RpcClient } from '../../shared/rpc/client.ts';
import { memoryPair } from '../../shared/rpc/memory.ts';
import { DataDirLockedError, defaultDataDir } from '../engine/storage/data-dir.ts';
import { EngineBusyError, findRunningEngine } from '../hosts/local-socket.ts';
import { stderrLogger } from './stderr-logger.ts';
import { packageVersion } from './version.ts';

export type EngineClient = RpcClient<TrivetContract>;

export interface EngineAccess {
  client: EngineClient;
  /** False when no engine ran, and this command opened the store itself. */
  running: boolean;
}

export interface AccessOptions {
  data?: string | undefined;
  /** Whether a command that opens the store itself also asks the daemon. */
  docker?: 'on' | 'off';
}

export const dataDirOf = (data: string | undefined): string => (data ? resolve(data) : defaultDataDir());

/** How long to wait for an engine that is starting, or for another command that has the store open. */
const BUSY_TIMEOUT_MS = 15_000;
const RETRY_MS = 100;

/** Runs the command against the engine of the data directory, or against the store itself when none runs. */
export async function withEngine<T>(
  { data, docker = 'off' }: AccessOptions,
  use: (access: EngineAccess) => Promise<T>,
): Promise<T> {
  const { client, running, close } = await reach(dataDirOf(data), docker);
  try {
    return await use({ client, running });
  } finally {
    client.dispose();
    await close();
  }
}

interface Reached extends EngineAccess {
  close(): Promise<void>;
}

async function reach(dataDir: string, docker: 'on' | 'off'): Promise<Reached> {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      const running = findRunningEngine(dataDir);
      if (!running) return await openOwnEngine(dataDir, docker);
      const client = createClient<TrivetContract>(await running.connect());
      return { client, running: true, close: async () => undefined };
    } catch (error) {
      const passing = error instanceof EngineBusyError || error instanceof DataDirLockedError;
      if (!passing || performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function openOwnEngine(dataDir: string, docker: 'on' | 'off'): Promise<Reached> {
  // Loaded only here: a command that finds an engine running does without one of its own.
  const { createEngine } = await import('../engine/engine.ts');
  const engine = await createEngine({
    dataDir,
    version: packageVersion(),
    logger: stderrLogger(process.stderr),
    listen: Object.fromEntries(receiverNames.map((name) => [name, 'off' as const])),
    docker,
    scrape: 'off',
    logFiles: 'off',
  });
  const { client, server } = memoryPair();
  engine.connect(server);
  return { client: createClient<TrivetContract>(client), running: false, close: () => engine.stop() };
}

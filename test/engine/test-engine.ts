import pino from 'pino';
import { onTestFinished } from 'vitest';
import { createEngine, type Engine, type EngineOptions } from '../../electron/engine/engine.ts';
import { receiverNames } from '../../shared/contract/app.ts';
import type { TrivetContract } from '../../shared/contract/contract.ts';
import { createClient, type RpcClient } from '../../shared/rpc/client.ts';
import { memoryPair } from '../../shared/rpc/memory.ts';
import { tempDir } from '../temp-dir.ts';

const nothingListens = Object.fromEntries(receiverNames.map((name) => [name, 'off' as const]));

export interface TestEngine {
  engine: Engine;
  client: RpcClient<TrivetContract>;
  dataDir: string;
}

/** An engine of the test's own with a client on it; no receiver listens unless the options say so. */
export async function startEngine(options: Partial<EngineOptions> = {}): Promise<TestEngine> {
  const dataDir = options.dataDir ?? tempDir();
  const logger = pino({ level: process.env.TRIVET_TEST_LOG ?? 'silent' });
  const engine = await createEngine({
    dataDir,
    version: '0.0.0',
    logger,
    hostMetrics: 'off',
    ...options,
    listen: { ...nothingListens, ...options.listen },
  });
  onTestFinished(() => stopOnce(engine));
  const { client, server } = memoryPair();
  engine.connect(server);
  return { engine, client: createClient(client), dataDir };
}

const stopped = new WeakSet<Engine>();

/** For tests that stop it themselves; the end of the test stops no engine twice. */
export async function stopOnce(engine: Engine): Promise<void> {
  if (stopped.has(engine)) return;
  stopped.add(engine);
  await engine.stop();
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll } from 'vitest';
import { createEngine, type Engine, type EngineOptions } from '../../electron/engine/engine.ts';
import { type ReceiverName, receiverNames } from '../../shared/contract/app.ts';
import type { TrivetContract } from '../../shared/contract/contract.ts';
import { createClient, type RpcClient } from '../../shared/rpc/client.ts';
import { memoryPair } from '../../shared/rpc/memory.ts';

export interface SharedEngine {
  engine: Engine;
  client: RpcClient<TrivetContract>;
  /** Of a receiver that listens. */
  port(name: ReceiverName): number;
}

/** One engine for all tests of a file, which must not count on a store of their own. */
export function sharedEngine(listen: EngineOptions['listen']): SharedEngine {
  const shared = {} as SharedEngine;
  const dataDir = mkdtempSync(join(tmpdir(), 'trivet-test-'));
  beforeAll(async () => {
    const engine = await createEngine({
      dataDir,
      version: '0.0.0',
      logger: pino({ level: process.env.TRIVET_TEST_LOG ?? 'silent' }),
      docker: 'off',
      hostMetrics: 'off',
      listen: { ...Object.fromEntries(receiverNames.map((name) => [name, 'off' as const])), ...listen },
    });
    const { receivers } = await engine.status();
    const { client, server } = memoryPair();
    engine.connect(server);
    const port = (name: ReceiverName) => receivers.find((one) => one.name === name)?.port ?? 0;
    Object.assign(shared, { engine, client: createClient(client), port });
  });
  afterAll(async () => {
    await shared.engine?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return shared;
}

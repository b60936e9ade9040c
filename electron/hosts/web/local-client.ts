import type { TrivetContract } from '../../../shared/contract/contract.ts';
import { createClient, type RpcClient } from '../../../shared/rpc/client.ts';
import { memoryPair } from '../../../shared/rpc/memory.ts';
import type { Engine } from '../../engine/engine.ts';

export type LocalClient = RpcClient<TrivetContract>;

/** The contract as a window has it, for the HTTP routes of this process. */
export function localClient(engine: Pick<Engine, 'connect'>): LocalClient {
  const { client, server } = memoryPair();
  engine.connect(server);
  return createClient<TrivetContract>(client);
}

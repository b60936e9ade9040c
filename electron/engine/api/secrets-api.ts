import type { secretMethods } from '../../../shared/contract/secrets.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';

type SecretsContract = { methods: typeof secretMethods; streams: Record<never, never> };

/** Names of secrets; what they say goes in and never out. */
export function createSecretsApi({ secrets }: EngineContext) {
  const methods: Handlers<SecretsContract> = {
    'secrets.list': async () => ({ secrets: await secrets.list(), place: await secrets.place() }),
    'secrets.set': async ({ name, value }) => ({ keptIn: await secrets.set(name, value) }),
    'secrets.remove': async ({ name }) => ({ removed: await secrets.remove(name) }),
  };
  return { methods };
}

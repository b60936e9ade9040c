import type { logMethods } from '../../../shared/contract/logs.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';

export function createLogsApi({ store }: EngineContext) {
  const methods: Handlers<{ methods: typeof logMethods; streams: Record<string, never> }> = {
    'logs.query': (params, { signal }) => store.read('logs.query', params, { signal }),
    'logs.volume': (params, { signal }) => store.read('logs.volume', params, { signal }),
    'logs.streams': (_params, { signal }) => store.read('logs.streams', {}, { signal }),
    'logs.errorCounts': (params, { signal }) => store.read('logs.errorCounts', params, { signal }),
  };
  return { methods };
}

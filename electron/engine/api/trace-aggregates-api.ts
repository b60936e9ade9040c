import type { traceAnswerMethods } from '../../../shared/contract/trace-answers.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';

type Aggregates = Pick<typeof traceAnswerMethods, 'traces.redTable' | 'traces.map' | 'traces.flame'>;

/** What many traces add up to. */
export function createTraceAggregatesApi({ store }: EngineContext) {
  const methods: Handlers<{ methods: Aggregates; streams: Record<never, never> }> = {
    'traces.redTable': (params, { signal }) => store.read('traces.redTable', params, { signal }),
    'traces.flame': (params, { signal }) => store.read('traces.flame', params, { signal }),
    'traces.map': (params, { signal }) => store.read('traces.map', params, { signal }),
  };
  return { methods };
}

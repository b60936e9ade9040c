import type { promqlMethods } from '../../../shared/contract/promql.ts';
import { parse } from '../../../shared/promql/parse.ts';
import { pretty } from '../../../shared/promql/print.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { checkSteps } from './promql-query.ts';
import { createSeriesHandlers, flushForRange } from './series-api.ts';

export function createPromqlApi(context: EngineContext) {
  const { store, queries } = context;
  const methods: Handlers<{ methods: typeof promqlMethods; streams: Record<never, never> }> = {
    ...createSeriesHandlers(context),
    'promql.range': (params, { signal }) =>
      queries.count(async () => {
        checkSteps(params);
        await flushForRange(context, params.endMs);
        return store.read('promql.range', params, { signal });
      }),
    'promql.instant': (params, { signal }) =>
      queries.count(async () => {
        await flushForRange(context, params.timeMs);
        return store.read('promql.instant', params, { signal });
      }),
    'promql.format': ({ expr }) => {
      const parsed = parse(expr, null);
      return parsed.ok ? { text: pretty(parsed.value), fault: null } : { text: null, fault: parsed.error };
    },
  };
  return { methods };
}

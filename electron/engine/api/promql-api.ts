import { TrivetError } from '../../../shared/contract/errors.ts';
import type { promqlMethods } from '../../../shared/contract/promql.ts';
import { parse } from '../../../shared/promql/parse.ts';
import { pretty } from '../../../shared/promql/print.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { checkSteps } from './promql-query.ts';

const notYet = (): never => {
  throw new TrivetError('unavailable', 'not built yet');
};

export function createPromqlApi({ store }: EngineContext) {
  const methods: Handlers<{ methods: typeof promqlMethods; streams: Record<never, never> }> = {
    'promql.range': (params, { signal }) => {
      checkSteps(params);
      return store.read('promql.range', params, { signal });
    },
    'promql.instant': (params, { signal }) => store.read('promql.instant', params, { signal }),
    'promql.format': ({ expr }) => {
      const parsed = parse(expr);
      return parsed.ok ? { text: pretty(parsed.value), fault: null } : { text: null, fault: parsed.error };
    },
    'promql.exemplars': notYet,
    'metrics.families': notYet,
    'metrics.series': notYet,
    'metrics.labelNames': notYet,
    'metrics.labelValues': notYet,
    'metrics.cardinality': notYet,
  };
  return { methods };
}

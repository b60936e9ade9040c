import { TrivetError } from '../../../shared/contract/errors.ts';
import type { metricMethods } from '../../../shared/contract/metrics.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { checkSteps } from './promql-query.ts';
import { flushForRange } from './series-api.ts';

/** As many as Prometheus answers: more than any screen has pixels. */
const MOST_STEPS = 11_000;
/** Every day before is read on as many. */
const MOST_BAND_STEPS = 2_000;

type MetricsContract = { methods: typeof metricMethods; streams: Record<never, never> };

export function createMetricsApi(context: EngineContext) {
  const { store } = context;
  const methods: Handlers<MetricsContract> = {
    'metrics.range': (params, { signal }) => {
      if (params.endMs < params.startMs)
        throw new TrivetError('invalid_params', 'the range ends before it starts');
      if ((params.endMs - params.startMs) / params.stepMs > MOST_STEPS) {
        throw new TrivetError('invalid_params', `the range has more than ${MOST_STEPS} steps`, {
          cure: 'Ask for a longer step or a shorter range.',
        });
      }
      return store.read('metrics.range', params, { signal });
    },
    'metrics.baseline': async (params, { signal }) => {
      checkSteps(params);
      if ((params.endMs - params.startMs) / params.stepMs > MOST_BAND_STEPS) {
        throw new TrivetError('invalid_params', `a band has at most ${MOST_BAND_STEPS} steps`, {
          cure: 'Ask for a longer step or a shorter range.',
        });
      }
      await flushForRange(context, params.endMs);
      return store.read('promql.baseline', params, { signal });
    },
  };
  return { methods };
}

import { TrivetError } from '../../../shared/contract/errors.ts';
import type { metricMethods } from '../../../shared/contract/metrics.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';

/** As many as Prometheus answers: more than any screen has pixels. */
const MOST_STEPS = 11_000;

type MetricsContract = { methods: typeof metricMethods; streams: Record<never, never> };

export function createMetricsApi({ store }: EngineContext) {
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
  };
  return { methods };
}

import type { traceAnswerMethods } from '../../../shared/contract/trace-answers.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { notStored } from '../traces/trace-export.ts';
import { UsualDurations } from '../traces/usual-durations.ts';

type Answers = Pick<typeof traceAnswerMethods, 'traces.difference' | 'traces.baseline'>;

/** What is different about some traces, and what is usual. */
export function createTraceAnswersApi({ store, clock }: EngineContext) {
  const usual = new UsualDurations({ store, clock });
  const methods: Handlers<{ methods: Answers; streams: Record<never, never> }> = {
    'traces.difference': (params, { signal }) => store.read('traces.difference', params, { signal }),
    'traces.baseline': async ({ traceId }, { signal }) => {
      const baselines = await usual.ofTrace(traceId, signal);
      if (!baselines) throw notStored(traceId);
      return baselines;
    },
  };
  return { methods };
}

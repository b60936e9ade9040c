import type { traceAnswerMethods } from '../../../shared/contract/trace-answers.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';
import { notStored } from '../traces/trace-export.ts';
import { UsualDurations } from '../traces/usual-durations.ts';

type Answers = Pick<typeof traceAnswerMethods, 'traces.difference' | 'traces.doctor' | 'traces.baseline'>;

/** Parents arrive after their children: a trace that ended this long ago is taken to be complete. */
const COMPLETE_AFTER_MS = 30_000;

/** What is different about some traces, what is wrong with spans, and what is usual. */
export function createTraceAnswersApi({ store, clock }: EngineContext) {
  const usual = new UsualDurations({ store, clock });
  const methods: Handlers<{ methods: Answers; streams: Record<never, never> }> = {
    'traces.difference': (params, { signal }) => store.read('traces.difference', params, { signal }),
    'traces.doctor': (range, { signal }) => {
      const completeBefore = BigInt(Math.floor(clock.now() - COMPLETE_AFTER_MS)) * 1_000_000n;
      return store.read('traces.doctor', { ...range, completeBefore }, { signal });
    },
    'traces.baseline': async ({ traceId }, { signal }) => {
      const baselines = await usual.ofTrace(traceId, signal);
      if (!baselines) throw notStored(traceId);
      return baselines;
    },
  };
  return { methods };
}

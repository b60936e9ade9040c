import type { DropCause } from '../../../shared/contract/app.ts';
import type { SamplingStatus, samplingMethods } from '../../../shared/contract/sampling.ts';
import type { Handlers } from '../../../shared/rpc/server.ts';
import type { EngineContext } from '../engine.ts';

type SamplingContract = { methods: typeof samplingMethods; streams: Record<never, never> };

/** What samplers and limits did to spans. */
export function createSamplingApi({ settings, traces, tailSampler, counters }: EngineContext) {
  function receivers(): SamplingStatus['receivers'] {
    const received = counters.receivedCounts().filter(({ signal }) => signal === 'traces');
    const dropped = counters.droppedCounts().filter(({ signal }) => signal === 'traces');
    const names = new Set([...received, ...dropped].map(({ receiver }) => receiver));
    return [...names].sort().map((receiver) => ({
      receiver,
      received: received.find((one) => one.receiver === receiver)?.items ?? 0,
      dropped: dropped
        .filter((one) => one.receiver === receiver)
        .map(({ cause, items }): [DropCause, number] => [cause, items]),
    }));
  }

  const methods: Handlers<SamplingContract> = {
    'traces.sampling': () => {
      const { sampling, spanLimits } = settings.current;
      const { judged, removed, spans } = tailSampler.counts;
      return {
        sampling,
        limits: spanLimits,
        leftOut: { ...traces.leftOut, tail: spans },
        tail: { judged, removed },
        cut: { ...traces.cut },
        receivers: receivers(),
      };
    },
  };
  return { methods };
}

import { useEffect, useMemo, useState } from 'react';
import type { TraceDetail } from '../../../../../shared/contract/traces.ts';
import { buildTraceModel, type TraceModel } from './trace-model.ts';

/** Below this a trace is computed faster than a thread starts. */
const ON_THE_SPOT = 5_000;

/** The trace's model; null while a large one is being computed beside the page. */
export function useTraceModel(detail: TraceDetail): TraceModel | null {
  const small = useMemo(
    () => (detail.parent.length <= ON_THE_SPOT ? buildTraceModel(detail) : null),
    [detail],
  );
  const [large, setLarge] = useState<TraceModel | null>(null);
  useEffect(() => {
    if (detail.parent.length <= ON_THE_SPOT) return;
    const worker = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<Omit<TraceModel, 'detail'>>) => {
      setLarge({ ...data, detail });
      worker.terminate();
    };
    // Without a worker the page waits, but it opens.
    worker.onerror = () => setLarge(buildTraceModel(detail));
    worker.postMessage(detail);
    return () => worker.terminate();
  }, [detail]);
  return small ?? (large?.detail === detail ? large : null);
}

import { startTransition, useEffect, useMemo, useState } from 'react';
import type { TraceDetail } from '../../../../../shared/contract/traces.ts';
import { buildFlameModel, type FlameModel } from './flame-model.ts';
import type { ThreadAnswer } from './thread.ts';
import { buildTraceModel, type TraceModel } from './trace-model.ts';

/** Below this a trace is computed faster than a thread starts. */
const ON_THE_SPOT = 5_000;

export interface PageModel {
  model: TraceModel;
  /** Null while it is being laid out. */
  flame: FlameModel | null;
}

const onTheSpot = (detail: TraceDetail): PageModel => {
  const model = buildTraceModel(detail);
  return { model, flame: buildFlameModel(model) };
};

/** The trace's model; null while a large one is being computed beside the page. */
export function useTraceModel(detail: TraceDetail): PageModel | null {
  const small = useMemo(() => (detail.parent.length <= ON_THE_SPOT ? onTheSpot(detail) : null), [detail]);
  const [large, setLarge] = useState<PageModel | null>(null);
  useEffect(() => {
    if (detail.parent.length <= ON_THE_SPOT) return;
    let worker: Worker | null = null;
    // In a task of its own: starting a thread and copying a large trace to it takes as long as a frame.
    const starting = setTimeout(() => {
      worker = computeBeside(detail, setLarge);
    });
    return () => {
      clearTimeout(starting);
      worker?.terminate();
    };
  }, [detail]);
  return small ?? (large?.model.detail === detail ? large : null);
}

function computeBeside(
  detail: TraceDetail,
  set: (next: (before: PageModel | null) => PageModel | null) => void,
): Worker {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<ThreadAnswer>) => {
    // A transition is drawn in slices: the page stays usable while a large trace comes up.
    startTransition(() => {
      if (data.kind === 'model') set(() => ({ model: { ...data.computed, detail }, flame: null }));
      else set((before) => before && { ...before, flame: data.flame });
    });
    if (data.kind === 'flame') worker.terminate();
  };
  // Without a thread the page waits, but it opens.
  worker.onerror = () => set(() => onTheSpot(detail));
  worker.postMessage(detail);
  return worker;
}

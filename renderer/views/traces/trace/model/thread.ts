import type { TraceDetail } from '../../../../../shared/contract/traces.ts';
import { buildFlameModel, type FlameModel } from './flame-model.ts';
import { buildTraceModel, type TraceModel } from './trace-model.ts';

/** What a large trace's thread answers: the model, and then, for nobody waits for it, the flame graph. */
export type ThreadAnswer =
  | { kind: 'model'; computed: Omit<TraceModel, 'detail'> }
  | { kind: 'flame'; flame: FlameModel };

/** Computes a large trace's model beside the page. */
addEventListener('message', ({ data }: MessageEvent<TraceDetail>) => {
  const model = buildTraceModel(data);
  const { detail: _detail, ...computed } = model;
  // The flame graph is still to be made of it, and a copy made here is one that the page need not make.
  const copy = structuredClone(computed);
  postMessage({ kind: 'model', computed: copy } satisfies ThreadAnswer, { transfer: [...buffersOf(copy)] });
  const flame = buildFlameModel(model);
  postMessage({ kind: 'flame', flame } satisfies ThreadAnswer, { transfer: [...buffersOf(flame)] });
});

/** Typed arrays move to the page instead of being copied. */
function buffersOf(value: object, into = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  for (const item of Object.values(value)) {
    if (ArrayBuffer.isView(item)) into.add(item.buffer as ArrayBuffer);
    else if (typeof item === 'object' && item !== null) buffersOf(item, into);
  }
  return into;
}

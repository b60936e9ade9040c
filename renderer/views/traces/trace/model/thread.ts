import type { TraceDetail } from '../../../../../shared/contract/traces.ts';
import { buildTraceModel, type TraceModel } from './trace-model.ts';

/** Computes a large trace's model beside the page; one question, one answer. */
addEventListener('message', ({ data }: MessageEvent<TraceDetail>) => {
  const { detail: _detail, ...computed } = buildTraceModel(data);
  const transfer = new Set<ArrayBuffer>();
  collectBuffers(computed, transfer);
  postMessage(computed satisfies Omit<TraceModel, 'detail'>, { transfer: [...transfer] });
});

/** Typed arrays move to the page instead of being copied. */
function collectBuffers(value: object, into: Set<ArrayBuffer>): void {
  for (const item of Object.values(value)) {
    if (ArrayBuffer.isView(item)) into.add(item.buffer as ArrayBuffer);
    else if (typeof item === 'object' && item !== null && !Array.isArray(item)) collectBuffers(item, into);
  }
}

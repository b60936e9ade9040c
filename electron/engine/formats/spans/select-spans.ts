import type { SpanBatch } from './span-batch.ts';

/** The spans of the batch that are wanted, in their order. Its lists are shared with the batch, its columns are not. */
export function selectSpans(batch: SpanBatch, wanted: (span: number) => boolean): SpanBatch {
  const kept: number[] = [];
  for (let i = 0; i < batch.count; i++) if (wanted(i)) kept.push(i);
  if (kept.length === batch.count) return batch;
  const { payloads, payloadEnds } = selectPayloads(batch, kept);
  return {
    count: kept.length,
    traceIds: selectBytes(batch.traceIds, 16, kept),
    spanIds: selectBytes(batch.spanIds, 8, kept),
    parentIds: selectBytes(batch.parentIds, 8, kept),
    startNano: BigInt64Array.from(kept, (i) => batch.startNano[i]!),
    durationNano: BigInt64Array.from(kept, (i) => batch.durationNano[i]!),
    kind: Uint8Array.from(kept, (i) => batch.kind[i]!),
    status: Uint8Array.from(kept, (i) => batch.status[i]!),
    eventCount: Uint32Array.from(kept, (i) => batch.eventCount[i]!),
    resource: Uint32Array.from(kept, (i) => batch.resource[i]!),
    scope: Uint32Array.from(kept, (i) => batch.scope[i]!),
    name: Uint32Array.from(kept, (i) => batch.name[i]!),
    payloads,
    payloadEnds,
    names: batch.names,
    resources: batch.resources,
    scopes: batch.scopes,
  };
}

/** Where the payload of a span begins. */
export const payloadStart = (batch: SpanBatch, span: number): number =>
  span === 0 ? 0 : batch.payloadEnds[span - 1]!;

function selectBytes(from: Uint8Array, size: number, kept: readonly number[]): Uint8Array<ArrayBuffer> {
  const to = new Uint8Array(kept.length * size);
  for (const [at, i] of kept.entries()) to.set(from.subarray(i * size, (i + 1) * size), at * size);
  return to;
}

function selectPayloads(batch: SpanBatch, kept: readonly number[]) {
  const bytes = kept.reduce((sum, i) => sum + batch.payloadEnds[i]! - payloadStart(batch, i), 0);
  const payloads = new Uint8Array(bytes);
  const payloadEnds = new Uint32Array(kept.length);
  let end = 0;
  for (const [at, i] of kept.entries()) {
    const payload = batch.payloads.subarray(payloadStart(batch, i), batch.payloadEnds[i]!);
    payloads.set(payload, end);
    end += payload.length;
    payloadEnds[at] = end;
  }
  return { payloads, payloadEnds };
}

import {
  readResource,
  readScope,
  readSpanPayload,
} from '../../../../electron/engine/formats/otlp/span-codec.ts';
import type { SpanBatch } from '../../../../electron/engine/formats/spans/span-batch.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import type { ScopeSpans, Span, SpanKind, StatusCode } from '../../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';

function spanAt(batch: SpanBatch, i: number): Span {
  const parent = batch.parentIds.subarray(i * 8, i * 8 + 8);
  const payload = batch.payloads.subarray(i === 0 ? 0 : batch.payloadEnds[i - 1]!, batch.payloadEnds[i]!);
  return {
    traceId: hex(batch.traceIds.subarray(i * 16, i * 16 + 16)),
    spanId: hex(batch.spanIds.subarray(i * 8, i * 8 + 8)),
    parentSpanId: parent.every((byte) => byte === 0) ? '' : hex(parent),
    name: batch.names[batch.name[i]!]!,
    kind: batch.kind[i] as SpanKind,
    startTimeUnixNano: unixNano(batch.startNano[i]!),
    durationNano: durationNano(batch.durationNano[i]!),
    statusCode: batch.status[i] as StatusCode,
    ...readSpanPayload(payload),
  };
}

/** The batch's spans in the model, each with its resource and scope. */
export function readBatch(batch: SpanBatch): ScopeSpans[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    resource: { attributes: readResource(batch.resources[batch.resource[i]!]!.content) },
    scope: readScope(batch.scopes[batch.scope[i]!]!),
    spans: [spanAt(batch, i)],
  }));
}

export const batchSpans = (batch: SpanBatch): Span[] => readBatch(batch).flatMap(({ spans }) => spans);

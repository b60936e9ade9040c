import { resolveParents } from '../../../electron/engine/storage/traces/resolve-parents.ts';
import type { TraceDetail } from '../../../shared/contract/traces.ts';
import { attribute, stringAttribute } from '../../../shared/model/attributes.ts';
import { packSpanIds } from '../../../shared/model/span-ids.ts';
import type { ReadSpan } from '../../engine/formats/read-traces.ts';
import { traceFixture } from './trace-fixture.ts';

/** One trace of a file as the engine tells it, without storing it. */
export function spansToDetail(read: readonly ReadSpan[]): TraceDetail {
  const spans = read.toSorted((a, b) => Number(a.span.startTimeUnixNano - b.span.startTimeUnixNano));
  const zero = spans[0]!.span.startTimeUnixNano;
  const serviceOf = ({ resource }: ReadSpan) =>
    stringAttribute(resource.attributes, 'service.name') ?? 'unknown';
  const detail = traceFixture(
    spans.map((one) => {
      const start = Number(one.span.startTimeUnixNano - zero);
      return {
        name: one.span.name,
        service: serviceOf(one),
        kind: one.span.kind,
        error: one.span.statusCode === 2,
        start,
        end: start + Number(one.span.durationNano),
        followsFrom: one.span.links.some(
          ({ spanId, attributes }) =>
            spanId === one.span.parentSpanId &&
            attribute(attributes, 'opentracing.ref_type') === 'follows_from',
        ),
      };
    }),
  );
  const spanIds = packSpanIds(spans.map(({ span }) => span.spanId));
  const parentIds = packSpanIds(spans.map(({ span }) => span.parentSpanId.padStart(16, '0')));
  const { parent, missingParent } = resolveParents({ ...detail, spanIds, parentIds });
  return { ...detail, spanIds, parent, missingParent };
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSpanPayload } from '../../../electron/engine/formats/otlp/span-codec.ts';
import { payloadStart, selectSpans } from '../../../electron/engine/formats/spans/select-spans.ts';
import type { SpanBatch } from '../../../electron/engine/formats/spans/span-batch.ts';
import { SpanBatchBuilder } from '../../../electron/engine/formats/spans/span-batch-builder.ts';
import {
  RANDOMNESS,
  rejectionThreshold,
  traceRandomness,
} from '../../../electron/engine/formats/spans/trace-randomness.ts';
import type { Span } from '../../../shared/model/span.ts';
import { noScope, resourceOf, span } from '../storage/traces/span-fixtures.ts';

function batchOf(spans: Span[]): SpanBatch {
  const builder = new SpanBatchBuilder();
  const resource = resourceOf('shop');
  for (const one of spans) builder.add(resource, noScope, one);
  return builder.finish();
}

/** A span of the batch with every column, to be compared. */
const spanAt = (batch: SpanBatch, i: number) => ({
  traceId: [...batch.traceIds.subarray(i * 16, i * 16 + 16)],
  spanId: [...batch.spanIds.subarray(i * 8, i * 8 + 8)],
  parentId: [...batch.parentIds.subarray(i * 8, i * 8 + 8)],
  start: batch.startNano[i],
  duration: batch.durationNano[i],
  kind: batch.kind[i],
  status: batch.status[i],
  events: batch.eventCount[i],
  resource: batch.resources[batch.resource[i]!],
  name: batch.names[batch.name[i]!],
  payload: readSpanPayload(batch.payloads.subarray(payloadStart(batch, i), batch.payloadEnds[i])),
});

test('what is selected is whole and in its order, whatever is left out', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (wanted) => {
      const batch = batchOf(
        wanted.map((_, i) =>
          span(i % 3, i + 1, {
            name: `n${i % 4}`,
            attributes: [['i', BigInt(i)]],
            statusCode: i % 2 ? 2 : 0,
          }),
        ),
      );
      const expected = wanted.flatMap((keep, i) => (keep ? [spanAt(batch, i)] : []));
      const selected = selectSpans(batch, (i) => wanted[i]!);
      expect(Array.from({ length: selected.count }, (_, i) => spanAt(selected, i))).toEqual(expected);
    }),
  );
});

describe('the randomness of a trace', () => {
  const randomness = (changes: Partial<Span>) => traceRandomness(batchOf([span(1, 1, changes)]), 0);

  test('is the last 56 bits of its id', () => {
    expect(randomness({ traceId: `ffffffffffffffffff${'0'.repeat(13)}1` })).toBe(1);
    expect(randomness({ traceId: `0000000000000000aa80${'0'.repeat(12)}` })).toBe(RANDOMNESS / 2);
  });

  test.each([
    ['ot=rv:80000000000000', RANDOMNESS / 2],
    ['vendor=1,ot=th:8;rv:40000000000000', RANDOMNESS / 4],
    ['ot=rv:40000000000000;th:c, other=2', RANDOMNESS / 4],
    ['ot=rv:8', 1],
    ['x=rv:80000000000000', 1],
  ])('is what the tracestate %s says, where it says it', (traceState, expected) => {
    expect(randomness({ traceState, traceId: `${'f'.repeat(18)}${'0'.repeat(13)}1` })).toBe(expected);
  });

  test('is kept by every larger probability that keeps it at all', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 56n - 1n }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (id, one, other) => {
          const value = randomness({ traceId: `1${id.toString(16).padStart(31, '0')}` });
          const [less, more] = one < other ? [one, other] : [other, one];
          if (value >= rejectionThreshold(less))
            expect(value).toBeGreaterThanOrEqual(rejectionThreshold(more));
        },
      ),
    );
  });
});

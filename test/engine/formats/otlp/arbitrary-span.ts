import fc from 'fast-check';
import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import type { ScopeSpans, Span } from '../../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';

/** Any text that UTF-8 can hold, and keys that are special in JavaScript. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.toWellFormed()),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '', '\u0000', '\u{1f600}'),
);

const { attributes } = fc.letrec<{ value: AttributeValue; attributes: Attributes }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'value' },
    text,
    fc.boolean(),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constant(null),
    fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes)),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('attributes').map((pairs) => ({ pairs })),
  ),
  attributes: fc.array(fc.tuple(text, tie('value')), { maxLength: 5, depthIdentifier: 'value' }),
}));

const id = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((all) => all.some((byte) => byte !== 0))
    .map((all) => Buffer.from(all).toString('hex'));

const time = fc.bigInt({ min: 0n, max: 2n ** 62n }).map(unixNano);
const count = fc.nat({ max: 1000 });

export const arbitrarySpan: fc.Arbitrary<Span> = fc.record({
  traceId: id(16),
  spanId: id(8),
  parentSpanId: fc.oneof(fc.constant(''), id(8)),
  traceState: text,
  name: text,
  kind: fc.constantFrom(0, 1, 2, 3, 4, 5),
  startTimeUnixNano: time,
  durationNano: fc.bigInt({ min: 0n, max: 2n ** 62n - 1n }).map(durationNano),
  statusCode: fc.constantFrom(0, 1, 2),
  statusMessage: text,
  attributes,
  events: fc.array(fc.record({ timeUnixNano: time, name: text, attributes, droppedAttributesCount: count }), {
    maxLength: 3,
  }),
  links: fc.array(fc.record({ traceId: id(16), spanId: id(8), traceState: text, attributes }), {
    maxLength: 3,
  }),
  droppedAttributesCount: count,
  droppedEventsCount: count,
  droppedLinksCount: count,
});

export const arbitraryScopeSpans: fc.Arbitrary<ScopeSpans[]> = fc.array(
  fc.record({
    resource: fc.record({ attributes }),
    scope: fc.record({ name: text, version: text, attributes }),
    spans: fc.array(arbitrarySpan, { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 3 },
);

import fc from 'fast-check';
import type { Attributes, AttributeValue } from '../../../shared/model/attributes.ts';
import type { ScopeSpans, Span, SpanKind, StatusCode } from '../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../shared/model/time.ts';

const hexId = (digits: number) =>
  fc.bigInt({ min: 1n, max: 16n ** BigInt(digits) - 1n }).map((id) => id.toString(16).padStart(digits, '0'));

export const traceIds = hexId(32);
export const spanIds = hexId(16);

/** Texts that every format must carry: markup, quotes, names of Object.prototype, any Unicode. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', '"],}', 'é☃', ''),
);

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  text,
  fc.boolean(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double().map((number) => (number === 0 ? 0 : number)),
  fc.uint8Array({ maxLength: 9 }).map((bytes) => Uint8Array.from(bytes)),
);

const nested: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 3 }).map((pairs) => ({ pairs: pairs as Attributes })),
  ),
})).value;

export interface SpanShape {
  /** Lists, pairs and null, which only OTLP knows. */
  nested: boolean;
  /** Nanoseconds per unit of time. */
  unit: bigint;
  /** Keys that are taken by the format's own fields begin with none of these letters. */
  keys: fc.Arbitrary<string>;
  links: boolean;
}

const attributesOf = ({ nested: deep, keys }: SpanShape): fc.Arbitrary<Attributes> =>
  fc.array(fc.tuple(keys, deep ? nested : scalar), { maxLength: 4 }) as fc.Arbitrary<Attributes>;

export function spansOf(shape: SpanShape): fc.Arbitrary<Span> {
  const attributes = attributesOf(shape);
  const time = fc.bigInt({ min: 1n, max: 4n * 10n ** 15n }).map((units) => units * shape.unit);
  const event = fc.record({
    timeUnixNano: time.map(unixNano),
    name: text,
    attributes,
    droppedAttributesCount: shape.nested ? fc.nat() : fc.constant(0),
  });
  const link = fc.record({ traceId: traceIds, spanId: spanIds, traceState: text, attributes });
  const dropped = shape.nested ? fc.nat() : fc.constant(0);
  return fc.record({
    traceId: traceIds,
    spanId: spanIds,
    parentSpanId: fc.oneof(fc.constant(''), spanIds),
    traceState: text,
    name: text,
    kind: fc.integer({ min: 0, max: 5 }) as fc.Arbitrary<SpanKind>,
    startTimeUnixNano: time.map(unixNano),
    durationNano: fc.bigInt({ min: 0n, max: 10n ** 9n }).map((units) => durationNano(units * shape.unit)),
    statusCode: fc.integer({ min: 0, max: 2 }) as fc.Arbitrary<StatusCode>,
    statusMessage: text,
    attributes,
    events: fc.array(event, { maxLength: 3 }),
    links: shape.links ? fc.array(link, { maxLength: 3 }) : fc.constant([]),
    droppedAttributesCount: dropped,
    droppedEventsCount: dropped,
    droppedLinksCount: dropped,
  });
}

export function scopeSpansOf(shape: SpanShape): fc.Arbitrary<ScopeSpans[]> {
  const scope = fc.record({
    name: text,
    version: text,
    attributes: shape.nested ? attributesOf(shape) : fc.constant<Attributes>([]),
  });
  const resource = fc.tuple(text, attributesOf(shape)).map(([service, attributes]) => ({
    attributes: [['service.name', service || 'web'], ...attributes] as Attributes,
  }));
  const spans = fc.array(spansOf(shape), { minLength: 1, maxLength: 3 });
  return fc.array(fc.record({ resource, scope, spans }), { minLength: 1, maxLength: 3 });
}

export const anyKey = text;
/** No key that a tag of Jaeger or Zipkin means something by. */
export const plainKey = text.map((key) => `k.${key}`);

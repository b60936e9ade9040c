import type { SpanDetail } from '../../../../../shared/contract/traces.ts';
import { type Attributes, type AttributeValue, hex } from '../../../../../shared/model/attributes.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A value as JSON; what JSON cannot say (64-bit integers, bytes) becomes text. */
function valueJson(value: AttributeValue): Json {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(valueJson);
  if (typeof value === 'object' && value !== null) return attributesJson(value.pairs);
  return value;
}

// fromEntries defines own properties, so a key such as __proto__ stays a key.
const attributesJson = (attributes: Attributes): Json =>
  Object.fromEntries(attributes.map(([key, value]) => [key, valueJson(value)]));

/** A span as JSON to read and paste, indented. */
export function spanJson({ span, service, resource, scope, source }: SpanDetail): string {
  const { events, links, attributes, startTimeUnixNano, durationNano, ...rest } = span;
  return JSON.stringify(
    {
      ...rest,
      service,
      startTimeUnixNano: startTimeUnixNano.toString(),
      durationNano: durationNano.toString(),
      attributes: attributesJson(attributes),
      events: events.map((event) => ({
        ...event,
        timeUnixNano: event.timeUnixNano.toString(),
        attributes: attributesJson(event.attributes),
      })),
      links: links.map((link) => ({ ...link, attributes: attributesJson(link.attributes) })),
      resource: attributesJson(resource),
      scope: { ...scope, attributes: attributesJson(scope.attributes) },
      source,
    },
    null,
    2,
  );
}

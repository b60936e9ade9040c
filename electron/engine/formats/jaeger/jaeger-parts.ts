import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { SpanEvent, SpanLink } from '../../../../shared/model/span.ts';
import type { UnixNano } from '../../../../shared/model/time.ts';
import { REF_TYPE } from './jaeger-span.ts';

/** What is kept of a list, and how much of it was over the limit. */
export interface Counted<T> {
  kept: T;
  dropped: number;
}

/** A reference of Jaeger's, which says by an attribute what it is. */
export const reference = (traceId: string, spanId: string, followsFrom: boolean): SpanLink => ({
  traceId,
  spanId,
  traceState: '',
  attributes: [[REF_TYPE, followsFrom ? 'follows_from' : 'child_of']],
});

/**
 * A reference to the parent itself is no link, unless it says FOLLOWS_FROM; where no parent is named, the first
 * CHILD_OF into the trace names it, else the first reference into it.
 */
export function parentAndLinks(
  references: SpanLink[],
  traceId: string,
  named: string,
): { parentSpanId: string; links: SpanLink[] } {
  const isChildOf = (link: SpanLink) => link.attributes[0]?.[1] === 'child_of';
  const inTrace = references.filter((link) => link.traceId === traceId);
  const parentSpanId = named || ((inTrace.find(isChildOf) ?? inTrace[0])?.spanId ?? '');
  const isParent = (link: SpanLink) =>
    link.traceId === traceId && link.spanId === parentSpanId && isChildOf(link);
  return { parentSpanId, links: references.filter((link) => !isParent(link)) };
}

/** A log as an event; its field `event`, where it is text, is the event's name. */
export function logEvent(timeUnixNano: UnixNano, fields: Counted<Attributes>): SpanEvent {
  const attributes = fields.kept;
  const at = attributes.findIndex(([key, value]) => key === 'event' && typeof value === 'string');
  const name = at < 0 ? '' : String(attributes.splice(at, 1)[0]?.[1]);
  return { timeUnixNano, name, attributes, droppedAttributesCount: fields.dropped };
}

import type { CutParts } from '../../../../shared/contract/sampling.ts';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { Span, SpanEvent, SpanLink } from '../../../../shared/model/span.ts';
import { cutUtf8, type DecodeLimits } from '../limits.ts';
import { limitAttributes } from '../otlp/span-part-checks.ts';

/** The span held to the limits; what goes is added to its dropped counts. */
export function limitSpan(span: Span, limits: DecodeLimits): Span {
  if (spanFits(span, limits)) return span;
  const attributes = limitAttributes(span.attributes, limits);
  const most = limits.eventsPerSpan;
  return {
    ...span,
    name: cutUtf8(span.name, limits.valueBytes),
    statusMessage: cutUtf8(span.statusMessage, limits.valueBytes),
    traceState: limitTraceState(span.traceState, limits),
    attributes,
    events: span.events.slice(0, most).map((event) => limitEvent(event, limits)),
    links: span.links.slice(0, limits.linksPerSpan).map((link) => limitLink(link, limits)),
    droppedAttributesCount: span.droppedAttributesCount + span.attributes.length - attributes.length,
    droppedEventsCount: span.droppedEventsCount + Math.max(0, span.events.length - most),
    droppedLinksCount: span.droppedLinksCount + Math.max(0, span.links.length - limits.linksPerSpan),
  };
}

/** Adds what `limitSpan` took from a span; a text that was shortened counts as an attribute. */
export function countCut(cut: CutParts, span: Span, held: Span): void {
  if (held === span) return;
  cut.attributes += shortenedTexts(span.attributes, held.attributes);
  cut.attributes += held.droppedAttributesCount - span.droppedAttributesCount;
  cut.events += held.droppedEventsCount - span.droppedEventsCount;
  cut.links += held.droppedLinksCount - span.droppedLinksCount;
}

/** Attributes stay in their order, so those that were kept are found again one after another. */
function shortenedTexts(before: Attributes, after: Attributes): number {
  let shortened = 0;
  let at = 0;
  for (const [key, value] of after) {
    while (at < before.length && before[at]?.[0] !== key) at++;
    const former = before[at++]?.[1];
    if (typeof former === 'string' && former !== value) shortened++;
  }
  return shortened;
}

function limitEvent(event: SpanEvent, limits: DecodeLimits): SpanEvent {
  const attributes = limitAttributes(event.attributes, limits);
  return {
    ...event,
    name: cutUtf8(event.name, limits.valueBytes),
    attributes,
    droppedAttributesCount: event.droppedAttributesCount + event.attributes.length - attributes.length,
  };
}

const limitLink = (link: SpanLink, limits: DecodeLimits): SpanLink => ({
  ...link,
  traceState: limitTraceState(link.traceState, limits),
  attributes: limitAttributes(link.attributes, limits),
});

/** Cut it would say something else. */
const limitTraceState = (text: string, { valueBytes }: DecodeLimits): string =>
  Buffer.byteLength(text) <= valueBytes ? text : '';

/** Sure without counting bytes: a UTF-16 unit takes at most three of UTF-8. */
const fitsText = (text: string, bytes: number): boolean => text.length * 3 <= bytes;

/** Nearly every span fits, and then nothing of it is copied. */
function spanFits(span: Span, limits: DecodeLimits): boolean {
  const { valueBytes, eventsPerSpan, linksPerSpan } = limits;
  if (span.events.length > eventsPerSpan || span.links.length > linksPerSpan) return false;
  if (!fitsText(span.name, valueBytes) || !fitsText(span.statusMessage, valueBytes)) return false;
  if (!fitsText(span.traceState, valueBytes) || !attributesFit(span.attributes, limits)) return false;
  for (const { name, attributes } of span.events) {
    if (!fitsText(name, valueBytes) || !attributesFit(attributes, limits)) return false;
  }
  for (const { traceState, attributes } of span.links) {
    if (!fitsText(traceState, valueBytes) || !attributesFit(attributes, limits)) return false;
  }
  return true;
}

function attributesFit(attributes: Attributes, { attributesPerItem, keyBytes, valueBytes }: DecodeLimits) {
  if (attributes.length > attributesPerItem) return false;
  for (const [key, value] of attributes) {
    if (!fitsText(key, keyBytes)) return false;
    if (typeof value === 'string') {
      if (!fitsText(value, valueBytes)) return false;
    } else if (typeof value === 'object' && value !== null) return false;
  }
  return true;
}

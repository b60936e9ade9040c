import type { Attributes } from '../../../../shared/model/attributes.ts';
import { hex } from '../../../../shared/model/attributes.ts';
import type { Scope, Span, SpanEvent, SpanLink } from '../../../../shared/model/span.ts';
import { unixNano } from '../../../../shared/model/time.ts';
import { WireReader, WireType } from '../protobuf/wire-reader.ts';
import type { WireWriter } from '../protobuf/wire-writer.ts';
import { readKeyValue, writeAttributes } from './attribute-codec.ts';

/** Field numbers of opentelemetry-proto trace.proto, resource.proto and common.proto. */
export const SPAN = {
  traceId: 1,
  spanId: 2,
  traceState: 3,
  parentSpanId: 4,
  name: 5,
  kind: 6,
  start: 7,
  end: 8,
  attributes: 9,
  droppedAttributes: 10,
  events: 11,
  droppedEvents: 12,
  links: 13,
  droppedLinks: 14,
  status: 15,
} as const;
export const EVENT = { time: 1, name: 2, attributes: 3, droppedAttributes: 4 } as const;
export const LINK = { traceId: 1, spanId: 2, traceState: 3, attributes: 4 } as const;
export const STATUS = { message: 2, code: 3 } as const;
export const SCOPE = { name: 1, version: 2, attributes: 3 } as const;
export const RESOURCE_ATTRIBUTES = 1;

/** What a span holds beside its columns. */
export type SpanPayload = Pick<
  Span,
  | 'traceState'
  | 'statusMessage'
  | 'attributes'
  | 'events'
  | 'links'
  | 'droppedAttributesCount'
  | 'droppedEventsCount'
  | 'droppedLinksCount'
>;

/** Lower-case or upper-case hex to bytes; the digits were checked by who made the id. */
export const hexBytes = (text: string): Uint8Array => Buffer.from(text, 'hex');

/** Writes those fields of OTLP's Span message that are not columns of their own. */
export function writeSpanPayload(writer: WireWriter, span: SpanPayload): void {
  if (span.traceState !== '') writer.stringField(SPAN.traceState, span.traceState);
  writeAttributes(writer, SPAN.attributes, span.attributes);
  writeCount(writer, SPAN.droppedAttributes, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event);
  writeCount(writer, SPAN.droppedEvents, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link);
  writeCount(writer, SPAN.droppedLinks, span.droppedLinksCount);
  if (span.statusMessage === '') return;
  writer.tag(SPAN.status, WireType.bytes);
  const status = writer.open();
  writer.stringField(STATUS.message, span.statusMessage);
  writer.close(status);
}

function writeCount(writer: WireWriter, field: number, count: number): void {
  if (count <= 0) return;
  writer.tag(field, WireType.varint);
  writer.varint(count);
}

export function writeEvent(writer: WireWriter, event: SpanEvent): void {
  writer.tag(SPAN.events, WireType.bytes);
  const at = writer.open();
  writer.tag(EVENT.time, WireType.fixed64);
  writer.fixed64(event.timeUnixNano);
  writer.stringField(EVENT.name, event.name);
  writeAttributes(writer, EVENT.attributes, event.attributes);
  writeCount(writer, EVENT.droppedAttributes, event.droppedAttributesCount);
  writer.close(at);
}

export function writeLink(writer: WireWriter, link: SpanLink): void {
  writer.tag(SPAN.links, WireType.bytes);
  const at = writer.open();
  writer.bytesField(LINK.traceId, hexBytes(link.traceId));
  writer.bytesField(LINK.spanId, hexBytes(link.spanId));
  if (link.traceState !== '') writer.stringField(LINK.traceState, link.traceState);
  writeAttributes(writer, LINK.attributes, link.attributes);
  writer.close(at);
}

export function writeScope(writer: WireWriter, scope: Scope): void {
  if (scope.name !== '') writer.stringField(SCOPE.name, scope.name);
  if (scope.version !== '') writer.stringField(SCOPE.version, scope.version);
  writeAttributes(writer, SCOPE.attributes, scope.attributes);
}

/** @throws WireError when the bytes were not written by this module or checked by the decoder. */
export function readSpanPayload(bytes: Uint8Array): SpanPayload {
  const reader = new WireReader(bytes);
  const end = bytes.length;
  const payload: SpanPayload = {
    traceState: '',
    statusMessage: '',
    attributes: [],
    events: [],
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
  while (reader.next(end)) readPayloadField(reader, end, payload);
  return payload;
}

function readPayloadField(reader: WireReader, end: number, payload: SpanPayload): void {
  switch (reader.field) {
    case SPAN.traceState:
      payload.traceState = reader.text(reader.lengthEnd(end));
      return;
    case SPAN.attributes:
      payload.attributes.push(readKeyValue(reader, reader.lengthEnd(end)));
      return;
    case SPAN.droppedAttributes:
      payload.droppedAttributesCount += reader.varint(end);
      return;
    case SPAN.events:
      payload.events.push(readEvent(reader, reader.lengthEnd(end)));
      return;
    case SPAN.droppedEvents:
      payload.droppedEventsCount += reader.varint(end);
      return;
    case SPAN.links:
      payload.links.push(readLink(reader, reader.lengthEnd(end)));
      return;
    case SPAN.droppedLinks:
      payload.droppedLinksCount += reader.varint(end);
      return;
    case SPAN.status:
      payload.statusMessage = readStatusMessage(reader, reader.lengthEnd(end));
      return;
    default:
      reader.skip(end);
  }
}

export function readEvent(reader: WireReader, end: number): SpanEvent {
  const event: SpanEvent = {
    timeUnixNano: unixNano(0n),
    name: '',
    attributes: [],
    droppedAttributesCount: 0,
  };
  while (reader.next(end)) {
    if (reader.field === EVENT.time) event.timeUnixNano = unixNano(reader.fixed64(end));
    else if (reader.field === EVENT.name) event.name = reader.text(reader.lengthEnd(end));
    else if (reader.field === EVENT.attributes)
      event.attributes.push(readKeyValue(reader, reader.lengthEnd(end)));
    else if (reader.field === EVENT.droppedAttributes) event.droppedAttributesCount += reader.varint(end);
    else reader.skip(end);
  }
  return event;
}

export function readLink(reader: WireReader, end: number): SpanLink {
  const link: SpanLink = { traceId: '', spanId: '', traceState: '', attributes: [] };
  while (reader.next(end)) {
    if (reader.field === LINK.traceId) link.traceId = readId(reader, end);
    else if (reader.field === LINK.spanId) link.spanId = readId(reader, end);
    else if (reader.field === LINK.traceState) link.traceState = reader.text(reader.lengthEnd(end));
    else if (reader.field === LINK.attributes)
      link.attributes.push(readKeyValue(reader, reader.lengthEnd(end)));
    else reader.skip(end);
  }
  return link;
}

function readId(reader: WireReader, end: number): string {
  const last = reader.lengthEnd(end);
  const text = hex(reader.bytes.subarray(reader.pos, last));
  reader.pos = last;
  return text;
}

function readStatusMessage(reader: WireReader, end: number): string {
  let message = '';
  while (reader.next(end)) {
    if (reader.field === STATUS.message) message = reader.text(reader.lengthEnd(end));
    else reader.skip(end);
  }
  return message;
}

/** Attributes of a Resource message. */
export function readResource(bytes: Uint8Array): Attributes {
  const reader = new WireReader(bytes);
  const attributes: Attributes = [];
  while (reader.next(bytes.length)) {
    if (reader.field === RESOURCE_ATTRIBUTES)
      attributes.push(readKeyValue(reader, reader.lengthEnd(bytes.length)));
    else reader.skip(bytes.length);
  }
  return attributes;
}

export function readScope(bytes: Uint8Array): Scope {
  const reader = new WireReader(bytes);
  const end = bytes.length;
  const scope: Scope = { name: '', version: '', attributes: [] };
  while (reader.next(end)) {
    if (reader.field === SCOPE.name) scope.name = reader.text(reader.lengthEnd(end));
    else if (reader.field === SCOPE.version) scope.version = reader.text(reader.lengthEnd(end));
    else if (reader.field === SCOPE.attributes)
      scope.attributes.push(readKeyValue(reader, reader.lengthEnd(end)));
    else reader.skip(end);
  }
  return scope;
}

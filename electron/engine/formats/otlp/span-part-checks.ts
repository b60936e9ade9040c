import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import { cutUtf8, type DecodeLimits } from '../limits.ts';
import { type WireReader, WireType } from '../protobuf/wire-reader.ts';
import type { WireWriter } from '../protobuf/wire-writer.ts';
import { checkKeyValue } from './attribute-copier.ts';
import { EVENT, LINK, readEvent, readLink, writeEvent, writeLink } from './span-codec.ts';

/**
 * Walks an Event; false when it must be rewritten to keep the limits.
 *
 * @throws WireError
 */
export function checkEvent(reader: WireReader, end: number, limits: DecodeLimits): boolean {
  let attributes = 0;
  let fits = true;
  while (reader.next(end)) {
    if (reader.field === EVENT.time) {
      reader.expect(WireType.fixed64);
      reader.skip(end);
    } else if (reader.field === EVENT.name) {
      const last = reader.lengthEnd(end);
      if (last - reader.pos > limits.valueBytes) fits = false;
      reader.pos = last;
    } else if (reader.field === EVENT.attributes) {
      if (checkKeyValue(reader, reader.lengthEnd(end), limits) !== 'keep') fits = false;
      attributes++;
    } else if (reader.field === EVENT.droppedAttributes) {
      reader.expect(WireType.varint);
      reader.varint(end);
    } else reader.skip(end);
  }
  return fits && attributes <= limits.attributesPerItem;
}

/** Walks a Link. @throws WireError */
export function checkLink(
  reader: WireReader,
  end: number,
  limits: DecodeLimits,
): 'fits' | 'too large' | 'bad ids' {
  let attributes = 0;
  let fits = true;
  let traceId = 0;
  let spanId = 0;
  while (reader.next(end)) {
    if (reader.field === LINK.attributes) {
      if (checkKeyValue(reader, reader.lengthEnd(end), limits) !== 'keep') fits = false;
      attributes++;
    } else if (reader.field <= LINK.traceState) {
      const last = reader.lengthEnd(end);
      const length = last - reader.pos;
      if (reader.field === LINK.traceId) traceId = length;
      else if (reader.field === LINK.spanId) spanId = length;
      else if (length > limits.valueBytes) fits = false;
      reader.pos = last;
    } else reader.skip(end);
  }
  if (traceId !== 16 || spanId !== 8) return 'bad ids';
  return fits && attributes <= limits.attributesPerItem ? 'fits' : 'too large';
}

export function rewriteEvent(
  reader: WireReader,
  end: number,
  writer: WireWriter,
  limits: DecodeLimits,
): void {
  const event = readEvent(reader, end);
  const attributes = limitAttributes(event.attributes, limits);
  writeEvent(writer, {
    ...event,
    name: cutUtf8(event.name, limits.valueBytes),
    attributes,
    droppedAttributesCount: event.droppedAttributesCount + event.attributes.length - attributes.length,
  });
}

export function rewriteLink(reader: WireReader, end: number, writer: WireWriter, limits: DecodeLimits): void {
  const link = readLink(reader, end);
  const traceState = link.traceState.length > limits.valueBytes ? '' : link.traceState;
  writeLink(writer, { ...link, traceState, attributes: limitAttributes(link.attributes, limits) });
}

/** At most so many; long texts cut, long keys and large nested values left out. */
export function limitAttributes(attributes: Attributes, limits: DecodeLimits): Attributes {
  const kept: Attributes = [];
  for (const [key, value] of attributes) {
    if (kept.length >= limits.attributesPerItem) break;
    if (Buffer.byteLength(key) > limits.keyBytes) continue;
    if (typeof value === 'string') kept.push([key, cutUtf8(value, limits.valueBytes)]);
    else if (!isLarge(value, limits.valueBytes)) kept.push([key, value]);
  }
  return kept;
}

const isLarge = (value: AttributeValue, bytes: number): boolean =>
  typeof value === 'object' && value !== null && encodedBytes(value) > bytes;

/** What the value takes on the wire, about. */
function encodedBytes(value: AttributeValue): number {
  if (typeof value === 'string') return Buffer.byteLength(value) + 4;
  if (typeof value !== 'object' || value === null) return 10;
  if (value instanceof Uint8Array) return value.length + 4;
  if (Array.isArray(value)) return value.reduce((sum: number, inner) => sum + encodedBytes(inner), 4);
  return value.pairs.reduce((sum, [key, inner]) => sum + Buffer.byteLength(key) + encodedBytes(inner) + 4, 4);
}

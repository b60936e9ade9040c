import { type Attributes, hex } from '../../../../../shared/model/attributes.ts';
import type { Exemplar, Label } from '../../../../../shared/model/series.ts';
import { type WireReader, WireType } from '../../protobuf/wire-reader.ts';
import { readKeyValue } from '../attribute-codec.ts';
import { cachedLabelName, labelValue } from './attribute-labels.ts';
import { int64, millis } from './fixed-numbers.ts';

/** opentelemetry-proto metrics.proto, Exemplar. */
const EXEMPLAR = { time: 2, asDouble: 3, spanId: 4, traceId: 5, asInt: 6, attributes: 7 } as const;

/** OpenMetrics: names and values of an exemplar's labels together. */
const MOST_CHARACTERS = 128;

/** Null for one without a value or a time. */
export function readExemplar(reader: WireReader, end: number): Exemplar | null {
  const attributes: Attributes = [];
  let traceId = '';
  let spanId = '';
  let timeMs = 0;
  let value = Number.NaN;
  while (reader.next(end)) {
    const { field, wireType } = reader;
    if (field === EXEMPLAR.time && wireType === WireType.fixed64) timeMs = millis(reader, end);
    else if (field === EXEMPLAR.asDouble && wireType === WireType.fixed64) value = reader.double(end);
    else if (field === EXEMPLAR.asInt && wireType === WireType.fixed64) value = int64(reader, end);
    else if (field === EXEMPLAR.traceId) traceId = idText(reader, end);
    else if (field === EXEMPLAR.spanId) spanId = idText(reader, end);
    else if (field === EXEMPLAR.attributes) attributes.push(readKeyValue(reader, reader.lengthEnd(end)));
    else reader.skip(end);
  }
  return createExemplar({ traceId, spanId, timeMs, value, attributes });
}

function idText(reader: WireReader, end: number): string {
  const last = reader.lengthEnd(end);
  const bytes = reader.bytes.subarray(reader.pos, last);
  reader.pos = last;
  return hex(bytes);
}

export interface ExemplarParts {
  /** Hex; empty or zeros for none. */
  traceId: string;
  spanId: string;
  timeMs: number;
  value: number;
  attributes: Attributes;
}

/** The ids come first: what was filtered out of the point's attributes is added where it fits as a whole. */
export function createExemplar({
  traceId,
  spanId,
  timeMs,
  value,
  attributes,
}: ExemplarParts): Exemplar | null {
  if (!(timeMs > 0) || Number.isNaN(value)) return null;
  const labels: Label[] = [];
  if (/[1-9a-f]/.test(spanId)) labels.push(['span_id', spanId]);
  if (/[1-9a-f]/.test(traceId)) labels.push(['trace_id', traceId]);
  const more: Label[] = [];
  for (const [key, attribute] of attributes) {
    const name = cachedLabelName(key);
    const text = labelValue(attribute);
    if (name !== null && text !== '' && !more.some(([other]) => other === name)) more.push([name, text]);
  }
  const characters = [...labels, ...more].reduce((sum, [name, text]) => sum + name.length + text.length, 0);
  if (characters <= MOST_CHARACTERS) labels.push(...more);
  labels.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  return { labels, value, timeMs };
}

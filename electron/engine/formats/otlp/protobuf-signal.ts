import { WireReader, WireType } from '../protobuf/wire-reader.ts';
import type { OtherSignal } from './other-signals.ts';

/** The three requests of OTLP (opentelemetry-proto) are built alike: resources (1) hold scopes (2) hold items (2). */
const OUTER = 1;
const INNER = 2;
/** gauge, sum, histogram, exponential_histogram, summary. */
const METRIC_DATA = new Set([5, 7, 9, 10, 11]);
const TRACE_ID_BYTES = 16;
const SPAN_ID_BYTES = 8;

export type Signal = 'spans' | Exclude<OtherSignal, 'profiles'>;

/**
 * Which of OTLP's requests the bytes are, by the fields of their first item. Null when there is no item.
 *
 * @throws WireError when they are none of them
 */
export function signalOf(bytes: Uint8Array): Signal | null {
  for (const [reader, end] of items(bytes)) return itemSignal(reader, end);
  return null;
}

/** Log records of a request. @throws WireError */
export function countLogs(bytes: Uint8Array): number {
  let count = 0;
  for (const [reader, end] of items(bytes)) {
    count++;
    reader.pos = end;
  }
  return count;
}

/** Data points of a request of metrics. @throws WireError */
export function countPoints(bytes: Uint8Array): number {
  let count = 0;
  for (const [reader, end] of items(bytes)) {
    while (reader.next(end)) {
      if (METRIC_DATA.has(reader.field) && reader.wireType === WireType.bytes) {
        const last = reader.lengthEnd(end);
        while (reader.next(last)) {
          if (reader.field === 1) count++;
          reader.skip(last);
        }
      } else reader.skip(end);
    }
  }
  return count;
}

/** Each item's reader stands at its first byte; whoever takes the item leaves it at its end, or stops. */
function* items(bytes: Uint8Array): Generator<[reader: WireReader, end: number]> {
  const reader = new WireReader(bytes);
  for (const resource of fields(reader, bytes.length, OUTER)) {
    for (const scope of fields(reader, resource, INNER)) {
      for (const item of fields(reader, scope, INNER)) yield [reader, item];
    }
  }
}

/** Goes into each field of the number and answers where it ends. */
function* fields(reader: WireReader, end: number, field: number): Generator<number> {
  while (reader.next(end)) {
    if (reader.field === field) {
      const last = reader.lengthEnd(end);
      yield last;
      reader.pos = last;
    } else reader.skip(end);
  }
}

/** Only a span has fixed times under these numbers, only a log record such a one under those. */
const SPAN_TIMES = [7, 8];
const LOG_TIMES = [1, 11];
const LOG_SEVERITY = 2;

function itemSignal(reader: WireReader, end: number): Signal {
  let ids = 0;
  while (reader.next(end)) {
    const { field, wireType } = reader;
    if (wireType === WireType.fixed64 && SPAN_TIMES.includes(field)) return 'spans';
    if (wireType === WireType.fixed64 && LOG_TIMES.includes(field)) return 'logRecords';
    if (wireType === WireType.varint && field === LOG_SEVERITY) return 'logRecords';
    if (wireType === WireType.bytes && field <= 2) {
      const last = reader.lengthEnd(end);
      if (last - reader.pos === (field === 1 ? TRACE_ID_BYTES : SPAN_ID_BYTES)) ids++;
      reader.pos = last;
    } else reader.skip(end);
  }
  return ids === 2 ? 'spans' : 'metricPoints';
}

import { WireError, type WireReader, WireType } from '../../protobuf/wire-reader.ts';
import { int64, sint32, uint64, varint64 } from './fixed-numbers.ts';
import type { ExponentialBuckets } from './point-batch.ts';
import type { MetricKind, PointBuilder } from './point-builder.ts';
import { type FieldNumbers, PointFields } from './point-fields.ts';

/** Field numbers of the kinds of data points (opentelemetry-proto metrics.proto). */
const NUMBER = { attributes: 7, flags: 8, exemplars: 5, asDouble: 4, asInt: 6 } as const;
const HISTOGRAM = { attributes: 9, flags: 10, exemplars: 8, bucketCounts: 6, bounds: 7 } as const;
const EXPONENTIAL = {
  attributes: 1,
  flags: 10,
  exemplars: 11,
  scale: 6,
  zeroCount: 7,
  positive: 8,
  negative: 9,
  zeroThreshold: 14,
} as const;
const SUMMARY = { attributes: 7, flags: 8, exemplars: 0, quantiles: 6 } as const;

/** What a point may hold: an SDK's exponential histogram has 160 buckets. */
const MOST_BUCKETS = 10_000;

/** Reads one data point of the kind into the builder. @throws WireError */
export function readPoint(reader: WireReader, end: number, kind: MetricKind, builder: PointBuilder): void {
  switch (kind) {
    case 'gauge':
    case 'sum':
      readNumber(reader, end, builder);
      return;
    case 'histogram':
      readHistogram(reader, end, builder);
      return;
    case 'exponentialHistogram':
      readExponential(reader, end, builder);
      return;
    default:
      readSummary(reader, end, builder);
  }
}

/** Walks the point; `own` takes the fields that only its kind has and answers whether it did. */
function walk(reader: WireReader, end: number, numbers: FieldNumbers, own: (fields: PointFields) => boolean) {
  const fields = new PointFields(reader, numbers);
  while (reader.next(end)) if (!own(fields) && !fields.take(end)) reader.skip(end);
  return fields;
}

function readNumber(reader: WireReader, end: number, builder: PointBuilder): void {
  let value = Number.NaN;
  const fields = walk(reader, end, NUMBER, () => {
    if (reader.wireType !== WireType.fixed64) return false;
    if (reader.field === NUMBER.asDouble) value = reader.double(end);
    else if (reader.field === NUMBER.asInt) value = int64(reader, end);
    else return false;
    return true;
  });
  builder.number(fields.head(builder), value, fields.exemplars);
}

function readHistogram(reader: WireReader, end: number, builder: PointBuilder): void {
  const counts: number[] = [];
  const bounds: number[] = [];
  const fields = walk(reader, end, HISTOGRAM, (own) => {
    if (reader.field === HISTOGRAM.bucketCounts) readFixed(reader, end, counts, uint64);
    else if (reader.field === HISTOGRAM.bounds) readFixed(reader, end, bounds, (from, to) => from.double(to));
    else return own.takeTotals(end);
    return true;
  });
  const { count, sum, exemplars } = fields;
  builder.histogram({ ...fields.head(builder), count, sum, bounds, counts, exemplars });
}

/** Packed, as proto3 writes it, or one by one. */
function readFixed(
  reader: WireReader,
  end: number,
  into: number[],
  read: (reader: WireReader, end: number) => number,
): void {
  const last = reader.wireType === WireType.fixed64 ? reader.pos + 8 : reader.lengthEnd(end);
  reader.wireType = WireType.fixed64;
  while (reader.pos < last) {
    if (into.length >= MOST_BUCKETS) throw new WireError(`more than ${MOST_BUCKETS} buckets`, reader.pos);
    into.push(read(reader, Math.min(last, end)));
  }
}

function readExponential(reader: WireReader, end: number, builder: PointBuilder): void {
  let scale = 0;
  let zeroCount = 0;
  let zeroThreshold = 0;
  let positive: ExponentialBuckets = { offset: 0, counts: new Float64Array(0) };
  let negative = positive;
  const fields = walk(reader, end, EXPONENTIAL, (own) => {
    const { field, wireType } = reader;
    if (field === EXPONENTIAL.scale && wireType === WireType.varint) scale = sint32(reader, end);
    else if (field === EXPONENTIAL.positive) positive = readBuckets(reader, reader.lengthEnd(end));
    else if (field === EXPONENTIAL.negative) negative = readBuckets(reader, reader.lengthEnd(end));
    else if (wireType !== WireType.fixed64) return false;
    else if (field === EXPONENTIAL.zeroCount) zeroCount = uint64(reader, end);
    else if (field === EXPONENTIAL.zeroThreshold) zeroThreshold = reader.double(end);
    else return own.takeTotals(end);
    return true;
  });
  const { count, sum, exemplars } = fields;
  const head = fields.head(builder);
  builder.exponential({
    ...head,
    count,
    sum,
    exemplars,
    scale,
    zeroCount,
    zeroThreshold,
    positive,
    negative,
  });
}

function readBuckets(reader: WireReader, end: number): ExponentialBuckets {
  const counts: number[] = [];
  let offset = 0;
  while (reader.next(end)) {
    if (reader.field === 1 && reader.wireType === WireType.varint) offset = sint32(reader, end);
    else if (reader.field === 2) {
      const last = reader.wireType === WireType.varint ? end : reader.lengthEnd(end);
      const one = reader.wireType === WireType.varint;
      do {
        if (counts.length >= MOST_BUCKETS)
          throw new WireError(`more than ${MOST_BUCKETS} buckets`, reader.pos);
        if (reader.pos < last) counts.push(varint64(reader, last));
      } while (!one && reader.pos < last);
    } else reader.skip(end);
  }
  return { offset, counts: Float64Array.from(counts) };
}

function readSummary(reader: WireReader, end: number, builder: PointBuilder): void {
  const quantiles: [number, number][] = [];
  const fields = walk(reader, end, SUMMARY, (own) => {
    if (reader.field !== SUMMARY.quantiles) return own.takeTotals(end);
    if (quantiles.length >= MOST_BUCKETS) throw new WireError('too many quantiles', reader.pos);
    quantiles.push(readQuantile(reader, reader.lengthEnd(end)));
    return true;
  });
  const { count, sum } = fields;
  builder.summary({ ...fields.head(builder), count, sum, quantiles });
}

function readQuantile(reader: WireReader, end: number): [quantile: number, value: number] {
  let quantile = 0;
  let value = 0;
  while (reader.next(end)) {
    if (reader.field === 1 && reader.wireType === WireType.fixed64) quantile = reader.double(end);
    else if (reader.field === 2 && reader.wireType === WireType.fixed64) value = reader.double(end);
    else reader.skip(end);
  }
  return [quantile, value];
}

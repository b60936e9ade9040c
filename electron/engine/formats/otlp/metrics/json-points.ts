import { hex } from '../../../../../shared/model/attributes.ts';
import type { Exemplar } from '../../../../../shared/model/series.ts';
import { FormatFault } from '../../fault.ts';
import { decodeBase64 } from '../../ids.ts';
import { type JsonObject, listOrEmpty, own, requireObject } from '../../json-values.ts';
import { decodeAttributes } from '../otlp-json-values.ts';
import { createExemplar } from './exemplars.ts';
import type { ExponentialBuckets } from './point-batch.ts';
import type { MetricKind, PointBuilder, PointHead } from './point-builder.ts';

const NO_RECORDED_VALUE = 1;
const NANOS_A_MILLI = 1_000_000n;

/** Reads one data point of OTLP's JSON into the builder. @throws FormatFault, relative to the point */
export function readJsonPoint(point: JsonObject, kind: MetricKind, builder: PointBuilder): void {
  const attributes = decodeAttributes(own(point, 'attributes'), 'attributes');
  const head: PointHead = {
    base: builder.base(null, () => attributes),
    startMs: millisOf(point, 'startTimeUnixNano') || Number.NaN,
    timeMs: millisOf(point, 'timeUnixNano'),
    stale: (numberOf(point, 'flags', 0) & NO_RECORDED_VALUE) !== 0,
  };
  const totals = { count: numberOf(point, 'count', 0), sum: numberOf(point, 'sum', Number.NaN) };
  switch (kind) {
    case 'gauge':
    case 'sum':
      builder.number(head, numberValue(point), exemplarsOf(point));
      return;
    case 'summary':
      builder.summary({ ...head, ...totals, quantiles: quantilesOf(point) });
      return;
    case 'histogram':
      builder.histogram({ ...head, ...totals, ...explicitBuckets(point), exemplars: exemplarsOf(point) });
      return;
    default:
      builder.exponential({
        ...head,
        ...totals,
        ...exponentialBuckets(point),
        exemplars: exemplarsOf(point),
      });
  }
}

const explicitBuckets = (point: JsonObject) => ({
  bounds: numbersOf(point, 'explicitBounds'),
  counts: numbersOf(point, 'bucketCounts'),
});

const exponentialBuckets = (point: JsonObject) => ({
  scale: numberOf(point, 'scale', 0),
  zeroCount: numberOf(point, 'zeroCount', 0),
  zeroThreshold: numberOf(point, 'zeroThreshold', 0),
  positive: bucketsOf(point, 'positive'),
  negative: bucketsOf(point, 'negative'),
});

/** Numbers may be strings, as protobuf's JSON writes 64 bits, NaN and the infinities. */
function toNumber(value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && value.trim() !== '') {
    const number = Number(value);
    if (!Number.isNaN(number) || value === 'NaN') return number;
  }
  throw new FormatFault(path, 'a number', value);
}

function numberOf(object: JsonObject, key: string, missing: number): number {
  const value = own(object, key);
  return value === undefined || value === null ? missing : toNumber(value, key);
}

const numbersOf = (object: JsonObject, key: string): number[] =>
  listOrEmpty(own(object, key), key).map((value, i) => toNumber(value, `${key}[${i}]`));

/** Nanoseconds since the epoch as whole milliseconds; 0 where there are none. */
function millisOf(object: JsonObject, key: string): number {
  const value = own(object, key);
  if (value === undefined || value === null || value === '') return 0;
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return Number(BigInt(value) / NANOS_A_MILLI);
  if (typeof value === 'bigint') return Number(value / NANOS_A_MILLI);
  if (typeof value === 'number' && value >= 0) return Math.floor(value / Number(NANOS_A_MILLI));
  throw new FormatFault(key, 'nanoseconds since the epoch', value);
}

function numberValue(point: JsonObject): number {
  const double = numberOf(point, 'asDouble', Number.NaN);
  return own(point, 'asInt') === undefined ? double : numberOf(point, 'asInt', Number.NaN);
}

function bucketsOf(point: JsonObject, key: string): ExponentialBuckets {
  const buckets = requireObject(own(point, key) ?? {}, key);
  return {
    offset: numberOf(buckets, 'offset', 0),
    counts: Float64Array.from(numbersOf(buckets, 'bucketCounts')),
  };
}

function quantilesOf(point: JsonObject): [quantile: number, value: number][] {
  return listOrEmpty(own(point, 'quantileValues'), 'quantileValues').map((item, i) => {
    const pair = requireObject(item, `quantileValues[${i}]`);
    return [numberOf(pair, 'quantile', 0), numberOf(pair, 'value', 0)];
  });
}

function exemplarsOf(point: JsonObject): Exemplar[] {
  return listOrEmpty(own(point, 'exemplars'), 'exemplars').flatMap((item) => {
    const exemplar = requireObject(item, 'exemplars');
    const parts = {
      traceId: idOf(exemplar, 'traceId', 32),
      spanId: idOf(exemplar, 'spanId', 16),
      timeMs: millisOf(exemplar, 'timeUnixNano'),
      value: numberValue(exemplar),
      attributes: decodeAttributes(own(exemplar, 'filteredAttributes'), 'filteredAttributes'),
    };
    return createExemplar(parts) ?? [];
  });
}

/** Hex in OTLP's JSON, base64 where somebody used protobuf's own. */
function idOf(exemplar: JsonObject, key: string, digits: number): string {
  const value = own(exemplar, key);
  if (typeof value !== 'string' || value === '') return '';
  if (value.length === digits && /^[0-9a-f]+$/i.test(value)) return value.toLowerCase();
  const bytes = decodeBase64(value);
  return bytes && bytes.length * 2 === digits ? hex(bytes) : '';
}

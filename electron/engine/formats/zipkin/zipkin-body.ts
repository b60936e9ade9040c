import type { Resource } from '../../../../shared/model/span.ts';
import { err, ok } from '../../../../shared/util/result.ts';
import { within } from '../fault.ts';
import { malformed, parseJsonBody } from '../json-body.ts';
import { isObject, own } from '../json-values.ts';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { type DecodeResult, tooMany } from '../otlp/traces-request.ts';
import { WireError } from '../protobuf/wire-reader.ts';
import { NO_SCOPE, SpanCollector } from '../spans/span-collector.ts';
import { ThriftError } from '../thrift/thrift-reader.ts';
import { placeUntimed } from './place-untimed.ts';
import { countZipkinProtobuf, readZipkinProtobuf } from './zipkin-protobuf.ts';
import { decodeZipkinSpan, type ServiceSpan } from './zipkin-span.ts';
import { countZipkinThrift, readZipkinThrift } from './zipkin-thrift.ts';
import { decodeZipkinV1Span, isZipkinV1 } from './zipkin-v1-span.ts';

type DecodeSpan = (value: unknown) => ServiceSpan[];

const decodeV2: DecodeSpan = (value) =>
  isObject(value) && isZipkinV1(value) ? decodeZipkinV1Span(value) : [decodeZipkinSpan(value)];

/** What only v2 has tells it, for senders that post it to the old path. */
const decodeV1: DecodeSpan = (value) => {
  const isV2 = isObject(value) && ['kind', 'localEndpoint', 'tags'].some((key) => own(value, key));
  return isV2 && !isZipkinV1(value) ? [decodeZipkinSpan(value)] : decodeZipkinV1Span(value);
};

/** A list of spans in Zipkin's v2 JSON. @param nowMs stands in for the time of spans that tell none */
export const decodeZipkinJson = (
  bytes: Uint8Array,
  limits: DecodeLimits = defaultLimits,
  nowMs = Date.now(),
): DecodeResult => decodeJson(bytes, limits, nowMs, decodeV2);

/** As `decodeZipkinJson`, in v1. */
export const decodeZipkinV1Json = (
  bytes: Uint8Array,
  limits: DecodeLimits = defaultLimits,
  nowMs = Date.now(),
): DecodeResult => decodeJson(bytes, limits, nowMs, decodeV1);

/** zipkin.proto3.ListOfSpans. */
export function decodeZipkinProtobuf(
  bytes: Uint8Array,
  limits: DecodeLimits = defaultLimits,
  nowMs = Date.now(),
): DecodeResult {
  try {
    const spans = countZipkinProtobuf(bytes, limits.items);
    if (spans > limits.items) return err(tooMany(limits.items));
    return ok(decodeEach(readZipkinProtobuf(bytes, limits), decodeV2, limits, nowMs));
  } catch (error) {
    if (error instanceof WireError) return err(malformed(`no Zipkin ListOfSpans: ${error.message}`));
    throw error;
  }
}

/** A list of zipkincore.thrift's Span in the binary protocol. */
export function decodeZipkinThrift(
  bytes: Uint8Array,
  limits: DecodeLimits = defaultLimits,
  nowMs = Date.now(),
): DecodeResult {
  try {
    const spans = countZipkinThrift(bytes);
    if (spans > limits.items) return err(tooMany(limits.items));
    return ok(decodeEach(readZipkinThrift(bytes, limits), decodeZipkinV1Span, limits, nowMs));
  } catch (error) {
    if (error instanceof ThriftError) return err(malformed(`no Zipkin spans in Thrift: ${error.message}`));
    throw error;
  }
}

function decodeJson(
  bytes: Uint8Array,
  limits: DecodeLimits,
  nowMs: number,
  decode: DecodeSpan,
): DecodeResult {
  const document = parseJsonBody(bytes, limits);
  if (!document.ok) return document;
  const list = document.value;
  if (!Array.isArray(list)) return err(malformed('expected an array of spans'));
  if (list.length > limits.items) return err(tooMany(limits.items));
  return ok(decodeEach(list, decode, limits, nowMs));
}

/** A span that cannot be stored is counted, its neighbours go on. */
function decodeEach(items: Iterable<unknown>, decode: DecodeSpan, limits: DecodeLimits, nowMs: number) {
  const collector = new SpanCollector(limits);
  const resources = new Map<string, Resource>();
  const untimed: ServiceSpan[] = [];
  const timed: ServiceSpan[] = [];
  let at = 0;
  for (const item of items) {
    const index = at++;
    try {
      for (const half of decode(item)) {
        (half.span.startTimeUnixNano === 0n ? untimed : timed).push(half);
      }
    } catch (error) {
      collector.fault(within(error, `[${index}]`));
    }
  }
  placeUntimed(untimed, timed, nowMs);
  for (const { service, span } of [...timed, ...untimed]) {
    collector.add(resourceOf(resources, service), NO_SCOPE, span);
  }
  return collector.finish();
}

function resourceOf(resources: Map<string, Resource>, service: string): Resource {
  let resource = resources.get(service);
  if (!resource) {
    resource = { attributes: service === '' ? [] : [['service.name', service]] };
    resources.set(service, resource);
  }
  return resource;
}

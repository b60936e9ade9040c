import type { Resource } from '../../../../shared/model/span.ts';
import { err, ok } from '../../../../shared/util/result.ts';
import { malformed } from '../json-body.ts';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { type DecodeResult, tooMany } from '../otlp/traces-request.ts';
import { WireError, WireReader } from '../protobuf/wire-reader.ts';
import { SpanCollector } from '../spans/span-collector.ts';
import { type Decoding, decodeSpan, Processes } from './jaeger-protobuf.ts';

/** Field numbers of PostSpansRequest and Batch (jaeger-idl, api_v2). */
const BATCH = 1;
const SPANS = 1;
const PROCESS = 2;

/** A PostSpansRequest of Jaeger's collector, in protobuf: whole or not at all, but for spans that cannot be kept. */
export function decodeJaegerProtobuf(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): DecodeResult {
  try {
    const spans = countSpans(new WireReader(bytes), limits.items);
    if (spans > limits.items) return err(tooMany(limits.items));
    const collector = new SpanCollector(limits, spans, bytes.length);
    const decoding = { limits, processes: new Processes(limits) };
    const reader = new WireReader(bytes);
    const end = bytes.length;
    while (reader.next(end)) {
      if (reader.field === BATCH) decodeBatch(reader, reader.lengthEnd(end), decoding, collector);
      else reader.skip(end);
    }
    return ok(collector.finish());
  } catch (error) {
    if (error instanceof WireError) return err(malformed(`no PostSpansRequest: ${error.message}`));
    throw error;
  }
}

/** Counts without making anything; stops soon after the limit. */
function countSpans(reader: WireReader, most: number): number {
  const end = reader.bytes.length;
  let spans = 0;
  while (spans <= most && reader.next(end)) {
    if (reader.field !== BATCH) reader.skip(end);
    else {
      const last = reader.lengthEnd(end);
      while (reader.next(last)) {
        if (reader.field === SPANS) spans++;
        reader.skip(last);
      }
    }
  }
  return spans;
}

const NO_PROCESS: Resource = { attributes: [] };

function decodeBatch(reader: WireReader, end: number, decoding: Decoding, into: SpanCollector): void {
  const process = processOf(reader, end, decoding);
  while (reader.next(end)) {
    if (reader.field !== SPANS) {
      reader.skip(end);
      continue;
    }
    const decoded = decodeSpan(reader, reader.lengthEnd(end), decoding);
    if ('fault' in decoded) into.reject(decoded.fault);
    else into.add(decoded.process ?? process, decoded.special.scope, decoded.span);
  }
}

/** It stands behind the spans, so it is looked for first and the reader goes back. */
function processOf(reader: WireReader, end: number, { processes }: Decoding): Resource {
  const start = reader.pos;
  let process = NO_PROCESS;
  while (reader.next(end)) {
    if (reader.field === PROCESS) process = processes.read(reader, reader.lengthEnd(end));
    else reader.skip(end);
  }
  reader.pos = start;
  return process;
}

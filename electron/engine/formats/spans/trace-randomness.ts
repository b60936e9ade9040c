import { SPAN } from '../otlp/span-codec.ts';
import { WireReader, WireType } from '../protobuf/wire-reader.ts';
import { payloadStart } from './select-spans.ts';
import type { SpanBatch } from './span-batch.ts';

/** 2^56, of which randomness is a part. */
export const RANDOMNESS = 2 ** 56;

/**
 * How likely a trace is to be kept, decided once for all of its spans wherever they are decided on: the trace id's
 * last 56 bits (W3C Trace Context Level 2, "Randomness of trace-id"), or what `rv` of the tracestate's `ot` entry says
 * instead (OpenTelemetry, "TraceState: Probability Sampling"). From 0 to below `RANDOMNESS`; a double holds its 53
 * highest bits, and a trace at the very edge of a threshold may fall on either side.
 */
export function traceRandomness(batch: SpanBatch, span: number): number {
  return explicitRandomness(batch, span) ?? randomnessOfId(batch.traceIds, span * 16);
}

/** A trace is kept when its randomness reaches this. */
export const rejectionThreshold = (probability: number): number => (1 - probability) * RANDOMNESS;

export function randomnessOfId(ids: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at + 9; i < at + 16; i++) value = value * 256 + ids[i]!;
  return value;
}

const EXPLICIT = /(?:^|,)\s*ot=(?:[^,]*;)?rv:([0-9a-f]{14})(?:;|,|\s|$)/;

function explicitRandomness(batch: SpanBatch, span: number): number | null {
  const state = traceState(batch, span);
  const digits = state === '' ? null : EXPLICIT.exec(state);
  return digits ? Number.parseInt(digits[1] ?? '', 16) : null;
}

/** The payload was checked or written by a decoder; here only its one text is looked for. */
function traceState(batch: SpanBatch, span: number): string {
  const reader = new WireReader(batch.payloads);
  const end = batch.payloadEnds[span]!;
  reader.pos = payloadStart(batch, span);
  while (reader.next(end)) {
    if (reader.field === SPAN.traceState && reader.wireType === WireType.bytes) {
      return reader.text(reader.lengthEnd(end));
    }
    reader.skip(end);
  }
  return '';
}

import type { CutParts } from '../../../../shared/contract/sampling.ts';
import type { ScopeSpans } from '../../../../shared/model/span.ts';
import { err, ok } from '../../../../shared/util/result.ts';
import { faultText } from '../fault.ts';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { countCut, limitSpan } from '../spans/limit-span.ts';
import { SpanBatchBuilder } from '../spans/span-batch-builder.ts';
import { scanJson } from './json-scan.ts';
import { decodeOtlpJson } from './otlp-json.ts';
import { limitAttributes } from './span-part-checks.ts';
import { type DecodeResult, type RequestFault, tooMany } from './traces-request.ts';

const malformed = (message: string): RequestFault => ({ kind: 'malformed', message });

/** An ExportTraceServiceRequest in OTLP's JSON encoding, as UTF-8. */
export function decodeTracesJson(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): DecodeResult {
  const { depth, containers, items } = scanJson(bytes, limits);
  if (depth > limits.jsonDepth) return err(malformed(`JSON nested deeper than ${limits.jsonDepth} levels`));
  if (items > limits.items) return err(tooMany(limits.items));
  if (containers > limits.jsonContainers) {
    return err({ kind: 'too many', message: `more than ${limits.jsonContainers} objects in one request` });
  }
  const document = parse(bytes);
  if (!document.ok) return document;
  const decoded = decodeOtlpJson(document.value);
  if (!decoded.ok) return err(malformed(faultText(decoded.error)));
  const { scopeSpans, faults } = decoded.value;
  const firstFault = faults[0] ? faultText(faults[0]) : '';
  const cut: CutParts = { attributes: 0, events: 0, links: 0 };
  const batch = toBatch(scopeSpans, limits, cut);
  return ok({ batch, rejected: faults.length, firstFault, cut });
}

function parse(bytes: Uint8Array) {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  try {
    return ok(HAS_LONG_NUMBER.test(text) ? JSON.parse(text, exactIntegers) : JSON.parse(text));
  } catch (error) {
    return err(malformed(`no JSON: ${error instanceof Error ? error.message : String(error)}`));
  }
}

/** An int64 may come as a bare number, which a double would round. */
const HAS_LONG_NUMBER = /[:[,]\s*-?\d{16,}/;
const INTEGER = /^-?\d{16,20}$/;

function exactIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && source && INTEGER.test(source) ? BigInt(source) : value;
}

function toBatch(scopeSpans: ScopeSpans[], limits: DecodeLimits, cut: CutParts) {
  const builder = new SpanBatchBuilder();
  for (const { resource, scope, spans } of scopeSpans) {
    if (resource.attributes.length > 0) {
      resource.attributes = limitAttributes(resource.attributes, limits);
    }
    const limited = { ...scope, attributes: limitAttributes(scope.attributes, limits) };
    for (const span of spans) {
      const held = limitSpan(span, limits);
      countCut(cut, span, held);
      builder.add(resource, limited, held);
    }
  }
  return builder.finish();
}

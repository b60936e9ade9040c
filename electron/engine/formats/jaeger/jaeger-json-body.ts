import { err, ok } from '../../../../shared/util/result.ts';
import { FormatFault } from '../fault.ts';
import { malformed, parseJsonBody } from '../json-body.ts';
import { type DecodeLimits, defaultLimits } from '../limits.ts';
import { type DecodeResult, type RequestFault, tooMany } from '../otlp/traces-request.ts';
import { SpanCollector } from '../spans/span-collector.ts';
import { TraceDocuments } from '../trace-file/trace-document.ts';

class TooMany extends Error {}

/**
 * Jaeger's JSON as posted: `{"data": […]}` of flat spans that each carry their process, or of whole traces as the UI
 * downloads them.
 */
export function decodeJaegerJson(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): DecodeResult {
  const document = parseJsonBody(bytes, limits);
  if (!document.ok) return document;
  const collector = new SpanCollector(limits);
  let spans = 0;
  const documents = new TraceDocuments({
    span(resource, scope, span) {
      if (++spans > limits.items) throw new TooMany();
      collector.add(resource, scope, span);
    },
    fault: (fault) => collector.fault(fault),
    // What is odd is stored all the same, and a receiver has nobody to tell.
    warning: () => undefined,
    others: (signal) => collector.fault(new FormatFault('', 'spans', null, signal)),
  });
  const refused = readAll(documents, document.value, limits);
  return refused ? err(refused) : ok(collector.finish());
}

function readAll(documents: TraceDocuments, document: unknown, limits: DecodeLimits): RequestFault | null {
  try {
    if (!Array.isArray(document)) documents.value(document, '');
    else for (const [i, value] of document.entries()) documents.value(value, `[${i}]`);
    return documents.format === null && !isEmpty(document)
      ? malformed('expected {"data": […]} with spans of Jaeger')
      : null;
  } catch (error) {
    if (error instanceof TooMany) return tooMany(limits.items);
    throw error;
  }
}

/** Nothing to store is a success, as everywhere. */
const isEmpty = (document: unknown): boolean => {
  const list = Array.isArray(document) ? document : (document as { data?: unknown } | null)?.data;
  return Array.isArray(list) && list.length === 0;
};

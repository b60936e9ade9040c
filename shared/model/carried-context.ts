import { type Attributes, type AttributeValue, attributeText } from './attributes.ts';

/** A context that a request, an answer or a message carried, as instrumentation noted it among the attributes. */
export interface CarriedContext {
  /** 32 lower-case hex digits; null where the text names no trace, only what belongs together. */
  traceId: string | null;
  /** 16 lower-case hex digits; null where only the trace is named. */
  spanId: string | null;
  /** The id as it was written. */
  text: string;
  /** The attribute's key, or that of the trace id where two attributes tell it. */
  by: string;
}

/** What one attribute says: a whole context, or a part that another of the same carrier completes. */
type Part =
  | { whole: Omit<CarriedContext, 'by'> }
  | { trace: string }
  | { span: string }
  | { correlation: string };

/** Headers by their name without hyphens, dots and underscores, lower-case: HTTP, Kafka, JMS and gRPC each spell alike. */
const readers: Record<string, (text: string) => Part | null> = {
  traceparent: readTraceparent,
  b3: readB3,
  ubertraceid: readUber,
  xb3traceid: traceOnly,
  xtraceid: traceOnly,
  traceid: traceOnly,
  xb3spanid: spanOnly,
  xspanid: spanOnly,
  spanid: spanOnly,
  xcorrelationid: correlationOnly,
  correlationid: correlationOnly,
};

const MOST_VALUES = 8;
const LONGEST_VALUE = 512;

/**
 * The contexts that attributes carry, in the order in which they stand, each once: W3C traceparent (Trace Context
 * 1), B3 in one header and in several (openzipkin/b3-propagation), uber-trace-id (Jaeger's propagation format), and
 * ids under trace-id, span-id and correlation-id with or without `x-`. Keys may have any prefix that ends with a
 * separator, such as `http.request.header.`; values may be lists, JSON text of lists, or bytes.
 */
export function carriedContexts(attributes: Attributes): CarriedContext[] {
  const found: CarriedContext[] = [];
  const spans = new Map<string, string>();
  const waiting: { context: CarriedContext; pair: string }[] = [];
  for (const [key, value] of attributes) {
    const header = headerOf(key);
    if (!header) continue;
    for (const text of textsOf(value)) {
      const part = readers[header.name]!(text);
      if (!part) continue;
      if ('span' in part) spans.set(header.pair, part.span);
      else if ('whole' in part) found.push({ ...part.whole, by: key });
      else {
        const context: CarriedContext =
          'trace' in part
            ? { traceId: part.trace, spanId: null, text, by: key }
            : { traceId: hexId(part.correlation, 32, 32), spanId: null, text, by: key };
        found.push(context);
        if ('trace' in part) waiting.push({ context, pair: header.pair });
      }
    }
  }
  for (const { context, pair } of waiting) context.spanId = spans.get(pair) ?? null;
  return onlyOnce(found);
}

/** The header that a key ends with, and what its trace id and span id have in common; null for any other key. */
function headerOf(key: string): { name: string; pair: string } | null {
  if (key.length > LONGEST_VALUE) return null;
  const segments = key.split(/[.:/[\]]+/).filter((segment) => segment !== '');
  for (const take of [1, 2]) {
    const last = segments.slice(-take);
    if (last.length < take) break;
    const name = last.join('').replace(/[-_]/g, '').toLowerCase();
    if (Object.hasOwn(readers, name)) {
      return { name, pair: `${segments.slice(0, -take).join('.')} ${name.replace(/(trace|span)id$/, '')}` };
    }
  }
  return null;
}

function textsOf(value: AttributeValue): string[] {
  if (typeof value === 'string')
    return value.startsWith('[') ? listIn(value) : [value.slice(0, LONGEST_VALUE)];
  if (value instanceof Uint8Array) return [String.fromCharCode(...value.subarray(0, LONGEST_VALUE))];
  if (Array.isArray(value))
    return value.slice(0, MOST_VALUES).map((one) => attributeText(one).slice(0, LONGEST_VALUE));
  return typeof value === 'bigint' || typeof value === 'number' ? [String(value)] : [];
}

/** Formats that know only texts write a list as its JSON. */
function listIn(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.slice(0, MOST_VALUES).filter((one) => typeof one === 'string') : [];
  } catch {
    // A text that only begins like one.
    return [];
  }
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?$/i;

function readTraceparent(text: string): Part | null {
  const match = TRACEPARENT.exec(text.trim());
  return match && whole(match[1]!, match[2]!, text);
}

const B3 = /^([0-9a-f]{16}|[0-9a-f]{32})-([0-9a-f]{16})(?:-[01d](?:-[0-9a-f]{16})?)?$/i;

function readB3(text: string): Part | null {
  const match = B3.exec(text.trim());
  return match && whole(match[1]!, match[2]!, text);
}

const UBER = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:[0-9a-f]{1,2}$/i;

/** In HTTP headers the colons are often percent-encoded. */
function readUber(text: string): Part | null {
  const match = UBER.exec(text.trim().replace(/%3a/gi, ':'));
  return match && whole(match[1]!, match[2]!, text);
}

function whole(trace: string, span: string, text: string): Part | null {
  const traceId = hexId(trace, 1, 32);
  const spanId = hexId(span, 1, 16);
  return traceId && spanId ? { whole: { traceId, spanId, text } } : null;
}

/** What is no id of a trace may still be one by which logs are found. */
function traceOnly(text: string): Part | null {
  const trace = hexId(text, 16, 32);
  return trace ? { trace } : correlationOnly(text);
}

function spanOnly(text: string): Part | null {
  const bare = text.trim();
  const span = /^[0-9a-f]{1,16}$/i.test(bare) ? padded(bare, 16) : null;
  return span ? { span } : null;
}

function correlationOnly(text: string): Part | null {
  const bare = text.trim();
  return bare === '' || /^0+$/.test(bare) ? null : { correlation: bare };
}

/** An id of so many hex digits, or a UUID, left-padded to `most`; null for any other text and for zeros. */
function hexId(text: string, least: number, most: number): string | null {
  const bare = text.trim();
  const digits = UUID.test(bare) ? bare.replaceAll('-', '') : bare;
  return digits.length >= least && digits.length <= most && /^[0-9a-f]+$/i.test(digits)
    ? padded(digits, most)
    : null;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const padded = (digits: string, length: number): string | null =>
  /^0+$/.test(digits) ? null : digits.toLowerCase().padStart(length, '0');

/** The same context under several headers is told once, by the first that names its span. */
function onlyOnce(contexts: CarriedContext[]): CarriedContext[] {
  const kept = new Map<string, CarriedContext>();
  for (const context of contexts) {
    const key = context.traceId ?? `text ${context.text}`;
    const before = kept.get(key);
    if (!before || (before.spanId === null && context.spanId !== null)) kept.set(key, context);
    else if (context.spanId !== null && context.spanId !== before.spanId)
      kept.set(`${key} ${context.spanId}`, context);
  }
  return [...kept.values()];
}

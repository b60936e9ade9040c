import type { Attributes } from '../../shared/model/attributes.ts';
import type { ScopeSpans, Span } from '../../shared/model/span.ts';
import { durationNano, unixNano } from '../../shared/model/time.ts';

const hexOf = (number: number, digits: number) => number.toString(16).padStart(digits, '0');

/** Spans that one trace of the load has: a request with its database calls. */
export const SPANS_A_TRACE = 10;
const OPERATIONS = 20;
const START = 1_790_000_000_000_000_000n;

/** Eight attributes of the kinds that HTTP and database instrumentation sends. */
const attributesOf = (number: number): Attributes => [
  ['http.request.method', 'GET'],
  ['http.route', '/api/cart/:id'],
  ['http.response.status_code', 200n],
  ['client.address', `10.0.0.${number % 250}`],
  ['user.id', `user-${number}`],
  ['db.system.name', 'postgresql'],
  ['cache.hit', number % 3 === 0],
  ['queue.load', (number % 100) / 100],
];

/** Span `number` of a load in which every `spansATrace` spans make one trace; the first of them is its root. */
export function loadSpan(number: number, spansATrace = SPANS_A_TRACE): Span {
  const trace = Math.floor(number / spansATrace);
  const place = number % spansATrace;
  const start = START + BigInt(trace) * 1_000_000n + BigInt(place) * 50_000n;
  return {
    traceId: hexOf(trace + 1, 32),
    spanId: hexOf(number + 1, 16),
    // A tree ten wide: its shape does not grow deeper than a real trace.
    parentSpanId: place === 0 ? '' : hexOf(number - place + Math.floor((place - 1) / 10) + 1, 16),
    traceState: '',
    name: place === 0 ? 'GET /api/cart/:id' : `operation ${place % OPERATIONS}`,
    kind: place === 0 ? 2 : 3,
    startTimeUnixNano: unixNano(start),
    durationNano: durationNano(BigInt(1_000_000 + ((number * 7919) % 90_000_000))),
    statusCode: number % 997 === 0 ? 2 : 0,
    statusMessage: '',
    attributes: attributesOf(number),
    events: [
      {
        timeUnixNano: unixNano(start + 10_000n),
        name: 'cache lookup',
        attributes: [['key', `cart:${number % 1000}`]],
        droppedAttributesCount: 0,
      },
    ],
    links: [],
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Spans `from` to `from + count`, as one service sends them. */
export function loadSpans(from: number, count: number, spansATrace = SPANS_A_TRACE): ScopeSpans {
  return {
    resource: {
      attributes: [
        ['service.name', 'shop'],
        ['service.instance.id', 'shop-1'],
        ['telemetry.sdk.language', 'nodejs'],
      ],
    },
    scope: { name: '@opentelemetry/instrumentation-http', version: '0.57.0', attributes: [] },
    spans: Array.from({ length: count }, (_, i) => loadSpan(from + i, spansATrace)),
  };
}

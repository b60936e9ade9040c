const SERVICES = ['web', 'api', 'worker', 'db', 'cart', 'pay'];
const OPERATIONS = ['GET /checkout', 'SELECT orders', 'publish order.created', 'charge'];
const SPANS_A_TRACE = 20;

/** One trace as Jaeger's UI writes it, with six tags a span and a log on every fifth. */
function trace(number: number): string {
  const traceID = number.toString(16).padStart(32, '5b8efff798038103d269b633813fc60c'.slice(0, 32));
  const spanId = (i: number) => (number * SPANS_A_TRACE + i + 1).toString(16).padStart(16, '0');
  const spans = Array.from({ length: SPANS_A_TRACE }, (_, i) => ({
    traceID,
    spanID: spanId(i),
    flags: 1,
    operationName: OPERATIONS[i % OPERATIONS.length],
    references: i === 0 ? [] : [{ refType: 'CHILD_OF', traceID, spanID: spanId(0) }],
    startTime: 1_719_400_000_000_000 + number * 1000 + i * 10,
    duration: 100 + i,
    tags: [
      { key: 'span.kind', type: 'string', value: i % 2 === 0 ? 'server' : 'client' },
      { key: 'http.method', type: 'string', value: 'GET' },
      { key: 'http.status_code', type: 'int64', value: 200 },
      { key: 'http.url', type: 'string', value: `http://shop.local/api/orders/${number}` },
      { key: 'component', type: 'string', value: 'net/http' },
      { key: 'internal.span.format', type: 'string', value: 'proto' },
    ],
    logs: i % 5 === 0 ? [log(number, i)] : [],
    processID: `p${(i % SERVICES.length) + 1}`,
    warnings: null,
  }));
  return JSON.stringify({ traceID, spans, processes: PROCESSES, warnings: null });
}

const log = (number: number, i: number) => ({
  timestamp: 1_719_400_000_000_001 + number * 1000 + i * 10,
  fields: [{ key: 'event', type: 'string', value: 'cache.miss' }],
});

const PROCESSES = Object.fromEntries(
  SERVICES.map((serviceName, i) => [
    `p${i + 1}`,
    {
      serviceName,
      tags: [
        { key: 'hostname', type: 'string', value: `${serviceName}-7c9f` },
        { key: 'ip', type: 'string', value: `10.0.0.${i}` },
        { key: 'jaeger.version', type: 'string', value: 'Go-2.30' },
      ],
    },
  ]),
);

/** A Jaeger file of at least so many spans, in pieces of one trace. */
export function* jaegerFile(spans: number): Generator<string> {
  yield '{"data":[';
  for (let number = 0; number * SPANS_A_TRACE < spans; number++)
    yield (number > 0 ? ',' : '') + trace(number);
  yield '],"total":0,"limit":0,"offset":0,"errors":null}';
}

const SERVICES = ['web', 'api', 'orders', 'postgres', 'redis', 'pay'];
const OPERATIONS = [
  'POST /checkout',
  'load items',
  'SELECT item',
  'GET price',
  'charge',
  'publish order.created',
];
export const LARGE_TRACE_ID = '5b8efff798038103d269b633813fc60c';
const SPANS_A_PIECE = 500;
const START_US = 1_719_400_000_000_000;

const spanId = (i: number) => (i + 1).toString(16).padStart(16, '0');

/**
 * Parents of a trace's spans, each before its children and every level filled: a bush of so many levels, or a stem
 * of that many levels with the other spans hanging along it.
 */
export function parentsOf(spans: number, depth: number): Int32Array {
  const parent = new Int32Array(spans).fill(-1);
  if (depth > 50) {
    for (let i = 1; i < spans; i++) parent[i] = i < depth ? i - 1 : (i * 7919) % (depth - 1);
    return parent;
  }
  const levels = Array.from({ length: depth }, (): number[] => []);
  levels[0]!.push(0);
  for (let i = 1; i < spans; i++) {
    const level = 1 + (i % (depth - 1));
    const above = levels[level - 1]!;
    // Until the level above has a span, the one above that takes it.
    const at = above.length > 0 ? level : levels.findLastIndex((own) => own.length > 0) + 1;
    const row = levels[at - 1]!;
    parent[i] = row[(i * 31) % Math.min(row.length, 40_000)]!;
    levels[at]!.push(i);
  }
  return parent;
}

/** One trace as a Jaeger file with five tags a span, in pieces; some spans fail, and some repeat under one parent. */
export function* largeTraceFile(spans: number, depth: number): Generator<string> {
  const parents = parentsOf(spans, depth);
  const level = new Uint32Array(spans);
  for (let i = 1; i < spans; i++) level[i] = level[parents[i]!]! + 1;
  yield `{"data":[{"traceID":"${LARGE_TRACE_ID}","spans":[`;
  for (let from = 0; from < spans; from += SPANS_A_PIECE) {
    const piece = Array.from({ length: Math.min(SPANS_A_PIECE, spans - from) }, (_, k) =>
      JSON.stringify(span(from + k, parents[from + k]!, level[from + k]!, spans)),
    );
    yield (from > 0 ? ',' : '') + piece.join(',');
  }
  yield `],"processes":${JSON.stringify(PROCESSES)},"warnings":null}],"total":0,"limit":0,"offset":0,"errors":null}`;
}

function span(i: number, parent: number, level: number, spans: number) {
  return {
    traceID: LARGE_TRACE_ID,
    spanID: spanId(i),
    flags: 1,
    operationName: OPERATIONS[(i * 13) % OPERATIONS.length],
    references: parent < 0 ? [] : [{ refType: 'CHILD_OF', traceID: LARGE_TRACE_ID, spanID: spanId(parent) }],
    startTime: START_US + i * 4 + level,
    duration: Math.max(2, Math.round((spans - i) * 4) - level * 2),
    tags: [
      { key: 'span.kind', type: 'string', value: i % 3 === 0 ? 'client' : 'server' },
      { key: 'http.method', type: 'string', value: 'GET' },
      { key: 'http.status_code', type: 'int64', value: i % 997 === 0 ? 500 : 200 },
      { key: 'http.url', type: 'string', value: `http://shop.local/api/orders/${i}` },
      ...(i % 997 === 0 ? [{ key: 'error', type: 'bool', value: true }] : []),
    ],
    logs: [],
    processID: `p${(i * 17) % SERVICES.length}`,
    warnings: null,
  };
}

const PROCESSES = Object.fromEntries(
  SERVICES.map((serviceName, i) => [
    `p${i}`,
    { serviceName, tags: [{ key: 'hostname', type: 'string', value: `${serviceName}-7c9f` }] },
  ]),
);

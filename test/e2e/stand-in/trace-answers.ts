import type {
  AggregateFlame,
  DifferenceAttribute,
  DoctorReport,
  RedRow,
  RedTable,
  ServiceMap,
  TraceDifference,
} from '../../../shared/contract/trace-answers.ts';
import type { QueryCandidate, TraceCount } from '../../../shared/contract/traces.ts';
import { nanoToMs } from '../../../shared/model/time.ts';
import { completionAt } from '../../../shared/trace-query/completion.ts';
import { noise } from './noise.ts';
import { deployMs } from './shop.ts';
import { red, traces } from './signals.ts';

const MS = 1e6;
const OPERATIONS: Record<string, string[]> = {
  web: ['GET /products', 'POST /checkout', 'GET /cart'],
  api: ['POST /orders', 'GET /products', 'GET /users/{id}'],
  orders: ['orders.Create', 'orders.Load'],
  pay: ['POST /charges'],
  worker: ['process mail', 'process invoice'],
};

/** Figures of the shop, worse since the deploy. */
export function redTable(
  params: { by: 'service' | 'operation'; start: bigint; end: bigint; steps: number },
  now: number,
): RedTable {
  const startMs = nanoToMs(params.start);
  const stepMs = (nanoToMs(params.end) - startMs) / params.steps;
  const stepsMs = Float64Array.from({ length: params.steps }, (_, i) => startMs + i * stepMs);
  const rows = red.flatMap((service) => {
    const operations = params.by === 'operation' ? (OPERATIONS[service.service] ?? ['call']) : [null];
    return operations.map((operation, i): RedRow => {
      const part = 1 / (operations.length + i);
      const at = (t: number, name: string) =>
        0.7 + 0.6 * noise(`${service.service}${name}${i}`, Math.floor(t / 15_000));
      const worse = (t: number) => (t > deployMs(now) ? 1 : 0.2);
      return {
        ...service,
        operation,
        calls: Math.round(service.calls * part),
        errors: Math.round(service.errors * part),
        callsByStep: stepsMs.map((t) => Math.round((service.calls * part * at(t, 'calls')) / params.steps)),
        errorsByStep: stepsMs.map((t) =>
          Math.round((service.errors * part * worse(t) * at(t, 'err')) / params.steps),
        ),
        p95ByStep: stepsMs.map((t) => (service.p95Nano ?? 0) * worse(t) * at(t, 'p95')),
      };
    });
  });
  return { rows, stepsMs, stepMs, total: rows.length, truncated: false };
}

const EDGES: [from: string, to: string, calls: number, errors: number, p95: number][] = [
  ['web', 'api', 21_000, 19, 590],
  ['api', 'orders', 4_680, 27, 574],
  ['api', 'redis', 90_000, 0, 0.7],
  ['orders', 'postgres', 220_000, 0, 9.8],
  ['orders', 'redis', 117_000, 0, 0.72],
  ['api', 'pay', 3_690, 280, 171],
  ['pay', 'psp.example', 3_690, 274, 165],
  ['orders', 'mails', 2_100, 0, 1.2],
  ['mails', 'worker', 2_100, 0, 212],
  ['worker', 'postgres', 7_700, 0, 8.1],
];
const KINDS: Record<string, ServiceMap['nodes'][number]['kind']> = {
  postgres: 'database',
  redis: 'database',
  mails: 'queue',
  'psp.example': 'external',
};

/** The shop, or so many copies of it side by side with a common database. */
export function serviceMap(copies = 1): ServiceMap {
  const suffix = (name: string, copy: number) =>
    copy === 0 || name === 'postgres' ? name : `${name}-${copy}`;
  const names = ['web', 'api', 'orders', 'pay', 'worker', 'postgres', 'redis', 'mails', 'psp.example'];
  const all = Array.from({ length: copies }, (_, copy) => copy);
  const nodes = new Map(
    all.flatMap((copy) =>
      names.map((name) => {
        const into = EDGES.filter(([, to]) => to === name);
        const sum = (place: 2 | 3) => into.reduce((total, edge) => total + edge[place], 0);
        const id = suffix(name, copy);
        return [
          id,
          {
            id,
            name: id,
            kind: KINDS[name] ?? 'service',
            service: KINDS[name] ? null : id,
            calls: sum(2) || 23_670,
            errors: sum(3),
            p95Nano: Math.max(0.5, ...into.map(([, , , , p95]) => p95)) * MS,
          },
        ] as const;
      }),
    ),
  );
  const edges = all.flatMap((copy) =>
    EDGES.map(([from, to, calls, errors, p95]) => ({
      from: suffix(from, copy),
      to: suffix(to, copy),
      async: from === 'mails' || to === 'mails',
      calls,
      errors,
      p50Nano: p95 * 0.4 * MS,
      p95Nano: p95 * MS,
    })),
  );
  return { nodes: [...nodes.values()], edges, traces: 3_684, truncated: false };
}

const attribute = (
  key: string,
  from: DifferenceAttribute['from'],
  score: number,
  values: [value: string, inside: number, outside: number][],
): DifferenceAttribute => ({
  key,
  from,
  score,
  values: values.map(([value, inside, outside]) => ({
    value,
    range: null,
    inside,
    outside,
    insideTraces: Math.min(inside, 214),
    outsideTraces: Math.min(outside, 253),
    chance: 1e-9,
  })),
  inside: values.reduce((sum, [, inside]) => sum + inside, 0),
  outside: values.reduce((sum, [, , outside]) => sum + outside, 0),
});

/** Slow checkouts are those of the new release with a large cart. */
export const difference: TraceDifference = {
  attributes: [
    attribute('service.version', 'resource', 0.94, [
      ['2.14.0', 208, 8],
      ['2.13.2', 6, 245],
    ]),
    attribute('cart.items', 'span', 0.9, [
      ['48', 202, 12],
      ['3', 6, 130],
      ['2', 4, 80],
      ['1', 2, 31],
    ]),
    attribute('operation', 'field', 0.81, [
      ['SELECT item', 9_984, 760],
      ['SELECT items', 12, 250],
    ]),
    attribute('cache.result', 'span', 0.69, [
      ['miss', 195, 56],
      ['hit', 19, 197],
    ]),
    attribute('rpc.status', 'span', 0.375, [
      ['DEADLINE_EXCEEDED', 81, 1],
      ['OK', 133, 252],
    ]),
    attribute('user.tier', 'span', 0.14, [
      ['business', 88, 69],
      ['private', 126, 184],
    ]),
    attribute('http.request.method', 'span', 0.02, [['POST', 214, 253]]),
    attribute('host.name', 'resource', 0.01, [
      ['orders-1', 108, 127],
      ['orders-2', 106, 126],
    ]),
  ],
  identifiers: [{ key: 'order.id', from: 'span' }],
  unsure: 3,
  insideSpans: 30_602,
  outsideSpans: 4_301,
  insideTraces: 214,
  outsideTraces: 253,
  scannedSpans: 34_903,
  truncated: false,
};

export const doctor: DoctorReport = {
  findings: [
    {
      rule: 'unknown-service',
      severity: 'error',
      service: 'unknown_service:node',
      count: 412,
      of: 412,
      what: 'The service has no name of its own, so it cannot be told from others.',
      cure: 'Set OTEL_SERVICE_NAME, or service.name in OTEL_RESOURCE_ATTRIBUTES.',
      examples: [{ traceId: '7be1f0c4'.repeat(4), spanId: '7be1f0c47be1f0c4' }],
    },
    {
      rule: 'span-name-cardinality',
      severity: 'warning',
      service: 'api',
      count: 1_204,
      of: 1_260,
      what: 'Span names hold ids: GET /users/51920 and 1,203 more like it.',
      cure: 'Name the span by its route, GET /users/{id}, and put the id into an attribute.',
      examples: [],
    },
    {
      rule: 'missing-parent',
      severity: 'warning',
      service: 'worker',
      count: 82,
      of: 2_100,
      what: 'Spans name a parent that was never received.',
      cure: 'Check that the sender of the message exports its spans, and that sampling is decided by the parent.',
      examples: [{ traceId: '4e8a77c1'.repeat(4), spanId: '4e8a77c14e8a77c1' }],
    },
    {
      rule: 'missing-resource',
      severity: 'info',
      service: 'pay',
      count: 3_690,
      of: 3_690,
      what: 'service.version is missing.',
      cure: 'Add service.version to OTEL_RESOURCE_ATTRIBUTES, so that releases can be compared.',
      examples: [],
    },
  ],
  services: 7,
  traces: 3_684,
  spans: 227_700,
  truncated: false,
};

/** POST /checkout: web calls api, which calls orders and pay; orders asks its database for every item. */
export function flame(traces: number): AggregateFlame {
  const rows: [
    service: number,
    name: number,
    parent: number,
    count: number,
    errors: number,
    total: number,
    self: number,
  ][] = [
    [0, 0, -1, 1, 0.05, 700, 40],
    [1, 1, 0, 1, 0.05, 660, 60],
    [2, 2, 1, 1, 0, 400, 90],
    [3, 3, 2, 48, 0, 310, 310],
    [4, 4, 1, 1, 0.05, 180, 20],
    [4, 5, 4, 1, 0.05, 160, 160],
    [1, 6, 1, 3, 0, 20, 20],
  ];
  const column = (place: 3 | 4 | 5 | 6, scale: number) =>
    Float64Array.from(rows, (row) => row[place] * traces * scale);
  return {
    services: ['web', 'api', 'orders', 'postgres', 'pay'],
    names: [
      'POST /checkout',
      'POST /orders',
      'orders.Create',
      'SELECT item',
      'charge',
      'POST psp.example/charges',
      'GET session',
    ],
    parent: Int32Array.from(rows, (row) => row[2]),
    service: Uint32Array.from(rows, (row) => row[0]),
    name: Uint32Array.from(rows, (row) => row[1]),
    count: column(3, 1),
    errors: column(4, 1),
    totalNano: column(5, MS),
    selfNano: column(6, MS),
    traces,
    truncated: false,
  };
}

export function counted(params: { query: string; start: bigint; end: bigint }, quiet: boolean): TraceCount {
  const found = quiet ? [] : traces({ ...params, limit: 20_000 }, Date.now());
  return {
    traces: found.length,
    spans: found.reduce((sum, { spanCount }) => sum + spanCount, 0),
    errors: found.reduce((sum, { errorCount }) => sum + errorCount, 0),
    scannedTraces: found.length,
    done: true,
  };
}

const WORDS: QueryCandidate[] = [
  { text: 'service:', kind: 'field', about: 'name of the service', count: null },
  { text: 'status:', kind: 'field', about: 'of the span', count: null },
  { text: 'server.address:', kind: 'attribute', about: '', count: 4_210 },
  { text: 'service.version:', kind: 'attribute', about: '', count: 3_902 },
];

/** Services as values, and a few words as keys. */
export function completion(query: string, position: number) {
  const { kind, typed, from, to } = completionAt(query, position);
  const all =
    kind === 'key'
      ? WORDS
      : red.map(({ service, calls }) => ({
          text: service,
          kind: 'service' as const,
          about: '',
          count: calls,
        }));
  return { from, to, candidates: all.filter(({ text }) => text.startsWith(typed)) };
}

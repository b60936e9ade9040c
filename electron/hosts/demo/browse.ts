import { recordMail } from './edges.ts';
import { queries } from './queries.ts';
import { between, pick, wholeBetween } from './random.ts';
import { addException, type DemoSpan, type Recorder } from './recorder.ts';
import { type OrdersState, slowness } from './story.ts';

interface Page {
  route: string;
  path: string;
  /** What api asks postgres for; null where redis has it. */
  query: { operation: string; collection: string; text: string; rows: number } | null;
}

function drawPage({ random }: Recorder): Page {
  const draw = random();
  const item = wholeBetween(random, 1_000, 1_420);
  if (draw < 0.46) {
    const text = queries.rankedItems;
    return {
      route: '/products',
      path: '/products',
      query: { operation: 'SELECT', collection: 'item', text, rows: 24 },
    };
  }
  if (draw < 0.8) {
    const text = queries.oneItem;
    const query = { operation: 'SELECT', collection: 'item', text, rows: 1 };
    return { route: '/products/:id', path: `/products/${item}`, query: random() < 0.4 ? query : null };
  }
  return { route: '/cart', path: '/cart', query: null };
}

const http = (method: string, { route, path }: Page, status: number) =>
  [
    ['http.request.method', method],
    ['http.route', route],
    ['url.path', path],
    ['http.response.status_code', status],
  ] as const;

/** GET of a page through web and api, answered by redis or postgres. */
export function recordPageView(record: Recorder, orders: OrdersState): void {
  const { random } = record;
  const page = drawPage(record);
  const store = page.query ? between(random, 2, 7) * (1 + 0.5 * slowness(orders)) : between(random, 0.2, 0.9);
  const inApi = store + between(random, 4, 14);
  const all = inApi + between(random, 4, 12);
  const failed = random() < 0.002;
  const status = failed ? 500 : 200;
  const root = record.span(null, {
    ...{ service: 'web', name: `GET ${page.route}`, kind: 'server', at: 0, took: all },
    attributes: http('GET', page, status),
  });
  const call = record.span(root, {
    ...{ service: 'web', name: `GET api${page.route}`, kind: 'client', at: 2, took: inApi + 1.4 },
    attributes: [...http('GET', page, status), ['server.address', 'api']],
  });
  const server = record.span(call, {
    ...{ service: 'api', name: `GET ${page.route}`, kind: 'server', at: 2.7, took: inApi },
    attributes: http('GET', page, status),
  });
  recordStoreRead(record, server, page, store);
  record.span(server, { service: 'api', name: 'render', at: 2.7 + inApi - 2, took: 1.6 });
  if (failed) fail([root, call, server]);
  const text = `request completed method=GET path=${page.path} status=${status} duration=${inApi.toFixed(1)}ms`;
  record.line(server, 2.7 + inApi, failed ? 'ERROR' : 'INFO', text);
  if (random() < 0.35)
    record.line(root, all, 'INFO', `page rendered path=${page.path} took=${all.toFixed(1)}ms`);
}

function fail(spans: DemoSpan[]): void {
  for (const span of spans) {
    span.error = 'template: price of item is missing';
    span.attributes.push(['error.type', 'TemplateError']);
  }
  const [, , server] = spans;
  if (server) {
    addException(server, server.endMs, 'TemplateError', 'price of item is missing', [
      'at renderPrice (src/templates/price.ts:31:11)',
      'at renderProduct (src/templates/product.ts:74:18)',
      'at ProductHandler.get (src/handlers/product.ts:52:24)',
    ]);
  }
}

function recordStoreRead(record: Recorder, server: DemoSpan, { path, query }: Page, took: number): void {
  if (!query) {
    record.span(server, {
      ...{ service: 'redis', name: 'GET page', kind: 'server', at: 4, took },
      attributes: [
        ['db.system.name', 'redis'],
        ['db.query.text', `GET page:${path}`],
        ['cache.result', 'hit'],
      ],
    });
    return;
  }
  record.span(server, {
    ...{ service: 'postgres', name: `${query.operation} ${query.collection}s`, kind: 'server', at: 4, took },
    attributes: [
      ['db.system.name', 'postgresql'],
      ['db.namespace', 'shop'],
      ['db.operation.name', query.operation],
      ['db.collection.name', query.collection],
      ['db.query.text', query.text],
      ['db.response.returned_rows', query.rows],
    ],
  });
}

/** GET /orders/:id: how somebody's order stands. */
export function recordOrderView(record: Recorder, orders: OrdersState): void {
  const { random } = record;
  const order = `o-${wholeBetween(random, 87_600, 88_400)}`;
  const page: Page = { route: '/orders/:id', path: `/orders/${order}`, query: null };
  const items = wholeBetween(random, 1, 20);
  const bad = orders.badForMs !== null;
  const status = orders.down ? 503 : 200;
  const each = bad ? between(random, 4, 9) : 0;
  const load = orders.down ? 12 : bad ? items * each : between(random, 4, 9);
  const root = record.span(null, {
    ...{ service: 'web', name: 'GET /orders/:id', kind: 'server', at: 0, took: load + 26 },
    attributes: http('GET', page, status),
  });
  const api = record.span(root, {
    ...{ service: 'api', name: 'GET /orders/:id', kind: 'server', at: 4, took: load + 18 },
    attributes: http('GET', page, status),
  });
  const call = record.span(api, {
    service: 'api',
    name: 'orders.Get',
    kind: 'client',
    at: 8,
    took: load + 9,
  });
  if (orders.down) {
    for (const span of [root, api, call]) span.error = 'connect 172.20.0.7:8080: connection refused';
    const text = 'orders unreachable err="connect 172.20.0.7:8080: connection refused"';
    record.line(api, load + 20, 'ERROR', `${text} order=${order}`);
    return;
  }
  const server = record.span(call, {
    service: 'orders',
    name: 'orders.Get',
    kind: 'server',
    at: 10,
    took: load + 5,
  });
  for (let item = 0; item < (bad ? items : 1); item++) {
    record.span(server, {
      ...{
        service: 'postgres',
        name: bad ? 'SELECT item' : 'SELECT items',
        kind: 'server',
        at: 12 + item * each,
      },
      took: bad ? each * 0.94 : load,
      attributes: [
        ['db.system.name', 'postgresql'],
        ['db.query.text', bad ? queries.oneItem : queries.someItems],
      ],
    });
  }
  const text = `request completed method=GET path=/orders/${order} status=200 duration=${(load + 18).toFixed(1)}ms`;
  record.line(api, load + 22, 'INFO', text);
}

const jobs = ['send confirmation', 'update search index', 'reserve parcel', 'notify warehouse'] as const;

/** A worker takes a message; the link says which span sent it. */
export function recordJob(record: Recorder, sender: { traceId: string; spanId: string } | null): void {
  const { random } = record;
  const container = pick(random, ['worker-1', 'worker-2']);
  const job = pick(random, jobs);
  const took = between(random, 60, 240);
  const root = record.span(null, {
    ...{ service: 'worker', container, name: 'process order.created', kind: 'consumer', at: 0, took },
    attributes: [
      ['messaging.system', 'redis'],
      ['messaging.destination.name', 'order.created'],
      ['job', job],
    ],
  });
  if (sender) root.links.push(sender);
  record.span(root, {
    ...{ service: 'redis', name: 'XREADGROUP', kind: 'server', at: 1, took: between(random, 0.3, 1.2) },
    attributes: [['db.system.name', 'redis']],
  });
  record.span(root, {
    ...{ service: 'postgres', name: 'SELECT order', kind: 'server', at: 4, took: between(random, 2, 8) },
    attributes: [
      ['db.system.name', 'postgresql'],
      ['db.query.text', queries.oneOrder],
    ],
  });
  const work = record.span(root, { service: 'worker', container, name: job, at: 14, took: took - 18 });
  if (job === 'send confirmation') recordMail(record, work);
  const fields = { level: 'info', msg: 'job done', job, ms: Math.round(took) };
  const ids = { trace_id: record.traceId, span_id: root.spanId };
  record.lines.push({
    container,
    stream: 'stdout',
    ms: record.startMs + took,
    text: JSON.stringify({ ...fields, ...ids }),
  });
}

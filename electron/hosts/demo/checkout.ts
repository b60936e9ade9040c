import { queries } from './queries.ts';
import { between, pick, wholeBetween } from './random.ts';
import { addException, type DemoSpan, type Recorder } from './recorder.ts';
import { type OrdersState, slowness } from './story.ts';

/** What a checkout may take in all before `pay` gives up. */
const BUDGET_MS = 800;

export interface Checkout {
  items: number;
  cart: string;
  order: string;
  user: string;
  tier: string;
  total: string;
  /** The payment provider never answers this one. */
  stuck?: boolean;
}

/** Most carts are small; businesses fill large ones, and those are the slow ones. */
export function drawCheckout({ random }: Recorder, number: number): Checkout {
  const tier = random() < 0.3 ? 'business' : 'private';
  const large = random() < (tier === 'business' ? 0.72 : 0.38);
  const items = large ? pick(random, [30, 36, 42, 48, 48, 48]) : wholeBetween(random, 1, 9);
  return {
    items,
    tier,
    cart: `c-${51_200 + (number % 9_000)}`,
    order: `o-${87_600 + (number % 9_000)}`,
    user: `u-${20_000 + wholeBetween(random, 0, 1_500)}`,
    total: (items * between(random, 6.4, 12.2)).toFixed(2),
  };
}

const middleware = [
  'request-id',
  'trust-proxy',
  'helmet',
  'cors',
  'body-parser',
  'locale',
  'rate-limit',
  'feature-flags',
  'csrf',
  'validate',
];

const http = (method: string, route: string, status: number) =>
  [
    ['http.request.method', method],
    ['http.route', route],
    ['url.path', route],
    ['http.response.status_code', status],
  ] as const;

const sql = (operation: string, collection: string, text: string, rows = 1) =>
  [
    ['db.system.name', 'postgresql'],
    ['db.namespace', 'shop'],
    ['db.operation.name', operation],
    ['db.collection.name', collection],
    ['db.query.text', text],
    ['db.response.returned_rows', rows],
  ] as const;

const redisCall = (command: string, key: string) =>
  [
    ['db.system.name', 'redis'],
    ['db.operation.name', command],
    ['db.query.text', `${command} ${key}`],
  ] as const;

/** Runs one part after the other and knows where the time stands. */
class Clockwork {
  at: number;
  constructor(at: number) {
    this.at = at;
  }
  pass(ms: number): number {
    const from = this.at;
    this.at += ms;
    return from;
  }
}

/** POST /checkout through web, api, orders, its stores, and pay. */
export function recordCheckout(record: Recorder, cart: Checkout, orders: OrdersState): void {
  const { random } = record;
  const clock = new Clockwork(2);
  const root = record.span(null, {
    ...{ service: 'web', name: 'POST /checkout', kind: 'server', at: 0, took: 0 },
    attributes: [...http('POST', '/checkout', 202), ['user.id', cart.user], ['user.tier', cart.tier]],
  });
  const validate = between(random, 2, 5);
  record.span(root, { service: 'web', name: 'validate cart', at: clock.pass(validate + 1), took: validate });
  const call = record.span(root, {
    ...{ service: 'web', name: 'POST api/orders', kind: 'client', at: clock.pass(2), took: 0 },
    attributes: [...http('POST', '/orders', 202), ['server.address', 'api']],
  });
  const failure = recordApi(record, call, clock, cart, orders);
  close(record, call, clock.pass(2));
  close(record, root, clock.pass(between(random, 6, 16)));
  if (failure) root.attributes.push(['checkout.retried', true]);
  if (failure === 'refused') root.error = 'the order was not taken';
}

const close = (record: Recorder, span: DemoSpan, at: number) => {
  span.endMs = Math.max(span.startMs + 0.01, record.startMs + at);
};

type Failure = 'deadline' | 'refused' | null;

function recordApi(
  record: Recorder,
  parent: DemoSpan,
  clock: Clockwork,
  cart: Checkout,
  orders: OrdersState,
): Failure {
  const { random } = record;
  const began = clock.at;
  const server = record.span(parent, {
    ...{ service: 'api', name: 'POST /orders', kind: 'server', at: clock.at, took: 0 },
    attributes: [...http('POST', '/orders', 202), ['user.tier', cart.tier], ['cart.items', cart.items]],
  });
  recordMiddleware(record, server, clock);
  recordSession(record, server, clock);
  clock.pass(between(random, 2, 6));
  if (!recordOrders(record, server, clock, cart, orders)) {
    close(record, server, clock.at);
    const text = 'orders unreachable err="connect 172.20.0.7:8080: connection refused"';
    record.line(server, clock.at, 'ERROR', `${text} cart=${cart.cart}`);
    server.error = 'orders unreachable';
    return 'refused';
  }
  const paid = recordPay(record, server, clock, cart, began);
  if (!paid) recordRetry(record, server, clock, cart);
  const render = between(random, 2, 5);
  record.span(server, { service: 'api', name: 'render', at: clock.pass(render), took: render });
  close(record, server, clock.pass(1));
  const duration = `${(clock.at - began).toFixed(0)}ms`;
  if (!paid) {
    const what = `payment not confirmed, retry queued order=${cart.order} upstream=pay code=DEADLINE_EXCEEDED`;
    record.line(server, clock.at, 'ERROR', what);
  }
  record.line(
    server,
    clock.at,
    'INFO',
    `request completed method=POST path=/checkout status=202 duration=${duration}`,
  );
  return paid ? null : 'deadline';
}

function recordMiddleware(record: Recorder, parent: DemoSpan, clock: Clockwork): void {
  const began = clock.at;
  const all = record.span(parent, { service: 'api', name: 'middleware', at: began, took: 0 });
  for (const name of middleware) {
    const took = between(record.random, 0.05, 0.3);
    record.span(all, { service: 'api', name: `middleware ${name}`, at: clock.pass(took), took });
  }
  close(record, all, clock.at);
}

function recordSession(record: Recorder, parent: DemoSpan, clock: Clockwork): void {
  const { random } = record;
  const verify = record.span(parent, { service: 'api', name: 'auth.verify', at: clock.pass(1.4), took: 0 });
  const took = between(random, 0.4, 3.6);
  const key = `session:${Math.floor(random() * 65_536).toString(16)}`;
  record.span(verify, {
    ...{ service: 'redis', name: 'GET session', kind: 'server', at: clock.pass(took), took },
    attributes: redisCall('GET', key),
  });
  close(record, verify, clock.pass(between(random, 4, 12)));
}

/** @returns false when orders could not be reached. */
function recordOrders(
  record: Recorder,
  parent: DemoSpan,
  clock: Clockwork,
  cart: Checkout,
  orders: OrdersState,
): boolean {
  const rpc = [
    ['rpc.system', 'grpc'],
    ['rpc.service', 'shop.Orders'],
    ['rpc.method', 'Create'],
  ] as const;
  const call = record.span(parent, {
    ...{ service: 'api', name: 'orders.Create', kind: 'client', at: clock.pass(2), took: 0, attributes: rpc },
  });
  if (orders.down) {
    close(record, call, clock.pass(between(record.random, 4, 30)));
    call.error = 'connect 172.20.0.7:8080: connection refused';
    call.attributes.push(['rpc.grpc.status_code', 14], ['error.type', 'ECONNREFUSED']);
    addException(call, call.endMs, 'ConnectError', call.error, [
      'at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1645:16)',
      'at OrdersClient.create (src/clients/orders.ts:38:17)',
      'at CheckoutHandler.post (src/handlers/checkout.ts:61:30)',
    ]);
    return false;
  }
  const server = record.span(call, {
    ...{ service: 'orders', name: 'orders.Create', kind: 'server', at: clock.pass(4), took: 0 },
    attributes: [...rpc, ['cart.items', cart.items], ['order', cart.order], ['user.tier', cart.tier]],
  });
  record.line(
    server,
    clock.at,
    'INFO',
    `order received cart=${cart.cart} items=${cart.items} user=${cart.user}`,
  );
  recordCart(record, server, clock, cart);
  recordItems(record, server, clock, cart, orders);
  recordStore(record, server, clock, cart);
  close(record, server, clock.pass(2));
  close(record, call, clock.pass(2));
  return true;
}

function recordCart(record: Recorder, parent: DemoSpan, clock: Clockwork, cart: Checkout): void {
  const { random } = record;
  const load = record.span(parent, { service: 'orders', name: 'load cart', at: clock.pass(2), took: 0 });
  const took = between(random, 0.8, 4.2);
  record.span(load, {
    ...{ service: 'redis', name: 'HGETALL cart', kind: 'server', at: clock.pass(took), took },
    attributes: redisCall('HGETALL', `cart:${cart.cart}`),
  });
  for (let line = 0; line < Math.min(cart.items, 12); line++) {
    const each = between(random, 0.4, 1.2);
    record.span(load, { service: 'orders', name: 'validate line', at: clock.pass(each), took: each });
  }
  close(record, load, clock.pass(1));
}

function recordItems(
  record: Recorder,
  parent: DemoSpan,
  clock: Clockwork,
  cart: Checkout,
  orders: OrdersState,
): void {
  const bad = orders.badForMs !== null;
  const began = clock.at;
  const load = record.span(parent, { service: 'orders', name: 'load items', at: clock.pass(2), took: 0 });
  if (bad) {
    record.line(load, clock.at, 'DEBUG', `load items cart=${cart.cart} strategy=per-item`);
    for (let item = 0; item < cart.items; item++) recordOneItem(record, load, clock, slowness(orders), item);
  } else recordAllItems(record, load, clock, cart);
  load.attributes.push(
    ['db.calls', bad ? cart.items : 1],
    ['db.rows', cart.items * (bad ? 12 : 1)],
    ['cache.result', bad ? 'miss' : 'hit'],
  );
  close(record, load, clock.pass(2));
  const took = clock.at - began;
  if (bad && took > 150) {
    const text = `slow load: ${cart.items} queries for one cart cart=${cart.cart} duration=${took.toFixed(0)}ms`;
    record.line(load, clock.at, 'WARN', text);
  }
}

function recordOneItem(record: Recorder, load: DemoSpan, clock: Clockwork, slow: number, item: number): void {
  const { random } = record;
  const price = between(random, 0.2, 0.42);
  record.span(load, {
    ...{ service: 'redis', name: 'GET price', kind: 'server', at: clock.pass(price), took: price },
    attributes: redisCall('GET', `price:${1_000 + item * 7}`),
  });
  const took = between(random, 7, 11.2) * (0.5 + 0.5 * slow);
  record.span(load, {
    ...{ service: 'postgres', name: 'SELECT item', kind: 'server', at: clock.pass(took + 0.1), took },
    attributes: sql('SELECT', 'item', queries.oneItem),
  });
}

function recordAllItems(record: Recorder, load: DemoSpan, clock: Clockwork, cart: Checkout): void {
  const { random } = record;
  const price = between(random, 0.6, 1.4);
  record.span(load, {
    ...{ service: 'redis', name: 'MGET price', kind: 'server', at: clock.pass(price), took: price },
    attributes: redisCall('MGET', `price:* (${cart.items} keys)`),
  });
  const took = between(random, 4, 9);
  record.span(load, {
    ...{ service: 'postgres', name: 'SELECT items', kind: 'server', at: clock.pass(took), took },
    attributes: sql('SELECT', 'item', queries.someItems, cart.items),
  });
}

function recordStore(record: Recorder, parent: DemoSpan, clock: Clockwork, cart: Checkout): void {
  const { random } = record;
  const statement = (owner: DemoSpan, operation: string, collection: string, text: string, took: number) =>
    record.span(owner, {
      ...{
        service: 'postgres',
        name: `${operation} ${collection}`.trim(),
        kind: 'server',
        at: clock.pass(took),
        took,
      },
      attributes: sql(operation, collection, text),
    });
  const reserve = record.span(parent, {
    service: 'orders',
    name: 'reserve stock',
    at: clock.pass(3),
    took: 0,
  });
  statement(reserve, 'UPDATE', 'stock', queries.holdStock, between(random, 6, 28));
  close(record, reserve, clock.pass(3));
  const store = record.span(parent, { service: 'orders', name: 'store order', at: clock.pass(1), took: 0 });
  statement(store, 'INSERT', 'order', queries.addOrder, between(random, 4, 12));
  statement(store, 'COMMIT', '', 'COMMIT', between(random, 5, 11));
  close(record, store, clock.at);
  record.line(
    store,
    clock.at,
    'INFO',
    `order stored order=${cart.order} total=${cart.total} currency=EUR items=${cart.items}`,
  );
  const publish = record.span(parent, {
    ...{ service: 'orders', name: 'publish order.created', kind: 'producer', at: clock.pass(1), took: 0 },
    attributes: [
      ['messaging.system', 'redis'],
      ['messaging.destination.name', 'order.created'],
      ['order', cart.order],
    ],
  });
  const took = between(random, 0.4, 1.6);
  record.span(publish, {
    ...{ service: 'redis', name: 'XADD', kind: 'server', at: clock.pass(took), took },
    attributes: redisCall('XADD', 'order.created'),
  });
  close(record, publish, clock.pass(between(random, 2, 9)));
}

/** @returns false when the budget ran out before the payment provider answered. */
function recordPay(
  record: Recorder,
  parent: DemoSpan,
  clock: Clockwork,
  cart: Checkout,
  began: number,
): boolean {
  const { random } = record;
  const rpc = [
    ['rpc.system', 'grpc'],
    ['rpc.service', 'shop.Pay'],
    ['rpc.method', 'Charge'],
  ] as const;
  const call = record.span(parent, {
    ...{ service: 'api', name: 'pay.Charge', kind: 'client', at: clock.pass(4), took: 0, attributes: rpc },
  });
  const server = record.span(call, {
    ...{ service: 'pay', name: 'Charge', kind: 'server', at: clock.pass(2), took: 0 },
    attributes: [...rpc, ['order', cart.order], ['amount', Number(cart.total)]],
  });
  const left = Math.max(12, BUDGET_MS - 26 - (clock.at - began));
  const slowAnswer = random() < 0.32 ? between(random, 80, 260) : 0;
  const needed = cart.stuck ? BUDGET_MS : between(random, 38, 96) + slowAnswer;
  const psp = Math.min(needed, left);
  const outgoing = record.span(server, {
    ...{ service: 'pay', name: 'POST psp.example/charges', kind: 'client', at: clock.pass(psp), took: psp },
    attributes: [
      ['http.request.method', 'POST'],
      ['server.address', 'psp.example'],
      ['url.path', '/v1/charges'],
      ['order', cart.order],
      ['budget.total_ms', BUDGET_MS],
      ['budget.left_ms', Math.round(left)],
      ['psp.attempt', 1],
    ],
  });
  const paid = needed <= left;
  if (paid) {
    outgoing.attributes.push(['http.response.status_code', 201]);
    record.line(
      server,
      clock.at,
      'INFO',
      `charge accepted order=${cart.order} psp=ok duration=${psp.toFixed(1)}ms`,
    );
  } else failCharge(record, [call, server, outgoing], clock.at, left, cart);
  close(record, server, clock.pass(2));
  close(record, call, clock.pass(2));
  return paid;
}

function failCharge(record: Recorder, spans: DemoSpan[], at: number, left: number, cart: Checkout): void {
  const budget = `budget ${BUDGET_MS}ms, left ${left.toFixed(0)}ms`;
  for (const span of spans) {
    span.error = `context deadline exceeded (${budget})`;
    span.attributes.push(['error.type', 'DEADLINE_EXCEEDED']);
    if (span.name !== 'POST psp.example/charges') span.attributes.push(['rpc.grpc.status_code', 4]);
  }
  const [, server, outgoing] = spans;
  if (!server || !outgoing) return;
  const message = `POST /v1/charges: no answer after ${left.toFixed(0)} ms, budget of ${BUDGET_MS} ms spent`;
  addException(outgoing, record.startMs + at, 'DeadlineExceeded', message, [
    'at PspClient.request (src/psp/client.ts:88:13)',
    'at PspClient.charge (src/psp/client.ts:41:20)',
    'at ChargeHandler.run (src/handlers/charge.ts:57:22)',
    'at Server.onUnary (node_modules/@grpc/grpc-js/src/server.ts:1184:9)',
  ]);
  record.line(
    server,
    at,
    'ERROR',
    `charge failed: context deadline exceeded (${budget}) order=${cart.order}`,
  );
}

function recordRetry(record: Recorder, parent: DemoSpan, clock: Clockwork, cart: Checkout): void {
  const enqueue = record.span(parent, {
    ...{ service: 'api', name: 'enqueue retry', kind: 'producer', at: clock.pass(1), took: 0 },
    attributes: [['messaging.destination.name', 'pay.retry'] as const, ['order', cart.order] as const],
  });
  const took = 1 + 240 * record.random() ** 4;
  record.span(enqueue, {
    ...{ service: 'redis', name: 'XADD', kind: 'server', at: clock.pass(took), took },
    attributes: redisCall('XADD', 'pay.retry'),
  });
  close(record, enqueue, clock.pass(1));
}

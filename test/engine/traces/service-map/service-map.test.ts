import { describe, expect, test } from 'vitest';
import { ServiceMapBuilder } from '../../../../electron/engine/traces/service-map/service-map.ts';
import type { MapTrace } from '../../../../electron/engine/traces/service-map/trace-calls.ts';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import { spanKindNames } from '../../../../shared/model/span.ts';

interface Given {
  id: string;
  service: string;
  kind?: (typeof spanKindNames)[number];
  in?: string;
  ms?: number;
  failed?: boolean;
  attributes?: Record<string, string>;
  links?: string[];
}

/** A trace of the spans given; `in` names the parent. */
function trace(name: string, spans: Given[]): MapTrace {
  const attributes = (i: number): Attributes => Object.entries(spans[i]?.attributes ?? {});
  return {
    count: spans.length,
    parent: Int32Array.from(spans, (span) => spans.findIndex(({ id }) => id === span.in)),
    isRoot: Uint8Array.from(spans, (span) => (span.in === undefined ? 1 : 0)),
    kind: Uint8Array.from(spans, ({ kind = 'internal' }) => spanKindNames.indexOf(kind)),
    service: (i) => spans[i]?.service ?? '',
    isError: (i) => spans[i]?.failed ?? false,
    durationNano: (i) => (spans[i]?.ms ?? 1) * 1e6,
    mayBeDatabase: (i) => attributes(i).some(([key]) => key.startsWith('db.')),
    attributes,
    links: (i) => spans[i]?.links ?? [],
    id: (i) => `${name} ${spans[i]?.id}`,
  };
}

function mapOf(...traces: MapTrace[]) {
  const builder = new ServiceMapBuilder();
  for (const one of traces) builder.add(one);
  return builder.finish(false);
}

/** `from -> to calls errors p50 p95`, in milliseconds, `~>` for what is not waited for. */
const edges = (...traces: MapTrace[]) =>
  mapOf(...traces)
    .edges.map(({ from, to, async, calls, errors, p50Nano, p95Nano }) => {
      const figures = [calls, errors, (p50Nano ?? 0) / 1e6, (p95Nano ?? 0) / 1e6];
      return `${from} ${async ? '~>' : '->'} ${to} ${figures.join(' ')}`;
    })
    .sort();

const db = { 'db.system.name': 'postgresql', 'db.namespace': 'shop' };

describe('a call', () => {
  test('with both sides takes the duration that the caller measured, and the error of either', () => {
    const one = trace('a', [
      { id: '1', service: 'web', kind: 'server', ms: 100 },
      { id: '2', service: 'web', kind: 'client', in: '1', ms: 80 },
      { id: '3', service: 'api', kind: 'server', in: '2', ms: 70, failed: true },
      { id: '4', service: 'web', kind: 'client', in: '1', ms: 20 },
      { id: '5', service: 'api', kind: 'server', in: '4', ms: 10 },
    ]);
    expect(edges(one)).toEqual(['service:web -> service:api 2 1 20 80']);
    expect(mapOf(one).nodes).toEqual([
      { id: 'service:api', name: 'api', kind: 'service', service: 'api', calls: 2, errors: 1, p95Nano: 70e6 },
      {
        id: 'service:web',
        name: 'web',
        kind: 'service',
        service: 'web',
        calls: 1,
        errors: 0,
        p95Nano: 100e6,
      },
    ]);
  });

  test("without the caller's half takes the server's duration", () => {
    const one = trace('a', [
      { id: '1', service: 'web', kind: 'server' },
      { id: '2', service: 'api', kind: 'server', in: '1', ms: 7 },
    ]);
    expect(edges(one)).toEqual(['service:web -> service:api 1 0 7 7']);
  });

  test('that a client repeats inside one span is one call of the service', () => {
    const one = trace('a', [
      { id: '1', service: 'web', kind: 'client', ms: 30 },
      { id: '2', service: 'api', kind: 'server', in: '1', ms: 9, failed: true },
      { id: '3', service: 'api', kind: 'server', in: '1', ms: 9 },
    ]);
    expect(edges(one)).toEqual(['service:web -> service:api 1 1 30 30']);
  });

  test('of a service to itself over the network is shown, work inside it is not', () => {
    const one = trace('a', [
      { id: '1', service: 'web', kind: 'client', ms: 5 },
      { id: '2', service: 'web', kind: 'server', in: '1' },
      { id: '3', service: 'web', kind: 'internal', in: '2' },
    ]);
    expect(edges(one)).toEqual(['service:web -> service:web 1 0 5 5']);
  });

  test('between spans without kinds is found by their services', () => {
    const one = trace('a', [
      { id: '1', service: 'web', kind: 'unspecified' },
      { id: '2', service: 'api', kind: 'unspecified', in: '1', ms: 3 },
    ]);
    expect(edges(one)).toEqual(['service:web -> service:api 1 0 3 3']);
  });
});

describe('a peer that sends no spans', () => {
  test.each([
    ['database', { 'db.system.name': 'postgresql', 'db.namespace': 'shop' }, 'database:postgresql shop'],
    ['database', { 'db.system': 'mysql', 'db.name': 'bank', 'net.peer.name': 'db' }, 'database:mysql bank'],
    ['database', { 'db.system': 'redis', 'server.address': 'cache' }, 'database:redis cache'],
    ['database', { 'db.type': 'sql', 'db.instance': 'old' }, 'database:sql old'],
    ['database', { 'sql.query': 'SELECT 1', 'peer.service': 'mysql' }, 'database:mysql'],
    ['host', { 'server.address': 'psp.example', 'server.port': '443' }, 'external:psp.example'],
    ['host', { 'peer.service': 'payments', 'net.peer.name': '10.0.0.1' }, 'external:payments'],
    ['host', { 'http.url': 'http://loki:3100/push' }, 'external:loki'],
    ['host', { 'http.host': 'loki:3100' }, 'external:loki'],
    ['host', { 'net.peer.ip': 'fe80::1' }, 'external:fe80::1'],
  ])('is a %s: %j', (_kind, attributes, id) => {
    const one = trace('a', [{ id: '1', service: 'web', kind: 'client', ms: 4, attributes }]);
    expect(edges(one)).toEqual([`service:web -> ${id} 1 0 4 4`]);
  });

  test('and has no name is not drawn', () => {
    const one = trace('a', [
      { id: '1', service: 'web', kind: 'client', attributes: { 'http.method': 'GET' } },
    ]);
    expect(edges(one)).toEqual([]);
  });

  test('counts what was called of it, with its p95', () => {
    const calls = [1, 2, 3].map(
      (ms) => ({ id: `${ms}`, service: 'web', kind: 'client', ms, attributes: db }) as const,
    );
    const other = trace('b', [
      { id: '1', service: 'api', kind: 'client', ms: 9, failed: true, attributes: db },
    ]);
    expect(mapOf(trace('a', calls), other).nodes.find(({ kind }) => kind === 'database')).toEqual({
      ...{ id: 'database:postgresql shop', name: 'postgresql shop', kind: 'database', service: null },
      ...{ calls: 4, errors: 1, p95Nano: 9e6 },
    });
  });

  test('is called once by a client span inside another', () => {
    const one = trace('a', [
      {
        id: '1',
        service: 'web',
        kind: 'client',
        attributes: { 'db.system': 'dynamodb', 'db.name': 'carts' },
      },
      { id: '2', service: 'web', kind: 'internal', in: '1' },
      { id: '3', service: 'web', kind: 'client', in: '2', attributes: { 'server.address': 'aws.example' } },
    ]);
    expect(edges(one)).toEqual(['service:web -> database:dynamodb carts 1 0 1 1']);
  });

  test('is not drawn where a client span inside leads to the service itself', () => {
    const one = trace('a', [
      { id: '1', service: 'web', kind: 'client', attributes: { 'server.address': 'gateway' } },
      { id: '2', service: 'web', kind: 'client', in: '1', ms: 6, attributes: { 'server.address': 'api' } },
      { id: '3', service: 'api', kind: 'server', in: '2' },
    ]);
    expect(edges(one)).toEqual(['service:web -> service:api 1 0 6 6']);
  });

  test('under the name of a service is that service', () => {
    const address = { 'server.address': 'api' };
    const seen = trace('a', [
      { id: '1', service: 'web', kind: 'client', ms: 10, attributes: address },
      { id: '2', service: 'api', kind: 'server', in: '1' },
    ]);
    const lost = trace('b', [
      { id: '1', service: 'web', kind: 'client', ms: 30, failed: true, attributes: address },
    ]);
    expect(edges(seen, lost)).toEqual(['service:web -> service:api 2 1 10 30']);
    expect(mapOf(seen, lost).nodes).toHaveLength(2);
  });

  test('that sends the spans of its own calls is a database too, and no service', () => {
    const one = trace('a', [
      { id: '1', service: 'web', kind: 'server' },
      { id: '2', service: 'postgres', kind: 'server', in: '1', attributes: db },
    ]);
    expect(edges(one)).toEqual(['service:web -> service:postgres 1 0 1 1']);
    expect(mapOf(one).nodes).toContainEqual(
      expect.objectContaining({ name: 'postgres', kind: 'database', service: 'postgres' }),
    );
    const attributes = { ...db, 'server.address': 'postgres' };
    const other = trace('b', [{ id: '1', service: 'tool', kind: 'client', attributes }]);
    expect(edges(one, other)).toEqual([
      'service:tool -> service:postgres 1 0 1 1',
      'service:web -> service:postgres 1 0 1 1',
    ]);
  });

  test('is a database for a span without a kind, when nothing is below it', () => {
    const one = trace('a', [
      { id: '1', service: 'web', kind: 'server' },
      { id: '2', service: 'web', kind: 'unspecified', in: '1', attributes: db },
    ]);
    expect(edges(one)).toEqual(['service:web -> database:postgresql shop 1 0 1 1']);
  });
});

describe('messages', () => {
  const mails = { 'messaging.system': 'rabbitmq', 'messaging.destination.name': 'mails' };

  test('go through their queue, which is called by those who send', () => {
    const one = trace('a', [
      { id: '1', service: 'orders', kind: 'producer', ms: 2, attributes: mails },
      { id: '2', service: 'worker', kind: 'consumer', in: '1', ms: 40, attributes: mails },
      { id: '3', service: 'audit', kind: 'consumer', in: '1', ms: 50, failed: true, attributes: mails },
    ]);
    expect(edges(one)).toEqual([
      'queue:rabbitmq mails ~> service:audit 1 1 50 50',
      'queue:rabbitmq mails ~> service:worker 1 0 40 40',
      'service:orders ~> queue:rabbitmq mails 1 0 2 2',
    ]);
    const queue = mapOf(one).nodes.find(({ kind }) => kind === 'queue');
    expect(queue).toMatchObject({ name: 'rabbitmq mails', calls: 1, errors: 0, p95Nano: 2e6 });
  });

  test('across traces are joined by links, where the consumer does not name its queue', () => {
    const sender = trace('a', [{ id: '1', service: 'orders', kind: 'producer', attributes: mails }]);
    const taker = trace('b', [{ id: '9', service: 'worker', kind: 'consumer', ms: 8, links: ['a 1'] }]);
    const both = [
      'queue:rabbitmq mails ~> service:worker 1 0 8 8',
      'service:orders ~> queue:rabbitmq mails 1 0 1 1',
    ];
    expect(edges(sender, taker)).toEqual(both);
    expect(edges(taker, sender)).toEqual(both);
  });

  test('with no queue named go from service to service', () => {
    const one = trace('a', [
      { id: '1', service: 'orders', kind: 'producer' },
      { id: '2', service: 'worker', kind: 'consumer', in: '1', ms: 3 },
    ]);
    expect(edges(one)).toEqual(['service:orders ~> service:worker 1 0 3 3']);
    const apart = trace('b', [{ id: '9', service: 'mailer', kind: 'consumer', ms: 4, links: ['a 1'] }]);
    expect(edges(one, apart)).toEqual([
      'service:orders ~> service:mailer 1 0 4 4',
      'service:orders ~> service:worker 1 0 3 3',
    ]);
  });

  test('that are processed below their receipt are taken once', () => {
    const one = trace('a', [
      { id: '1', service: 'worker', kind: 'consumer', ms: 5, attributes: mails },
      { id: '2', service: 'worker', kind: 'consumer', in: '1', ms: 4, attributes: mails },
    ]);
    expect(edges(one)).toEqual(['queue:rabbitmq mails ~> service:worker 1 0 5 5']);
  });

  test('taken and sent by client spans go the way their operation says', () => {
    const of = (operation: string) => ({ ...mails, 'messaging.operation.type': operation });
    const one = trace('a', [
      { id: '1', service: 'worker', kind: 'client', attributes: of('receive') },
      { id: '2', service: 'orders', kind: 'client', attributes: of('send') },
    ]);
    expect(edges(one)).toEqual([
      'queue:rabbitmq mails ~> service:worker 1 0 1 1',
      'service:orders ~> queue:rabbitmq mails 1 0 1 1',
    ]);
  });

  test("of Zipkin's producers go to the broker that they name", () => {
    const one = trace('a', [
      { id: '1', service: 'orders', kind: 'producer', attributes: { 'peer.service': 'kafka' } },
    ]);
    expect(edges(one)).toEqual(['service:orders ~> queue:kafka 1 0 1 1']);
  });

  test('and work that is linked from another service without a queue', () => {
    const asked = trace('a', [{ id: '1', service: 'web', kind: 'server' }]);
    const done = trace('b', [{ id: '2', service: 'batch', kind: 'internal', ms: 6, links: ['a 1'] }]);
    const builder = new ServiceMapBuilder();
    builder.add(asked);
    builder.add(done);
    expect(builder.missing()).toEqual(['a 1']);
    builder.resolve('a 1', { service: 'web', queue: null });
    expect(builder.finish(false).edges).toMatchObject([
      { from: 'service:web', to: 'service:batch', async: true },
    ]);
  });
});

test('hosts without end become one, and that is said', () => {
  const spans = Array.from({ length: 5 }, (_, i) => ({
    ...({ id: `${i}`, service: 'web', kind: 'client' } as const),
    attributes: { 'server.address': `host-${i}` },
  }));
  const builder = new ServiceMapBuilder({ peers: 2, services: 5, edges: 10 });
  builder.add(trace('a', spans));
  const map = builder.finish(false);
  expect(map.nodes.map(({ id, calls }) => [id, calls])).toContainEqual(['external:…other', 3]);
  expect(map.truncated).toBe(true);
});

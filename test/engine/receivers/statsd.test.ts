import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { StatsD } from 'hot-shots';
import { beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../docker.ts';
import { sharedEngine } from '../shared-engine.ts';

const engine = sharedEngine({ statsd: 0 });
const LONG_ENOUGH_MS = 40_000;

async function seriesOf(metric: string) {
  const endMs = Math.ceil(Date.now() / 1000) * 1000 + 1000;
  const range = { startMs: endMs - 120_000, endMs, stepMs: 1000, as: 'last', by: 'series' } as const;
  const { series } = await engine.client.call('metrics.range', { metric, ...range });
  return series;
}

async function highest(metric: string): Promise<number> {
  const values = (await seriesOf(metric)).flatMap((series) => [...series.values]);
  return Math.max(...values.filter((value) => !Number.isNaN(value)));
}

/** The newest value of each series of the metric, by its labels. */
async function newest(metric: string): Promise<Record<string, number>> {
  const series = await seriesOf(metric);
  return Object.fromEntries(
    series.map(({ labels, values }) => [
      labels.flatMap(([name, value]) => (name === '__name__' ? [] : [`${name}=${value}`])).join(),
      values.findLast((value) => !Number.isNaN(value)) ?? Number.NaN,
    ]),
  );
}

async function dropped(cause: string): Promise<number> {
  const { dropped: counts } = await engine.engine.status();
  return counts.find((one) => one.receiver === 'statsd' && one.cause === cause)?.items ?? 0;
}

const closed = (client: StatsD) => new Promise<void>((resolve) => client.close(() => resolve()));

/** What a client of the application sends. */
async function send(protocol: 'udp' | 'tcp'): Promise<void> {
  const prefix = `shop.${protocol}.`;
  const client = new StatsD({
    protocol,
    host: '127.0.0.1',
    port: engine.port('statsd'),
    prefix,
    maxBufferSize: 500,
  });
  client.increment('orders', 2, { method: 'card' });
  client.increment('orders', 3, { method: 'card' });
  client.decrement('never.below.zero', 1);
  client.gauge('stock', 40);
  client.gaugeDelta('stock', -3);
  client.timing('checkout', 120);
  client.timing('checkout', 3_000);
  client.histogram('cart.items', 4);
  client.distribution('cart.value', 0.3);
  client.set('users', 'alice');
  client.set('users', 'bob');
  client.set('users', 'alice');
  client.check('db', client.CHECKS.CRITICAL, { message: 'no | connection' });
  client.event('deployed', '2.14.0', { alert_type: 'warning' });
  await closed(client);
}

// Both at once: what they send is written ten seconds later.
beforeAll(async () => {
  await Promise.all([send('udp'), send('tcp')]);
});

describe.each(['udp', 'tcp'] as const)('hot-shots over %s', (protocol) => {
  test('every kind of metric is there ten seconds later', { timeout: LONG_ENOUGH_MS }, async () => {
    const name = `shop_${protocol}_`;
    await eventually(
      'the counter is stored',
      async () => (await newest(`${name}orders`))['method=card'] === 5,
      LONG_ENOUGH_MS,
    );
    expect(await newest(`${name}stock`)).toEqual({ '': 37 });
    expect(await newest(`${name}checkout_count`)).toEqual({ '': 2 });
    expect(await newest(`${name}checkout_sum`)).toEqual({ '': 3.12 });
    const buckets = await newest(`${name}checkout_bucket`);
    expect([
      buckets['le=0.1'],
      buckets['le=0.25'],
      buckets['le=2.5'],
      buckets['le=5'],
      buckets['le=+Inf'],
    ]).toEqual([0, 1, 1, 2, 2]);
    expect((await newest(`${name}cart_items_bucket`))['le=5']).toBe(1);
    expect(await newest(`${name}cart_value_sum`)).toEqual({ '': 0.3 });
    // Of the ten seconds in which they came; none came in the next.
    expect(await highest(`${name}users`)).toBe(2);
    expect(await newest('dogstatsd_service_check_status')).toMatchObject({
      [`check=shop.${protocol}.db`]: 2,
    });
    expect(await newest(`${name}never_below_zero`)).toEqual({});
    const range = { startMs: Date.now() - 60_000, endMs: Date.now() + 1_000 };
    const { events } = await engine.client.call('events.query', { ...range, types: ['statsd'], limit: 10 });
    expect(events.map(({ name: title, action, attributes }) => [title, action, attributes])).toContainEqual([
      `shop.${protocol}.deployed`,
      'warning',
      [
        ['priority', 'normal'],
        ['text', '2.14.0'],
      ],
    ]);
  });
});

test('what cannot be read is counted, and what stands beside it is taken', async () => {
  const before = await dropped('decode');
  const socket = createSocket('udp4');
  socket.send('nothing\nbroken:x|c\nfine:1|c', engine.port('statsd'), '127.0.0.1', () => socket.close());
  await eventually('both are counted', async () => (await dropped('decode')) === before + 2);
  const { receivers } = await engine.engine.status();
  expect(receivers.find(({ name }) => name === 'statsd')?.lastFault?.text).toContain('colon');
});

test('a line without end is thrown away and counted, and the connection goes on', async () => {
  const before = await dropped('limit');
  const socket = connect(engine.port('statsd'), '127.0.0.1');
  socket.write(`a:${'9'.repeat(200_000)}`);
  socket.end('9|c\nbroken.behind:|c\n');
  const decode = await dropped('decode');
  await eventually('the line is counted', async () => (await dropped('limit')) === before + 1);
  await eventually('the next is read', async () => (await dropped('decode')) >= decode);
});

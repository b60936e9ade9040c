import { Client, errors } from '@elastic/elasticsearch';
import { beforeAll, describe, expect, test } from 'vitest';
import { attribute } from '../../../shared/model/attributes.ts';
import { sharedEngine } from '../shared-engine.ts';
import { awaitLogs, storedLogs } from '../stored-logs.ts';

const engine = sharedEngine({ elasticsearch: 0 });
let client: Client;
beforeAll(() => {
  client = new Client({ node: `http://127.0.0.1:${engine.port('elasticsearch')}` });
  return () => client.close();
});

/** Elasticsearch's own client of version 9, which talks to nothing that does not say it is Elasticsearch. */
describe('@elastic/elasticsearch', () => {
  test('finds its server and its health', async () => {
    expect((await client.info()).tagline).toBe('You Know, for Search');
    expect(await client.ping()).toBe(true);
    expect((await client.cluster.health()).status).toBe('green');
  });

  test('indexes a document', async () => {
    const { result, _index } = await client.index({
      index: 'es-one',
      document: { '@timestamp': '2026-05-14T09:26:53.589Z', message: 'hello', log: { level: 'warn' } },
    });
    expect([result, _index]).toEqual(['created', 'es-one']);
    const [row] = await awaitLogs(engine, 'service:es-one', 1);
    expect(row).toMatchObject({
      body: 'hello',
      severityNumber: 13,
      timeUnixNano: BigInt(Date.parse('2026-05-14T09:26:53.589Z')) * 1_000_000n,
    });
  });

  test('is told of every document of a bulk for itself', async () => {
    const { errors: failed, items } = await client.bulk({
      index: 'es-bulk',
      operations: [
        { index: {} },
        { message: 'first' },
        { delete: { _id: '1' } },
        { create: { _id: 'mine' } },
        { '@timestamp': 'never', message: 'no time' },
        { create: { _id: 'mine' } },
        { message: 'second' },
      ],
    });
    expect(failed).toBe(true);
    expect(items.map((item) => Object.values(item)[0]?.status)).toEqual([201, 400, 400, 201]);
    expect(items[2]?.create?.error?.reason).toContain('@timestamp');
    const rows = await awaitLogs(engine, 'service:es-bulk', 2);
    expect(rows.map(({ body }) => body).sort()).toEqual(['first', 'second']);
    expect(attribute(rows.find(({ body }) => body === 'second')!.attributes, '_id')).toBe('mine');
  });

  test('its bulk helper sends thousands, in several requests, each once', async () => {
    const documents = Array.from({ length: 3000 }, (_, i) => ({ message: `document ${i}`, i }));
    const dropped: unknown[] = [];
    const stats = await client.helpers.bulk({
      datasource: documents,
      onDocument: () => ({ create: { _index: 'es-helper-2026.05.14' } }),
      flushBytes: 50_000,
      concurrency: 4,
      onDrop: (document) => dropped.push(document),
    });
    expect([stats.successful, stats.failed, dropped]).toEqual([3000, 0, []]);
    const rows = await awaitLogs(engine, 'service:es-helper', 3000);
    expect(new Set(rows.map(({ body }) => body)).size).toBe(3000);
    expect(await storedLogs(engine, 'service:es-helper')).toHaveLength(3000);
  });

  test('sets up what it wants before, and is told that nothing is searched', async () => {
    expect(await client.indices.existsIndexTemplate({ name: 'shop' })).toBe(false);
    const { acknowledged } = await client.indices.putIndexTemplate({
      name: 'shop',
      index_patterns: ['shop-*'],
    });
    expect(acknowledged).toBe(true);
    expect((await client.indices.create({ index: 'shop-1' })).acknowledged).toBe(true);
    const refused = await client.search({ index: 'shop-1' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(errors.ResponseError);
    expect((refused as errors.ResponseError).statusCode).toBe(404);
  });
});

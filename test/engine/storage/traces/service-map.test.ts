import { join } from 'node:path';
import { expect, test } from 'vitest';
import { corpusDir, hasCorpus } from '../../../corpus.ts';
import { openFiles, resultOf } from '../../files/open-files.ts';
import { idOf, insert, openStore, span } from './span-fixtures.ts';

const everything = { query: '', start: 0n, end: 2n ** 63n - 1n };

/** The service map of one file of the corpus. */
async function mapOfFile(name: string) {
  const { store, openPath } = await openFiles();
  const { fileId } = resultOf(await openPath(join(corpusDir, name)));
  const map = await store.read('traces.map', { ...everything, fileId });
  return map.edges
    .map(({ from, to, async, calls }) => `${from} ${async ? '~>' : '->'} ${to} ${calls}`)
    .sort();
}

test.skipIf(!hasCorpus)("Tempo's trace with a queue and a database, from its own tests", async () => {
  expect(await mapOfFile('traces-otlp/tempo-trace-with-queue-database.json')).toEqual([
    'queue:rabbitmq messages ~> service:mythical-recorder 1',
    'service:mythical-requester -> service:mythical-server 1',
    'service:mythical-requester ~> queue:rabbitmq messages 1',
    'service:mythical-server -> database:postgresql postgres 1',
    'service:mythical-server -> external:loki 1',
  ]);
});

test.skipIf(!hasCorpus)("Tempo's trace with peers that send nothing", async () => {
  expect(await mapOfFile('traces-otlp/tempo-trace-with-virtual-nodes.json')).toEqual([
    'external:external-producer ~> service:internal-consumer 1',
    'service:mythical-requester -> external:external-payments-platform 1',
    'service:mythical-server -> service:mythical-requester 1',
  ]);
});

test("the halves of Zipkin's shared spans are one call", async () => {
  const store = await openStore();
  await insert(store, [span(1, 1, { kind: 3 })], undefined, 'web');
  await insert(store, [span(1, 1, { kind: 2 })], undefined, 'api');
  const { nodes, edges, traces } = await store.read('traces.map', everything);
  expect(edges).toMatchObject([{ from: 'service:web', to: 'service:api', calls: 1, async: false }]);
  expect(nodes.map(({ name }) => name).sort()).toEqual(['api', 'web']);
  expect(traces).toBe(1);
});

test('a link is followed out of what was searched', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1, { kind: 2 })], undefined, 'web');
  const links = [{ traceId: idOf(1, 32), spanId: idOf(1, 16), traceState: '', attributes: [] }];
  await insert(store, [span(2, 2, { kind: 5, links })], undefined, 'worker');
  const { edges, traces } = await store.read('traces.map', { ...everything, query: 'service:worker' });
  expect(edges).toMatchObject([{ from: 'service:web', to: 'service:worker', async: true, calls: 1 }]);
  expect(traces).toBe(1);
});

test('nothing found is an empty map', async () => {
  const store = await openStore();
  expect(await store.read('traces.map', everything)).toEqual({
    nodes: [],
    edges: [],
    traces: 0,
    truncated: false,
  });
});

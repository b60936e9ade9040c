import { expect, test } from 'vitest';
import { fileSource, insert, openStore, span } from './span-fixtures.ts';

const usage = async (store: Awaited<ReturnType<typeof openStore>>) =>
  (await store.read('storage.usage', {})).find(({ signal }) => signal === 'traces');

test('new spans are stored and the same again is a duplicate', async () => {
  const store = await openStore();
  const spans = [span(1, 1), span(1, 2), span(2, 1)];
  expect(await insert(store, spans)).toMatchObject({ stored: 3, duplicates: 0, traces: 2 });
  expect(await insert(store, spans)).toMatchObject({ stored: 0, duplicates: 3, traces: 2 });
});

test('the halves of a shared Zipkin span are two spans: they differ in kind', async () => {
  const store = await openStore();
  const halves = [span(1, 1, { kind: 3 }), span(1, 1, { kind: 2 })];
  expect(await insert(store, halves)).toMatchObject({ stored: 2, duplicates: 0 });
});

test('the same span id of another service is another span', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1)], undefined, 'shop');
  expect(await insert(store, [span(1, 1)], undefined, 'bank')).toMatchObject({ stored: 1 });
});

test('a file that is removed takes only spans that came from nowhere else', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1), span(2, 1)]);
  await insert(store, [span(1, 1), span(1, 2), span(3, 1)], fileSource(7));
  await insert(store, [span(3, 1)], fileSource(8));
  expect(await store.write('spans.removeFile', { fileId: 7, traces: 100 })).toEqual({ spans: 1, done: true });
  expect(await usage(store)).toMatchObject({ items: 3 });
  expect(await store.write('spans.removeFile', { fileId: 8, traces: 100 })).toEqual({ spans: 1, done: true });
  expect(await usage(store)).toMatchObject({ items: 2 });
});

test('a span first read from a file stays when it then came live', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1)], fileSource(7));
  await insert(store, [span(1, 1)]);
  expect(await store.write('spans.removeFile', { fileId: 7, traces: 100 })).toEqual({ spans: 0, done: true });
  expect(await insert(store, [span(1, 1)])).toMatchObject({ duplicates: 1 });
});

test('a file is removed in slices of traces', async () => {
  const store = await openStore();
  await insert(
    store,
    [1, 2, 3, 4, 5].map((trace) => span(trace, 1)),
    fileSource(7),
  );
  expect(await store.write('spans.removeFile', { fileId: 7, traces: 2 })).toEqual({ spans: 2, done: false });
  expect(await store.write('spans.removeFile', { fileId: 7, traces: 9 })).toEqual({ spans: 3, done: true });
  expect(await usage(store)).toMatchObject({ items: 0, bytes: 0 });
});

test('retention deletes whole traces by their start, and not pinned or opened ones', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1), span(1, 2), span(2, 1), span(3, 1)]);
  await insert(store, [span(4, 1)], fileSource(7));
  await store.write('traces.pin', { traceId: '2'.padStart(32, '0'), pinned: true });
  const range = { signal: 'traces' as const, startMs: 0, endMs: 9_000_000_000_000 };
  expect(await store.write('storage.deleteSlice', range)).toMatchObject({ items: 3, more: false });
  expect(await usage(store)).toMatchObject({ items: 2 });
});

import { expect, test } from 'vitest';
import { unixNano } from '../../../../shared/model/time.ts';
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

test('a file that is one large trace is removed piece by piece', async () => {
  const store = await openStore();
  await insert(
    store,
    Array.from({ length: 4500 }, (_, i) => span(1, i + 1)),
    fileSource(7),
  );
  await insert(store, [span(1, 1), span(1, 9999)]);
  const pieces: number[] = [];
  for (let done = false; !done; ) {
    const removed = await store.write('spans.removeFile', { fileId: 7, traces: 10 });
    pieces.push(removed.spans);
    done = removed.done;
  }
  expect(pieces).toEqual([2000, 2000, 499]);
  expect(await usage(store)).toMatchObject({ items: 2 });
  const { traces } = await store.read('traces.search', {
    start: 0n,
    end: 2n ** 62n,
    query: '',
    order: 'newest',
    limit: 5,
  });
  expect(traces).toMatchObject([{ spanCount: 2 }]);
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

test('retention counts from the arrival, not from when the trace happened', async () => {
  const store = await openStore();
  await insert(store, [span(1, 1, { startTimeUnixNano: unixNano(1_000_000_000n) })]);
  const arrived = 1_800_000_000_000;
  const upTo = (endMs: number) =>
    store.write('storage.deleteSlice', { signal: 'traces', startMs: 0, endMs, crossing: 'keep' });
  expect((await upTo(arrived)).items).toBe(0);
  expect((await upTo(arrived + 1)).items).toBe(1);
});

test('a trace larger than a slice goes piece by piece and leaves nothing', async () => {
  const store = await openStore();
  await insert(
    store,
    Array.from({ length: 2500 }, (_, i) => span(1, i + 1)),
  );
  const range = { signal: 'traces' as const, startMs: 0, endMs: 9_000_000_000_000 };
  const slices: number[] = [];
  for (let more = true; more; ) {
    const slice = await store.write('storage.deleteSlice', range);
    slices.push(slice.items);
    more = slice.more;
  }
  expect(slices).toEqual([1000, 1000, 500]);
  expect(await usage(store)).toMatchObject({ items: 0, bytes: 0 });
});

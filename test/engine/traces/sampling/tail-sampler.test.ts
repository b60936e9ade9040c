import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { Counters } from '../../../../electron/engine/counters.ts';
import { transferables } from '../../../../electron/engine/formats/spans/span-batch.ts';
import { SpanBatchBuilder } from '../../../../electron/engine/formats/spans/span-batch-builder.ts';
import { LiveSettings } from '../../../../electron/engine/live-settings.ts';
import type { Store } from '../../../../electron/engine/storage/store.ts';
import { TailSampler } from '../../../../electron/engine/traces/sampling/tail-sampler.ts';
import { packSpans } from '../../../../electron/engine/traces/span-packer.ts';
import type { Settings } from '../../../../shared/contract/settings.ts';
import type { Span } from '../../../../shared/model/span.ts';
import { durationNano } from '../../../../shared/model/time.ts';
import {
  fileSource,
  idOf,
  live,
  noScope,
  openStore,
  resourceOf,
  span,
} from '../../storage/traces/span-fixtures.ts';

const logger = pino({ level: 'silent' });
const START = 1_800_000_000_000;
const QUIET = 10_000;
const SLOW = durationNano(3_000_000_000n);

type Tail = Settings['sampling']['tail'];

/** A sampler whose clock the test owns. */
async function setUp(tail: Partial<Tail> = {}, store?: Store) {
  const opened = store ?? (await openStore());
  const time = { now: START };
  const clock = { now: () => time.now };
  const settings = await LiveSettings.load(opened, { dataDir: '', version: '', logger });
  const counters = new Counters(clock);
  const subject = new TailSampler({ store: opened, settings, counters, clock, logger });
  onTestFinished(() => subject.dispose());
  const change = async (changes: Partial<Tail>) => {
    const { sampling } = settings.current;
    await settings.set({ sampling: { ...sampling, tail: { ...sampling.tail, ...changes } } });
    await subject.look();
  };
  await change({ enabled: true, slowerThanMs: 1_000, quietMs: QUIET, keepRest: 0, ...tail });
  const receive = async (spans: Span[], source = live) => {
    const builder = new SpanBatchBuilder();
    const resource = resourceOf('shop');
    for (const one of spans) builder.add(resource, noScope, one);
    const batch = builder.finish();
    await opened.write('spans.insert', { batch, source, nowMs: time.now }, transferables(batch));
  };
  /** Lets time pass and the sampler look. */
  const pass = async (ms: number) => {
    time.now += ms;
    await subject.look();
  };
  return { store: opened, subject, counters, receive, pass, change };
}

async function traceNumbers(store: Store): Promise<number[]> {
  const { traces } = await store.read('traces.search', {
    query: '',
    start: 0n,
    end: 2n ** 62n,
    order: 'newest',
    limit: 5_000,
  });
  return traces.map(({ traceId }) => Number.parseInt(traceId, 16)).sort((a, b) => a - b);
}

test('once they are over, traces with errors and slow ones stay and the others go, counted', async () => {
  const { store, subject, counters, receive, pass } = await setUp();
  await receive([span(1, 1), span(1, 2)]);
  await receive([span(2, 1), span(2, 2, { statusCode: 2 })]);
  await receive([span(3, 1, { durationNano: SLOW })]);
  await pass(QUIET - 1);
  expect(await traceNumbers(store)).toEqual([1, 2, 3]);
  await pass(2);
  expect(await traceNumbers(store)).toEqual([2, 3]);
  expect(counters.droppedCounts()).toEqual([
    { receiver: 'otlp-http', signal: 'traces', cause: 'sampled', items: 2 },
  ]);
  expect(subject.counts).toEqual({ judged: 3, removed: 1, spans: 2 });
});

test('a trace of which more comes is not over', async () => {
  const { store, receive, pass } = await setUp();
  await receive([span(1, 1)]);
  await pass(QUIET - 1);
  await receive([span(1, 2)]);
  await pass(QUIET - 1);
  expect(await traceNumbers(store)).toEqual([1]);
  await pass(2);
  expect(await traceNumbers(store)).toEqual([]);
});

test('pinned traces and those of files are never taken away', async () => {
  const { store, receive, pass } = await setUp();
  await receive([span(1, 1)]);
  await receive([span(2, 1)], fileSource(7));
  await receive([span(3, 1)]);
  await store.write('traces.pin', { traceId: idOf(1, 32), pinned: true });
  await pass(QUIET + 1);
  const { traces } = await store.read('traces.search', {
    query: '',
    start: 0n,
    end: 2n ** 62n,
    order: 'newest',
    limit: 10,
  });
  expect(traces.map(({ traceId }) => traceId)).toContain(idOf(1, 32));
  expect(traces.map(({ traceId }) => traceId)).not.toContain(idOf(3, 32));
  expect(await store.read('traces.detail', { traceId: idOf(2, 32) })).not.toBeNull();
});

test('what was stored before the rules were switched on, and after they were off, stays', async () => {
  const { store, receive, pass, change } = await setUp({ enabled: false });
  await receive([span(1, 1)]);
  await pass(1);
  await change({ enabled: true });
  await pass(QUIET + 1);
  expect(await traceNumbers(store)).toEqual([1]);
  await receive([span(2, 1)]);
  await change({ enabled: false });
  await pass(QUIET + 1);
  expect(await traceNumbers(store)).toEqual([1, 2]);
});

test('after a new start the rules go on where they were', async () => {
  const first = await setUp();
  await first.receive([span(1, 1), span(2, 1, { statusCode: 2 })]);
  first.subject.dispose();
  const second = await setUp({}, first.store);
  await second.pass(QUIET + 1);
  expect(await traceNumbers(first.store)).toEqual([2]);
});

test('a trace that was packed meanwhile goes too, with its receiver counted', async () => {
  const { store, counters, receive, pass } = await setUp();
  await receive([span(1, 1), span(1, 2)]);
  await receive([span(2, 1, { statusCode: 2 })]);
  expect(await packSpans(store, { quietMs: START + 1, waitingMs: START + 1 })).toBe(1);
  await pass(QUIET + 1);
  expect(await traceNumbers(store)).toEqual([2]);
  expect(counters.droppedCounts()).toMatchObject([{ receiver: 'otlp-http', items: 2 }]);
});

test('a part of the others is kept, the same traces that sampling by probability keeps', async () => {
  const { store, receive, pass } = await setUp({ keepRest: 0.5 });
  const ids = Array.from({ length: 16 }, (_, i) => `${'0'.repeat(18)}${i.toString(16)}${'0'.repeat(13)}`);
  await receive(ids.map((traceId) => span(1, 1, { traceId })));
  await pass(QUIET + 1);
  expect(await traceNumbers(store)).toEqual(ids.slice(8).map((id) => Number.parseInt(id, 16)));
});

test('many traces and one very large one go in slices until nothing is left', async () => {
  const { store, subject, receive, pass } = await setUp();
  await receive(Array.from({ length: 700 }, (_, i) => span(i + 1, 1)));
  await receive(Array.from({ length: 2_500 }, (_, i) => span(9_999, i + 1)));
  await receive([span(10_000, 1)]);
  await pass(QUIET + 1);
  expect(await traceNumbers(store)).toEqual([]);
  expect(subject.counts).toEqual({ judged: 702, removed: 702, spans: 3_201 });
  const usage = await store.read('storage.usage', {});
  expect(usage.find(({ signal }) => signal === 'traces')).toMatchObject({ items: 0, bytes: 0 });
});

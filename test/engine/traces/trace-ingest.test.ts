import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { Counters } from '../../../electron/engine/counters.ts';
import type { SpanBatch } from '../../../electron/engine/formats/spans/span-batch.ts';
import { Decoder } from '../../../electron/engine/receivers/decode/decoder.ts';
import { ReceiverFaults } from '../../../electron/engine/receivers/receiver-faults.ts';
import type { Store } from '../../../electron/engine/storage/store.ts';
import { ContainerTies } from '../../../electron/engine/traces/container-tie.ts';
import { TraceIngest } from '../../../electron/engine/traces/trace-ingest.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { type Settings, settingsSchema } from '../../../shared/contract/settings.ts';
import { unixNano } from '../../../shared/model/time.ts';
import { eventually } from '../../docker.ts';
import { protobufRequest } from '../../otlp-requests.ts';
import { noDocker } from '../receivers/no-docker.ts';
import { idOf, noScope, resourceOf, span } from '../storage/traces/span-fixtures.ts';

/** Ingest into a store that answers as the test says. */
function ingestInto(
  write: (op: string, params: { batch: SpanBatch }) => Promise<unknown>,
  given: Partial<Settings> = {},
) {
  const counters = new Counters(systemClock);
  const store = { write } as unknown as Store;
  const logger = pino({ level: 'silent' });
  const faults = new ReceiverFaults(counters, systemClock);
  const settings = { current: settingsSchema.parse(given) };
  const parts = { store, counters, clock: systemClock, logger, faults, settings };
  const decoder = new Decoder(logger);
  const ties = new ContainerTies(noDocker);
  onTestFinished(() => {
    decoder.dispose();
    ties.dispose();
  });
  const ingest = new TraceIngest({ ...parts, decoder, ties });
  return { ingest, counters };
}

const body = () => {
  const spans = [span(1, 1), span(1, 2)];
  const bytes = new Uint8Array(protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans }]));
  return { bytes, compression: null, encoding: 'otlp-protobuf' as const };
};

test.each(['unavailable', 'storage_full', 'limit'] as const)(
  'a store that answers %s asks the sender to come again, and nothing counts as received',
  async (code) => {
    const { ingest, counters } = ingestInto(async () => {
      throw new TrivetError(code, 'not now');
    });
    expect(await ingest.accept('otlp-http', body(), null)).toEqual({
      kind: 'unavailable',
      message: 'not now',
    });
    expect(counters.receivedCounts()).toEqual([]);
  },
);

test('any other failure is one of its own', async () => {
  const { ingest } = ingestInto(async () => {
    throw new Error('a bug');
  });
  expect(await ingest.accept('otlp-http', body(), null)).toEqual({ kind: 'failed', message: 'a bug' });
});

test('the answer waits for the commit', async () => {
  const commit = Promise.withResolvers<unknown>();
  const { ingest, counters } = ingestInto(() => commit.promise);
  const told: number[] = [];
  ingest.onStored.on((spans) => told.push(spans));
  let answered = false;
  const outcome = ingest.accept('otlp-http', body(), null).then((value) => {
    answered = true;
    return value;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(answered).toBe(false);
  commit.resolve({ stored: 1, duplicates: 1, traces: 1 });
  expect(await outcome).toEqual({ kind: 'stored', rejected: 0, message: '' });
  expect(told).toEqual([1]);
  expect(counters.droppedCounts()).toMatchObject([{ cause: 'duplicate', items: 1 }]);
});

test('an observer sees the whole batch, and hears of its commit', async () => {
  const commit = Promise.withResolvers<unknown>();
  const { ingest } = ingestInto(() => commit.promise);
  const seen: unknown[] = [];
  const observing = ingest.observe((batch, receiver) => {
    seen.push([receiver, batch.count]);
    return () => seen.push('committed');
  });
  const outcome = ingest.accept('otlp-http', body(), null);
  await eventually('the batch is seen', () => seen.length > 0);
  expect(seen).toEqual([['otlp-http', 2]]);
  commit.resolve({ stored: 2, duplicates: 0, traces: 1 });
  await outcome;
  expect(seen).toEqual([['otlp-http', 2], 'committed']);
  observing.dispose();
  await ingest.accept('otlp-http', body(), null);
  expect(seen).toHaveLength(2);
});

test('an observer is not told of a commit that failed, and its own failure stops nothing', async () => {
  const { ingest } = ingestInto(async () => {
    throw new TrivetError('storage_full', 'not now');
  });
  let committed = 0;
  ingest.observe(() => {
    throw new Error('a bug');
  });
  ingest.observe(() => () => committed++);
  expect(await ingest.accept('otlp-http', body(), null)).toMatchObject({ kind: 'unavailable' });
  expect(committed).toBe(0);
});

test('what sampling leaves out is acknowledged, counted, not stored, and seen by observers', async () => {
  const written: number[] = [];
  const write = async (_op: string, { batch }: { batch: SpanBatch }) => {
    written.push(batch.count);
    return { stored: batch.count, duplicates: 0, traces: 1 };
  };
  const sampling = { probability: 0.5, spansPerSecond: null, tail: settingsSchema.parse({}).sampling.tail };
  const { ingest, counters } = ingestInto(write, { sampling });
  let seen = 0;
  ingest.observe((batch) => {
    seen += batch.count;
    return undefined;
  });
  const traces = [`${'0'.repeat(18)}7${'0'.repeat(13)}`, `${'0'.repeat(18)}8${'0'.repeat(13)}`];
  const spans = traces.map((traceId) => span(1, 1, { traceId }));
  const bytes = new Uint8Array(protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans }]));
  const outcome = await ingest.accept(
    'zipkin',
    { bytes, compression: null, encoding: 'otlp-protobuf' },
    null,
  );
  expect(outcome).toEqual({ kind: 'stored', rejected: 0, message: '' });
  expect([seen, written]).toEqual([2, [1]]);
  expect(counters.receivedCounts()).toMatchObject([{ items: 2 }]);
  expect(counters.droppedCounts()).toMatchObject([{ receiver: 'zipkin', cause: 'sampled', items: 1 }]);
});

test('over the rate spans are acknowledged and counted, and whole traces stay together', async () => {
  const written: number[] = [];
  const write = async (_op: string, { batch }: { batch: SpanBatch }) => {
    written.push(batch.count);
    return { stored: batch.count, duplicates: 0, traces: 1 };
  };
  const { sampling } = settingsSchema.parse({ sampling: { spansPerSecond: 2 } });
  const { ingest, counters } = ingestInto(write, { sampling });
  const spans = [1, 2, 3].flatMap((trace) => [span(trace, 1), span(trace, 2)]);
  const bytes = new Uint8Array(protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans }]));
  await ingest.accept('otlp-http', { bytes, compression: null, encoding: 'otlp-protobuf' }, null);
  expect(written).toEqual([4]);
  expect(counters.droppedCounts()).toMatchObject([{ cause: 'rate', items: 2 }]);
});

test('parts over the limits that are set are cut, and counted', async () => {
  const { spanLimits } = settingsSchema.parse({ spanLimits: { attributes: 2, events: 1, links: 0 } });
  const write = async () => ({ stored: 1, duplicates: 0, traces: 1 });
  const { ingest, counters } = ingestInto(write, { spanLimits });
  const event = { timeUnixNano: unixNano(1n), name: 'e', attributes: [], droppedAttributesCount: 0 };
  const link = { traceId: idOf(1, 32), spanId: idOf(1, 16), traceState: '', attributes: [] };
  const spans = [
    span(1, 1, {
      attributes: [1n, 2n, 3n, 4n].map((n): [string, bigint] => [`k${n}`, n]),
      events: [event, event],
      links: [link],
    }),
  ];
  const bytes = new Uint8Array(protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans }]));
  await ingest.accept('otlp-http', { bytes, compression: null, encoding: 'otlp-protobuf' }, null);
  expect(ingest.cut).toEqual({ attributes: 2, events: 1, links: 1 });
  expect(counters.droppedCounts()).toMatchObject([{ cause: 'limit', items: 4 }]);
});

test('what must not be kept is replaced before anyone sees it, and counted, when storage is redacted', async () => {
  const batches: SpanBatch[] = [];
  const store = async (_op: string, { batch }: { batch: SpanBatch }) => {
    batches.push(batch);
    return { stored: batch.count, duplicates: 0, traces: 1 };
  };
  const logs = settingsSchema.parse({ logs: { redaction: { storage: true } } }).logs;
  const { ingest, counters } = ingestInto(store, { logs });
  const spans = [{ ...span(1, 1), name: 'mail ann@example.org' }];
  const bytes = new Uint8Array(protobufRequest([{ resource: resourceOf('shop'), scope: noScope, spans }]));
  await ingest.accept('otlp-http', { bytes, compression: null, encoding: 'otlp-protobuf' }, null);
  expect(batches[0]?.names).toEqual(['mail [redacted:email]']);
  expect(counters.redactedCounts()).toEqual([{ signal: 'traces', name: 'email', items: 1 }]);
});

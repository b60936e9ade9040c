import pino from 'pino';
import { onTestFinished } from 'vitest';
import { transferables } from '../../../../electron/engine/formats/spans/span-batch.ts';
import { SpanBatchBuilder } from '../../../../electron/engine/formats/spans/span-batch-builder.ts';
import { Store } from '../../../../electron/engine/storage/store.ts';
import type { SpanSource } from '../../../../electron/engine/storage/traces/dictionary.ts';
import { packSpans } from '../../../../electron/engine/traces/span-packer.ts';
import type { Resource, Scope, Span } from '../../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import { tempDir } from '../../../temp-dir.ts';

/** Packs every span that is a row, as time would. */
export const packAll = (store: Store) =>
  packSpans(store, { quietMs: Number.MAX_SAFE_INTEGER, waitingMs: Number.MAX_SAFE_INTEGER });

export const idOf = (number: number, digits: number) => number.toString(16).padStart(digits, '0');

export const span = (trace: number, id: number, changes: Partial<Span> = {}): Span => ({
  traceId: idOf(trace, 32),
  spanId: idOf(id, 16),
  parentSpanId: '',
  traceState: '',
  name: 'GET /cart',
  kind: 2,
  startTimeUnixNano: unixNano(1_800_000_000_000_000_000n + BigInt(trace) * 1_000_000_000n + BigInt(id)),
  durationNano: durationNano(5_000_000n),
  statusCode: 0,
  statusMessage: '',
  attributes: [],
  events: [],
  links: [],
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
  ...changes,
});

export const resourceOf = (service: string): Resource => ({ attributes: [['service.name', service]] });
export const noScope: Scope = { name: '', version: '', attributes: [] };
export const live: SpanSource = { kind: 'receiver', name: 'otlp-http' };
export const fileSource = (fileId: number): SpanSource => ({
  kind: 'file',
  fileId,
  name: `file-${fileId}.json`,
});

export async function openStore(dir = tempDir()): Promise<Store> {
  const store = await Store.open(dir, false, pino({ level: 'silent' }));
  onTestFinished(() => store.close());
  return store;
}

/** Stores the spans of one service under one source. */
export function insert(store: Store, spans: Span[], source: SpanSource = live, service = 'shop') {
  const builder = new SpanBatchBuilder();
  const resource = resourceOf(service);
  for (const one of spans) builder.add(resource, noScope, one);
  const batch = builder.finish();
  return store.write('spans.insert', { batch, source, nowMs: 1_800_000_000_000 }, transferables(batch));
}

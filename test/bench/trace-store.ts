import pino from 'pino';
import { transferables } from '../../electron/engine/formats/spans/span-batch.ts';
import { SpanBatchBuilder } from '../../electron/engine/formats/spans/span-batch-builder.ts';
import { Store } from '../../electron/engine/storage/store.ts';
import { packSpans } from '../../electron/engine/traces/span-packer.ts';
import type { ScopeSpans } from '../../shared/model/span.ts';
import { loadSpans } from './span-load.ts';

const SPANS_A_BATCH = 2_000;
const source = { kind: 'receiver', name: 'otlp-http' } as const;

export const openSilently = (dir: string) => Store.open(dir, false, pino({ level: 'silent' }));

/** Stores spans `from` to `from + count` as a receiver does. */
export async function storeSpans(
  store: Store,
  from: number,
  count: number,
  load: (from: number, count: number) => ScopeSpans = loadSpans,
): Promise<void> {
  for (let done = 0; done < count; done += SPANS_A_BATCH) {
    const { resource, scope, spans } = load(from + done, Math.min(SPANS_A_BATCH, count - done));
    const builder = new SpanBatchBuilder(spans.length);
    for (const span of spans) builder.add(resource, scope, span);
    const batch = builder.finish();
    await store.write('spans.insert', { batch, source, nowMs: 0 }, transferables(batch));
  }
}

/** Packs all that stands as rows; answers how many blocks were made. */
export const packAll = (store: Store): Promise<number> =>
  packSpans(store, { quietMs: Number.MAX_SAFE_INTEGER, waitingMs: Number.MAX_SAFE_INTEGER });

/** Packs what fills blocks. */
export const packFull = (store: Store): Promise<number> =>
  packSpans(store, { quietMs: Number.MAX_SAFE_INTEGER, waitingMs: -1 });

/** Stores spans and packs them while the next ones come, as it is with time. */
export async function storePacked(
  store: Store,
  count: number,
  load?: (from: number, count: number) => ScopeSpans,
): Promise<void> {
  const step = 50_000;
  for (let from = 0; from < count; from += step) {
    await Promise.all([storeSpans(store, from, Math.min(step, count - from), load), packFull(store)]);
  }
  await packAll(store);
}

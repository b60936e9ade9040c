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

/**
 * Stores spans and packs them while the next ones come, as it is with time. Begins nothing more after `mostMs`;
 * answers how many were stored.
 */
export async function storePacked(store: Store, count: number, mostMs: number): Promise<number> {
  const step = 50_000;
  const until = performance.now() + mostMs;
  let stored = 0;
  for (; stored < count && performance.now() < until; stored += step) {
    await Promise.all([storeSpans(store, stored, Math.min(step, count - stored)), packFull(store)]);
  }
  await packAll(store);
  return Math.min(stored, count);
}

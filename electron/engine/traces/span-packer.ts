import type { Logger } from 'pino';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../storage/store.ts';

const EVERY_MS = 10_000;
/** A trace that got no span for so long is taken to be whole. */
export const QUIET_MS = 60_000;
/** Traces that do not fill a block are packed all the same after this time. */
export const WAITING_MS = 3_600_000;

type PackStore = Pick<Store, 'read' | 'write'>;

/** From time to time packs the spans of quiet traces into blocks; see storage/traces/blocks/pack.ts. */
export function packSpansRegularly(store: PackStore, clock: Clock, logger: Logger): Disposable {
  let timer: NodeJS.Timeout;
  let ended = false;
  const round = async () => {
    try {
      const now = clock.now();
      await packSpans(store, { quietMs: now - QUIET_MS, waitingMs: now - WAITING_MS }, () => ended);
    } catch (error) {
      if (!ended) logger.warn({ error }, 'spans could not be packed; they are kept as they are');
    }
    schedule();
  };
  const schedule = () => {
    if (!ended) timer = setTimeout(() => void round(), EVERY_MS).unref();
  };
  schedule();
  return disposable(() => {
    ended = true;
    clearTimeout(timer);
  });
}

/** Packs until nothing is left that should be; answers how many blocks were made. */
export async function packSpans(
  store: PackStore,
  times: { quietMs: number; waitingMs: number },
  ended: () => boolean = () => false,
): Promise<number> {
  let made = 0;
  while (!ended()) {
    const packed = await store.read('spans.pack', {
      quietSinceMs: times.quietMs,
      waitingSinceMs: times.waitingMs,
    });
    if (!packed || ended()) break;
    const { dictionary, keys, attributes } = packed.block;
    const replaced = await store.write('spans.pack', packed, [
      dictionary.buffer,
      keys.buffer,
      attributes.buffer,
    ]);
    // Something of it changed meanwhile: the next round sees to it.
    if (!replaced) break;
    made++;
  }
  return made;
}

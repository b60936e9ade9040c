import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import { buffersOf } from '../storage/logs/block.ts';
import type { Store } from '../storage/store.ts';

const EVERY_MS = 20_000;
/** Blocks that one round makes. */
const MOST_A_ROUND = 50;
/** After each packed block the threads are left to others for as long as it took, twice. */
const REST = 2;

type Upkeep = 'logs.mergeSmall' | 'logs.packBlocks';

/**
 * From time to time makes runs of small blocks into larger ones, and blocks that stay into smaller ones; see
 * storage/logs/merge.ts and pack.ts.
 */
export function mergeBlocksRegularly(store: Store, logger: Logger, everyMs = EVERY_MS): Disposable {
  let timer: NodeJS.Timeout;
  const ending = new AbortController();
  const ended = () => ending.signal.aborted;
  const round = async () => {
    try {
      await mergeBlocks(store, MOST_A_ROUND, ended);
      await packBlocks(store, MOST_A_ROUND, ended, (tookMs) =>
        sleep(tookMs * REST, undefined, { signal: ending.signal, ref: false }),
      );
    } catch (error) {
      if (!ended()) logger.warn({ error }, 'log blocks could not be made into larger ones');
    }
    schedule();
  };
  const schedule = () => {
    if (!ended()) timer = setTimeout(() => void round(), everyMs).unref();
  };
  schedule();
  return disposable(() => {
    ending.abort();
    clearTimeout(timer);
  });
}

/** Merges until nothing is worth it; answers how many blocks were made. */
export async function mergeBlocks(store: Store, most: number, ended = () => false): Promise<number> {
  let made = 0;
  while (made < most && !ended() && (await makeOne(store, 'logs.mergeSmall', ended))) made++;
  return made;
}

/** Packs until nothing is worth it; answers how many blocks were made. `rest` is called between them. */
export async function packBlocks(
  store: Store,
  most: number,
  ended = () => false,
  rest: (tookMs: number) => Promise<unknown> = async () => undefined,
): Promise<number> {
  let made = 0;
  for (; made < most && !ended(); made++) {
    const began = performance.now();
    if (!(await makeOne(store, 'logs.packBlocks', ended))) break;
    await rest(performance.now() - began);
  }
  return made;
}

async function makeOne(store: Store, upkeep: Upkeep, ended: () => boolean): Promise<boolean> {
  const merged = await store.read(upkeep, {});
  if (!merged || ended()) return false;
  return store.write('logs.replaceBlocks', merged, buffersOf(merged.block));
}

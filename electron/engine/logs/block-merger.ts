import type { Logger } from 'pino';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import { buffersOf } from '../storage/logs/block.ts';
import type { Store } from '../storage/store.ts';

const EVERY_MS = 20_000;
/** Merges that one round makes; a pause between them leaves the threads to others. */
const MOST_A_ROUND = 50;

/** From time to time makes runs of small blocks into larger ones; see storage/logs/merge.ts. */
export function mergeBlocksRegularly(store: Store, logger: Logger, everyMs = EVERY_MS): Disposable {
  let timer: NodeJS.Timeout;
  let ended = false;
  const round = async () => {
    try {
      await mergeBlocks(store, MOST_A_ROUND, () => ended);
    } catch (error) {
      if (!ended) logger.warn({ error }, 'small log blocks could not be merged');
    }
    schedule();
  };
  const schedule = () => {
    if (!ended) timer = setTimeout(() => void round(), everyMs).unref();
  };
  schedule();
  return disposable(() => {
    ended = true;
    clearTimeout(timer);
  });
}

/** Merges until nothing is worth it; answers how many blocks were made. */
export async function mergeBlocks(
  store: Store,
  most: number,
  ended: () => boolean = () => false,
): Promise<number> {
  for (let made = 0; made < most && !ended(); made++) {
    const merged = await store.read('logs.mergeSmall', {});
    if (!merged || ended()) return made;
    const replaced = await store.write('logs.replaceBlocks', merged, buffersOf(merged.block));
    if (!replaced) return made;
  }
  return most;
}

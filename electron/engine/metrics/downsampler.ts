import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Disposable, disposable } from '../../../shared/util/disposable.ts';
import type { Clock } from '../clock.ts';
import { ClockGuard } from '../clock-guard.ts';
import type { Store } from '../storage/store.ts';

const EVERY_MS = 60_000;
/** Between slices, so that ingest takes its turns. */
const REST_MS = 5;

/**
 * From time to time puts old samples together to coarser resolutions; see storage/metrics/downsample.ts. After a jump of
 * the clock nothing is old for a while.
 */
export function downsampleRegularly(store: Pick<Store, 'write'>, clock: Clock, logger: Logger): Disposable {
  const guard = new ClockGuard(clock, () => performance.now());
  let timer: NodeJS.Timeout;
  let ended = false;
  const round = async () => {
    try {
      if (guard.isSteady()) await downsample(store, clock.now(), () => ended);
    } catch (error) {
      if (!ended) logger.warn({ error }, 'old samples could not be put together; they are kept as they are');
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

/** Until nothing is due. */
export async function downsample(
  store: Pick<Store, 'write'>,
  nowMs: number,
  ended: () => boolean = () => false,
): Promise<void> {
  while (!ended() && (await store.write('metrics.downsample', { nowMs })).more) await sleep(REST_MS);
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import type { Clock } from '../../clock.ts';
import type { Counters } from '../../counters.ts';
import type { LiveSettings } from '../../live-settings.ts';
import type { Store } from '../../storage/store.ts';

export interface TailSamplerParts {
  store: Pick<Store, 'write'>;
  settings: Pick<LiveSettings, 'current' | 'onChange'>;
  counters: Counters;
  clock: Clock;
  logger: Logger;
}

const LOOK_EVERY_MS = 1_000;
/** Between slices, so that ingest takes its turns. */
const REST_MS = 5;

/**
 * Rules that need a whole trace: its spans are stored and acknowledged as all are, and once nothing of it has come for
 * a while, a trace that has no error and was not slow is taken away again.
 */
export class TailSampler implements Disposable {
  readonly #parts: TailSamplerParts;
  readonly #owned = new DisposableStore();
  #isOn: boolean | null = null;
  #looking: Promise<void> | null = null;
  readonly counts = { judged: 0, removed: 0, spans: 0 };

  constructor(parts: TailSamplerParts) {
    this.#parts = parts;
    const timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    timer.unref();
    this.#owned.onDispose(() => clearInterval(timer));
    this.#owned.add(parts.settings.onChange.on(() => void this.look()));
  }

  /** One pass over the traces that are over; a pass that runs already is waited for. */
  look(): Promise<void> {
    this.#looking ??= this.#pass().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #pass(): Promise<void> {
    const { logger } = this.#parts;
    try {
      if (await this.#follow()) await this.#judge();
    } catch (error) {
      if (!this.#owned.disposed) logger.warn({ error }, 'tail rules are tried again in a second');
    }
  }

  /** Brings the store to what the settings say; true when the rules are on. */
  async #follow(): Promise<boolean> {
    const { store, settings, clock } = this.#parts;
    const { enabled } = settings.current.sampling.tail;
    if (enabled !== this.#isOn) {
      if (enabled) await store.write('traces.tailStart', { nowMs: clock.now() });
      else await store.write('traces.tailStop', {});
      this.#isOn = enabled;
    }
    return enabled;
  }

  async #judge(): Promise<void> {
    const { store, settings, counters, clock } = this.#parts;
    for (let more = true; more && !this.#owned.disposed; ) {
      const { enabled, slowerThanMs, quietMs, keepRest } = settings.current.sampling.tail;
      if (!enabled) return;
      const slice = await store.write('traces.tailJudge', {
        quietSinceMs: clock.now() - quietMs,
        slowerThanNano: BigInt(slowerThanMs) * 1_000_000n,
        keepRest,
      });
      this.counts.judged += slice.judged;
      this.counts.removed += slice.removed;
      for (const [receiver, spans] of slice.removedSpans) {
        this.counts.spans += spans;
        counters.dropped(receiver, 'traces', 'sampled', spans);
      }
      more = slice.more;
      if (more) await sleep(REST_MS);
    }
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Signal, signals } from '../../shared/contract/app.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import { type Disposable, DisposableStore } from '../../shared/util/disposable.ts';
import type { Clock } from './clock.ts';
import { ClockGuard } from './clock-guard.ts';
import type { LiveSettings } from './live-settings.ts';
import { END_OF_TIME_MS } from './storage/signal-upkeep.ts';
import type { Store } from './storage/store.ts';

export interface RetentionOptions {
  store: Pick<Store, 'write' | 'read' | 'trimLog'>;
  settings: Pick<LiveSettings, 'current' | 'onChange'>;
  clock: Clock;
  logger: Logger;
  /** Milliseconds of a clock that only goes forward. */
  monotonic?: () => number;
}

const FIRST_AFTER_MS = 5_000;
const EVERY_MS = 60_000;
const TRIM_LOG_EVERY_MS = 10_000;
/** Between slices, so that ingest takes its turns. */
const REST_MS = 5;
/** When a signal is over its size this much of the limit is freed at once, so that it does not go on for ever. */
const FREED_PART = 0.05;
/** Free pages are used again by what comes; only more than this of the file goes back to the system. */
const FREE_PART = 0.1;
const FREE_BYTES = 16 * 2 ** 20;

/** Deletes what is too old or too much, in slices small enough that ingest never waits for it. */
export class Retention implements Disposable {
  readonly #options: RetentionOptions;
  readonly #owned = new DisposableStore();
  readonly #guard: ClockGuard;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#guard = new ClockGuard(options.clock, options.monotonic ?? (() => performance.now()));
    const first = setTimeout(() => void this.run(), FIRST_AFTER_MS);
    const timer = setInterval(() => void this.run(), EVERY_MS);
    const trim = setInterval(() => void this.#trimLog(), TRIM_LOG_EVERY_MS);
    this.#owned.onDispose(() => {
      clearTimeout(first);
      clearInterval(timer);
      clearInterval(trim);
    });
    this.#owned.add(options.settings.onChange.on(() => void this.run()));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** One pass over every signal, begun after this call: one that runs already may not know of a new setting. */
  async run(): Promise<void> {
    this.#next ??= (this.#running ?? Promise.resolve()).then(() => {
      this.#next = null;
      this.#running = this.#pass().finally(() => {
        this.#running = null;
      });
      return this.#running;
    });
    await this.#next;
  }

  async #pass(): Promise<void> {
    const { settings, logger } = this.#options;
    try {
      const { retention } = settings.current;
      for (const signal of signals) await this.#apply(signal, retention[signal]);
      await this.#vacuum();
      await this.#trimLog();
    } catch (error) {
      if (!this.#owned.disposed) logger.warn({ error }, 'retention is tried again in a minute');
    }
  }

  async #apply(signal: Signal, { maxAgeMs, maxBytes }: Settings['retention'][Signal]): Promise<void> {
    if (this.#guard.isSteady()) {
      await this.#delete(signal, this.#options.clock.now() - maxAgeMs, 0);
    }
    const usage = await this.#options.store.read('storage.usage', {});
    const bytes = usage.find((one) => one.signal === signal)?.bytes ?? 0;
    if (bytes > maxBytes) await this.#delete(signal, END_OF_TIME_MS, maxBytes * (1 - FREED_PART));
  }

  /** Oldest first, until nothing older than `endMs` is left or the signal takes up no more than `downTo` bytes. */
  async #delete(signal: Signal, endMs: number, downTo: number): Promise<void> {
    const { store, logger } = this.#options;
    let deleted = 0;
    for (let more = true; more && !this.#owned.disposed; ) {
      const slice = await store.write('storage.deleteSlice', { signal, startMs: 0, endMs, crossing: 'keep' });
      deleted += slice.items;
      more = slice.more && slice.bytes > downTo;
      await sleep(REST_MS);
    }
    if (deleted > 0) logger.info({ signal, deleted }, 'retention deleted the oldest');
  }

  async #trimLog(): Promise<void> {
    await this.#options.store.trimLog().catch((error: unknown) => {
      this.#options.logger.warn({ error }, 'the write-ahead log could not be emptied and is tried again');
    });
  }

  async #vacuum(): Promise<void> {
    const { store } = this.#options;
    let { freeBytes, fileBytes } = await store.read('storage.space', {});
    while (freeBytes > Math.max(FREE_BYTES, fileBytes * FREE_PART) && !this.#owned.disposed) {
      ({ freeBytes, fileBytes } = await store.write('storage.vacuumSlice', {}));
      await sleep(REST_MS);
    }
  }
}

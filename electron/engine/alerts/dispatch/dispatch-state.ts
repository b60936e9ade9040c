import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { Clock } from '../../clock.ts';
import { ClockGuard } from '../../clock-guard.ts';
import type { LiveSettings } from '../../live-settings.ts';
import type { Store } from '../../storage/store.ts';
import type { Attempt } from './delivery.ts';
import { NotificationLog } from './notification-log.ts';
import { Silences } from './silences.ts';

export interface DispatchStateOptions {
  store: Pick<Store, 'read' | 'write' | 'setAside'>;
  settings: Pick<LiveSettings, 'current'>;
  clock: Clock;
  logger: Logger;
}

const TRIM_REST_MS = 5;

/** What survives a restart: silences, what was told of which group, and the log of notifications. */
export class DispatchState implements Disposable {
  readonly #options: DispatchStateOptions;
  readonly #owned = new DisposableStore();
  readonly #guard: ClockGuard;
  readonly #writing = new Set<Promise<void>>();
  #trimming = false;
  readonly silences: Silences;
  readonly log: NotificationLog;
  readonly onChange = new Emitter<void>();

  private constructor(options: DispatchStateOptions) {
    const { store, clock } = options;
    this.#options = options;
    this.#guard = new ClockGuard(clock, () => performance.now());
    this.silences = new Silences({
      now: () => clock.now(),
      persist: (changed) => store.write('silences.write', changed),
      onChange: () => this.onChange.fire(),
    });
    this.log = new NotificationLog((changed) => this.#write(store.write('told.write', changed)));
    this.#owned.add(store.setAside.on(() => this.#writeAll()));
  }

  static async open(options: DispatchStateOptions): Promise<DispatchState> {
    const { store, clock, logger } = options;
    const state = new DispatchState(options);
    try {
      const strange = state.silences.restore(await store.read('silences.list', {}));
      if (strange.length > 0) logger.warn({ silences: strange }, 'silences that cannot be read are left out');
      state.log.restore(await store.read('told.list', {}), clock.now());
    } catch (error) {
      // A damaged file is about to be set aside; alerts are told all the same.
      logger.error({ error }, 'silences, and what receivers were told, could not be read');
    }
    return state;
  }

  record(attempt: Attempt): void {
    this.#write(this.#options.store.write('notifications.append', { notifications: [attempt] }));
  }

  /** Forgets what is old, unless it is the clock that is wrong. */
  upkeep(): void {
    const { clock, logger } = this.#options;
    if (!this.#guard.isSteady()) return;
    this.log.collect(clock.now());
    this.silences
      .collect()
      .catch((error: unknown) => logger.warn({ error }, 'silences that are over are taken away later'));
    void this.#trim();
  }

  /** Resolves once everything told so far is on disk, or is known not to be. */
  async flush(): Promise<void> {
    await Promise.all(this.#writing);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** In front of a fresh store: what is known goes on. */
  #writeAll(): void {
    const { store } = this.#options;
    this.#write(store.write('silences.write', { silences: this.silences.plain(), gone: [] }));
    this.#write(store.write('told.write', { entries: [...this.log.all()], gone: [] }));
  }

  /** What was told is true whether or not it can be written down: nobody waits for it. */
  #write(writing: Promise<unknown>): void {
    const done = writing
      .then(
        () => undefined,
        (error: unknown) =>
          this.#options.logger.warn({ error }, 'what receivers were told could not be stored'),
      )
      .then(() => {
        this.#writing.delete(done);
      });
    this.#writing.add(done);
  }

  async #trim(): Promise<void> {
    const { store, settings, clock, logger } = this.#options;
    if (this.#trimming) return;
    this.#trimming = true;
    try {
      const beforeMs = clock.now() - settings.current.retention.events.maxAgeMs;
      while (!this.#owned.disposed && (await store.write('notifications.trim', { beforeMs }))) {
        await sleep(TRIM_REST_MS);
      }
    } catch (error) {
      if (!this.#owned.disposed) logger.warn({ error }, 'old notifications are taken away later');
    } finally {
      this.#trimming = false;
    }
  }
}

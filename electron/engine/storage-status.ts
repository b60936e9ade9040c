import type { Problem, StoreUsage } from '../../shared/contract/app.ts';
import type { Store } from './storage/store.ts';

export interface StorageState {
  stores: StoreUsage[];
  storeBytes: number;
}

const FRESH_MS = 5_000;

/** What the store takes up, looked at no more often than every few seconds, however many windows ask. */
export class StorageStatus {
  readonly #store: Store;
  readonly #monotonic: () => number;
  #known: StorageState = { stores: [], storeBytes: 0 };
  #knownAtMs = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | null = null;

  constructor(store: Store, monotonic: () => number = () => performance.now()) {
    this.#store = store;
    this.#monotonic = monotonic;
  }

  /** What was last seen; looks again in the background when that is old. */
  get latest(): StorageState {
    if (this.#monotonic() - this.#knownAtMs >= FRESH_MS) void this.refresh();
    return this.#known;
  }

  /** Looks now. When the store cannot be read the last state stays. */
  async refresh(): Promise<StorageState> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    await this.#looking;
    return this.#known;
  }

  problems(): Problem[] {
    const full: Problem = {
      key: 'storage-full',
      severity: 'error',
      message: 'The disk is full: nothing new can be stored.',
      cure: 'Free space, or lower the retention limits in the settings.',
    };
    const setAside = this.#store.filesSetAside.map(
      (file): Problem => ({
        key: `set-aside:${file}`,
        severity: 'error',
        message: `The store was damaged. It was set aside as ${file}, and a new one was started.`,
        cure: 'Restore a backup, or delete the file when you do not need it.',
      }),
    );
    return [...(this.#store.isFull ? [full] : []), ...setAside];
  }

  async #look(): Promise<void> {
    try {
      this.#known = {
        stores: await this.#store.read('storage.usage', {}),
        storeBytes: this.#store.bytesOnDisk(),
      };
      this.#knownAtMs = this.#monotonic();
    } catch {
      // The store is being opened again, or closed: what was known is shown until it answers.
      this.#knownAtMs = this.#monotonic();
    }
  }
}

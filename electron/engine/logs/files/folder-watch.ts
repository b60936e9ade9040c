import { type FSWatcher, watch } from 'node:fs';
import type { Disposable } from '../../../../shared/util/disposable.ts';

/** The system gives watches sparingly; what is not watched is still looked at from time to time. */
const MOST_WATCHED = 128;

/** Tells at once when something happens in one of the folders. It may miss, so it only hastens the next look. */
export class FolderWatch implements Disposable {
  readonly #onChange: (folder: string, name: string | null) => void;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(onChange: (folder: string, name: string | null) => void) {
    this.#onChange = onChange;
  }

  /** Watches these and no others; one that is not there is tried again with the next call. */
  set(folders: readonly string[]): void {
    const wanted = new Set(folders.slice(0, MOST_WATCHED));
    for (const folder of this.#watchers.keys()) if (!wanted.has(folder)) this.#forget(folder);
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#watch(folder);
  }

  dispose(): void {
    for (const folder of [...this.#watchers.keys()]) this.#forget(folder);
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => this.#onChange(folder, name));
      watcher.on('error', () => this.#forget(folder));
      this.#watchers.set(folder, watcher);
    } catch {
      // Not there, not allowed, or no watch left: looking from time to time has to do.
    }
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }
}

import { globSync, statSync } from 'node:fs';
import type { Disposable } from '../../../../shared/util/disposable.ts';

/** Looking is a stat a file: editors, version control and mounts that tell nothing are seen all the same. */
const LOOK_EVERY_MS = 2_000;

/** Calls when one of the files is another one than before: written, made or taken away. */
export class WatchedFiles implements Disposable {
  readonly #timer: NodeJS.Timeout;
  readonly #patterns: () => readonly string[];
  #seen: string;

  /** @param patterns asked at every look: absolute paths, in whose last part there may be a `*` */
  constructor(patterns: () => readonly string[], onChange: () => void, everyMs = LOOK_EVERY_MS) {
    this.#patterns = patterns;
    this.#seen = this.#look();
    this.#timer = setInterval(() => {
      const now = this.#look();
      if (now === this.#seen) return;
      this.#seen = now;
      onChange();
    }, everyMs).unref();
  }

  dispose(): void {
    clearInterval(this.#timer);
  }

  #look(): string {
    return expandFiles(this.#patterns()).map(signature).join('\n');
  }
}

/** Existing files for patterns, the others as they are. */
export const expandFiles = (patterns: readonly string[]): string[] =>
  patterns.flatMap((pattern) => (pattern.includes('*') ? globSync(pattern).sort() : [pattern]));

function signature(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${path}\0${stat.ino}\0${stat.mtimeMs}\0${stat.size}` : `${path}\0absent`;
}

import { basename, dirname, join } from 'node:path';
import type { Logger } from 'pino';
import type { Disposable } from '../../../../shared/util/disposable.ts';
import type { OpenByteFeed } from './byte-feed.ts';
import { FileSlots } from './file-slots.ts';
import { type FilePattern, type FoundFile, findFiles } from './find-files.ts';
import { FolderWatch } from './folder-watch.ts';
import { FollowedFile, type FollowedFileState } from './followed-file.ts';
import { possibleBases } from './rotated-names.ts';

/** Where the lines of followed files go. */
export interface FileSink {
  open(file: FoundFile): OpenByteFeed;
  readCursor(file: FoundFile): Promise<string | null>;
}

export interface FileFollowerOptions {
  sink: FileSink;
  logger: Logger;
  /** How often every file is looked at, watched or not. */
  lookEveryMs?: number;
  mostOpen?: number;
  mostFiles?: number;
}

export interface FollowedFileInfo extends FoundFile, FollowedFileState {}

const LOOK_EVERY_MS = 1_000;
/** New files are looked for this often, and less often where looking takes long. */
const FIND_EVERY_MS = 5_000;
const FIND_PART = 20;
const MOST_OPEN = 64;
const MOST_FILES = 1_000;

/** Follows all files that the patterns mean, those that appear later too. */
export class FileFollower implements Disposable {
  readonly #options: FileFollowerOptions;
  readonly #files = new Map<string, { found: FoundFile; followed: FollowedFile }>();
  readonly #slots: FileSlots;
  readonly #watch: FolderWatch;
  readonly #looking: NodeJS.Timeout;
  #patterns: readonly FilePattern[] = [];
  #isOther = false;
  #finding: Promise<void> | null = null;
  #findAgain = false;
  #nextFindMs = 0;
  #earliestFindMs = 0;
  #disposed = false;

  constructor(options: FileFollowerOptions) {
    this.#options = options;
    this.#slots = new FileSlots(options.mostOpen ?? MOST_OPEN);
    this.#watch = new FolderWatch((folder, name) => this.#hasChanged(folder, name));
    this.#looking = setInterval(() => this.#look(), options.lookEveryMs ?? LOOK_EVERY_MS).unref();
  }

  /** Follows what these mean from now on. Resolves when their files were found. */
  set(patterns: readonly FilePattern[]): Promise<void> {
    this.#patterns = patterns;
    this.#isOther = true;
    return this.#find();
  }

  list(): FollowedFileInfo[] {
    return [...this.#files.values()].map(({ found, followed }) => ({ ...found, ...followed.state }));
  }

  dispose(): void {
    this.#disposed = true;
    clearInterval(this.#looking);
    this.#watch.dispose();
    for (const { followed } of this.#files.values()) followed.dispose();
    this.#files.clear();
  }

  #look(): void {
    for (const { followed } of this.#files.values()) void followed.poke();
    if (this.#patterns.length > 0 && performance.now() > this.#nextFindMs) void this.#find();
  }

  #hasChanged(folder: string, name: string | null): void {
    const names = name === null ? [] : [basename(name), ...possibleBases(basename(name))];
    const known = names
      .map((each) => this.#files.get(join(folder, each)))
      .filter((file) => file !== undefined);
    for (const { followed } of known) void followed.poke();
    // Not at once: beside a followed file another one may be written without end.
    if (known.length === 0) this.#nextFindMs = Math.min(this.#nextFindMs, this.#earliestFindMs);
  }

  /** One search at a time; what changes meanwhile is found by another one. */
  #find(): Promise<void> {
    this.#findAgain = true;
    this.#finding ??= this.#findAll().finally(() => {
      this.#finding = null;
    });
    return this.#finding;
  }

  async #findAll(): Promise<void> {
    while (this.#findAgain && !this.#disposed) {
      this.#findAgain = false;
      const startedMs = performance.now();
      const isOther = this.#isOther;
      this.#isOther = false;
      try {
        const { files, folders, left } = await findFiles(
          this.#patterns,
          this.#options.mostFiles ?? MOST_FILES,
        );
        if (this.#disposed) return;
        this.#follow(files, isOther);
        this.#watch.set([...new Set([...folders, ...files.map(({ path }) => dirname(path))])]);
        if (left > 0) this.#options.logger.warn({ left }, 'more log files match than are followed');
      } catch (error) {
        this.#options.logger.warn({ error }, 'log files could not be looked for');
      }
      const now = performance.now();
      this.#earliestFindMs = now + (now - startedMs) * FIND_PART;
      this.#nextFindMs = Math.max(now + FIND_EVERY_MS, this.#earliestFindMs);
    }
  }

  /** @param changed the patterns are other ones: what they do not mean is let go */
  #follow(files: readonly FoundFile[], changed: boolean): void {
    const wanted = new Map(files.map((file) => [file.path, file]));
    for (const [path, { found, followed }] of this.#files) {
      const now = wanted.get(path);
      if (now && now.name === found.name && now.service === found.service) continue;
      // In the middle of a rotation the name leads nowhere; a file that is gone for good is missing for a minute.
      if (!now && !changed && followed.state.state !== 'missing') continue;
      followed.dispose();
      this.#files.delete(path);
    }
    for (const found of files) if (!this.#files.has(found.path) && !this.#isRotated(found)) this.#add(found);
  }

  #add(found: FoundFile): void {
    const { sink, logger } = this.#options;
    const { path } = found;
    const readCursor = () => sink.readCursor(found);
    const openFeed = sink.open(found);
    const followed = new FollowedFile({ path, readCursor, openFeed, slots: this.#slots, logger });
    this.#files.set(path, { found, followed });
    void followed.poke();
  }

  /** Its lines belong to the file that bore the name before. */
  #isRotated({ path }: FoundFile): boolean {
    return possibleBases(basename(path)).some((base) => this.#files.has(join(dirname(path), base)));
  }
}

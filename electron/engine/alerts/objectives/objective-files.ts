import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AlertFileView, FileFault } from '../../../../shared/contract/alerts.ts';
import type { Settings } from '../../../../shared/contract/settings.ts';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import { err, ok, type Result } from '../../../../shared/util/result.ts';
import type { LiveSettings } from '../../live-settings.ts';
import { FolderWatch } from '../../logs/files/folder-watch.ts';
import { isObjectivesFile } from './is-objectives-file.ts';
import type { Objective } from './objective.ts';
import { parseObjectives } from './objective-file.ts';

const MOST_BYTES = 2 ** 20;
const MOST_FILES = 200;
const SETTLE_MS = 100;
/** Some file systems tell of no changes. */
const LOOK_MS = 5_000;

interface LoadedFile {
  view: AlertFileView;
  /** Of the last good reading; they go on while the file is broken. */
  objectives: readonly Objective[];
  text: string | null;
}

export interface ObjectiveFilesOptions {
  settings: Pick<LiveSettings, 'current' | 'onChange'>;
  /** Folder of Trivet's own rules, which is always looked through. */
  ownFolder: string;
  now(): number;
}

/** The files of objectives among those that the settings name, read again when they change. */
export class ObjectiveFiles implements Disposable {
  readonly #options: ObjectiveFilesOptions;
  readonly #owned = new DisposableStore();
  readonly #watch: FolderWatch;
  #files: readonly LoadedFile[] = [];
  #settling: NodeJS.Timeout | null = null;
  readonly onChange = new Emitter<void>();

  constructor(options: ObjectiveFilesOptions) {
    this.#options = options;
    this.#watch = this.#owned.add(new FolderWatch(() => this.#settle()));
    this.#owned.add(options.settings.onChange.on(() => this.load()));
    const looking = setInterval(() => this.load(), LOOK_MS).unref();
    this.#owned.onDispose(() => clearInterval(looking));
    this.load();
  }

  get views(): AlertFileView[] {
    return this.#files.map(({ view }) => view);
  }

  get all(): { path: string; objectives: readonly Objective[] }[] {
    return this.#files.map(({ view: { path }, objectives }) => ({ path, objectives }));
  }

  load(): void {
    const paths = pathsOf(this.#options.settings.current.alerts, this.#options.ownFolder);
    const before = new Map(this.#files.map((file) => [file.view.path, file]));
    const files = paths.flatMap((path) => this.#read(path, before.get(path)) ?? []);
    this.#watch.set([...new Set(paths.map((path) => dirname(path)))]);
    const changed = files.length !== this.#files.length || files.some((file, i) => file !== this.#files[i]);
    this.#files = files;
    if (changed) this.onChange.fire();
  }

  dispose(): void {
    if (this.#settling) clearTimeout(this.#settling);
    this.#settling = null;
    this.#owned.dispose();
  }

  /** Editors write in several steps. */
  #settle(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = null;
      this.load();
    }, SETTLE_MS).unref();
  }

  /** The same object where nothing changed; null for a file of something else. */
  #read(path: string, before: LoadedFile | undefined): LoadedFile | null {
    const found = textOf(path);
    // A broken one keeps its place: it was a file of objectives.
    if (!before && !(found.ok && isObjectivesFile(found.value))) return null;
    if (before && found.ok && found.value === before.text) return before;
    if (!found.ok)
      return before && before.view.errors[0]?.message !== found.error.message
        ? this.#unread(before, found.error)
        : (before ?? null);
    const parsed = parseObjectives(found.value);
    const faults = (of: readonly FileFault[]) => of.map(({ message, line }) => ({ message, line }));
    const view: AlertFileView = {
      path,
      state: parsed.ok ? 'loaded' : 'refused',
      errors: parsed.ok ? [] : faults(parsed.error),
      warnings: parsed.ok ? faults(parsed.value.warnings) : [],
      own: false,
      loadedMs: this.#options.now(),
    };
    const objectives = parsed.ok ? parsed.value.objectives : (before?.objectives ?? []);
    return { view, objectives, text: found.value };
  }

  /** Gone files take their objectives along; unreadable ones keep them. */
  #unread(before: LoadedFile, { missing, message }: Unread): LoadedFile | null {
    if (missing) return null;
    const errors = [{ message, line: null }];
    return { ...before, text: null, view: { ...before.view, state: 'refused', errors } };
  }
}

interface Unread {
  missing: boolean;
  message: string;
}

function textOf(path: string): Result<string, Unread> {
  try {
    if (statSync(path).size > MOST_BYTES) return err({ missing: false, message: 'larger than 1 MiB' });
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return err({ missing: code === 'ENOENT', message });
  }
}

function pathsOf({ files }: Settings['alerts'], ownFolder: string): string[] {
  const found = new Set<string>();
  for (const given of [ownFolder, ...files]) {
    const path = resolve(given);
    const some = isFolder(path) ? inFolder(path) : path.includes('*') ? globSync(path).sort() : [path];
    for (const one of some) if (found.size < MOST_FILES) found.add(one);
  }
  return [...found];
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const inFolder = (folder: string): string[] =>
  globSync('*.{yml,yaml}', { cwd: folder })
    .sort()
    .map((name) => join(folder, name));

import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { PipelineFileView } from '../../../../shared/contract/logs.ts';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { LiveSettings } from '../../live-settings.ts';
import { FolderWatch } from '../files/folder-watch.ts';
import type { PipelineText } from './pipeline/pipeline-choice.ts';
import type { PipelineCount } from './pipeline/pipeline-counts.ts';
import { parsePipelineFile } from './pipeline/pipeline-file.ts';

const MOST_BYTES = 2 ** 20;
/** What a folder of a project is looked through for. */
const FOLDER_NAMES = ['trivet-pipelines.yml', 'trivet-pipelines.yaml', 'promtail.yml', 'promtail.yaml'];
const SETTLE_MS = 100;
/** Some file systems tell of no changes. */
const LOOK_MS = 5_000;

interface LoadedFile {
  view: PipelineFileView;
  /** Of the last good reading; it goes on while the file is broken. */
  good: string | null;
  /** What was read last; null for nothing. */
  text: string | null;
}

/** The pipeline files that the settings name, read again when they change. */
export class PipelineFiles implements Disposable {
  readonly #settings: Pick<LiveSettings, 'current' | 'onChange'>;
  readonly #nowMs: () => number;
  readonly #owned = new DisposableStore();
  readonly #watch: FolderWatch;
  readonly #counts = new Map<string, { records: number; dropped: number }>();
  #files: LoadedFile[] = [];
  #texts: readonly PipelineText[] = [];
  #settling: NodeJS.Timeout | null = null;
  /** Fires when other stages apply, or a file's state is another. */
  readonly onChange = new Emitter<void>();

  constructor(settings: Pick<LiveSettings, 'current' | 'onChange'>, nowMs: () => number) {
    this.#settings = settings;
    this.#nowMs = nowMs;
    this.#watch = this.#owned.add(new FolderWatch(() => this.#settle()));
    this.#owned.add(settings.onChange.on(() => this.#load()));
    const looking = setInterval(() => this.#load(), LOOK_MS).unref();
    this.#owned.onDispose(() => clearInterval(looking));
    this.#load();
  }

  /** Of the good files, in the order of the settings; the same list until one changes. */
  get texts(): readonly PipelineText[] {
    return this.#texts;
  }

  get views(): PipelineFileView[] {
    return this.#files.map(({ view }) => ({ ...view, ...this.#counts.get(view.path) }));
  }

  /** Adds what was done to records since it was last told. */
  count({ path, records, dropped }: PipelineCount): void {
    const counts = this.#counts.get(path) ?? { records: 0, dropped: 0 };
    this.#counts.set(path, { records: counts.records + records, dropped: counts.dropped + dropped });
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
      this.#load();
    }, SETTLE_MS).unref();
  }

  #load(): void {
    const paths = this.#settings.current.logs.pipelines.map(filePath);
    const before = new Map(this.#files.map((file) => [file.view.path, file]));
    this.#files = [...new Set(paths)].map((path) => this.#read(path, before.get(path)));
    this.#watch.set([...new Set(paths.map((path) => dirname(path)))]);
    const changed =
      this.#files.length !== before.size || this.#files.some((file) => before.get(file.view.path) !== file);
    if (!changed) return;
    const texts = this.#files.flatMap(({ view: { path }, good }) =>
      good === null ? [] : [{ path, text: good }],
    );
    if (JSON.stringify(texts) !== JSON.stringify(this.#texts)) this.#texts = texts;
    this.onChange.fire();
  }

  /** The same object where nothing changed. */
  #read(path: string, before: LoadedFile | undefined): LoadedFile {
    const found = readText(path);
    if (before && found.text === before.text && (found.text !== null || found.fault === before.view.fault))
      return before;
    const parsed = found.text === null ? null : parsePipelineFile(found.text);
    const good = parsed?.ok ? found.text : (before?.good ?? null);
    const error = parsed && !parsed.ok ? parsed.error : null;
    const view: PipelineFileView = {
      path,
      name: basename(path),
      state: parsed?.ok ? 'loaded' : 'refused',
      fault: error?.message ?? found.fault,
      line: error?.line ?? null,
      keptBefore: !parsed?.ok && good !== null,
      pipelines: parsed?.ok ? parsed.value.pipelines.length : 0,
      warnings: parsed?.ok ? parsed.value.warnings : [],
      loadedMs: this.#nowMs(),
      records: 0,
      dropped: 0,
    };
    return { view, good, text: found.text };
  }
}

/** The file that a path of the settings means: itself, or the one that a folder holds. */
function filePath(path: string): string {
  const full = resolve(path);
  if (!statSync(full, { throwIfNoEntry: false })?.isDirectory()) return full;
  const inside = FOLDER_NAMES.map((name) => join(full, name));
  return inside.find((file) => statSync(file, { throwIfNoEntry: false })) ?? (inside[0] as string);
}

function readText(path: string): { text: string | null; fault: string | null } {
  try {
    if (statSync(path).size > MOST_BYTES) return { text: null, fault: 'larger than 1 MiB' };
    return { text: readFileSync(path, 'utf8'), fault: null };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { text: null, fault: code === 'ENOENT' ? 'the file does not exist' : message };
  }
}

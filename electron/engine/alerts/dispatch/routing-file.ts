import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AlertFileView, FileFault } from '../../../../shared/contract/alerts.ts';
import type { Problem } from '../../../../shared/contract/app.ts';
import { type Disposable, DisposableStore } from '../../../../shared/util/disposable.ts';
import { Emitter } from '../../../../shared/util/emitter.ts';
import type { LiveSettings } from '../../live-settings.ts';
import { FolderWatch } from '../../logs/files/folder-watch.ts';
import { type AlertmanagerConfig, parseAlertmanagerConfig } from '../routing/alertmanager-config.ts';
import { templateFaults } from '../senders/template-faults.ts';

/** A configuration in force, with what it names. */
export interface LoadedRouting {
  config: AlertmanagerConfig;
  /** As it is written, secrets and all. */
  text: string;
  /** Where relative paths in it start from. */
  baseDir: string;
  templates: readonly { path: string; text: string }[];
}

/** Everything to the desktop: soon, but not every alert of a failing machine alone. */
export const DEFAULT_ROUTING = `route:
  receiver: desktop
  group_by: [alertname]
  group_wait: 5s
  group_interval: 1m
  repeat_interval: 4h
receivers:
  - name: desktop
    desktop_configs:
      - send_resolved: true
`;

const MOST_BYTES = 2 ** 20;
const MOST_TEMPLATES = 100;
const FOLDER_NAMES = ['alertmanager.yml', 'alertmanager.yaml'];
const SETTLE_MS = 100;
/** Some file systems tell of no changes, and templates may stand in any folder. */
const LOOK_MS = 5_000;

interface Looked {
  path: string;
  text: string | null;
  fault: FileFault | null;
  missing: boolean;
}

/** The alertmanager.yml that the settings name, read again when it or a template of it changes. */
export class RoutingFile implements Disposable {
  readonly #settings: Pick<LiveSettings, 'current' | 'onChange'>;
  readonly #nowMs: () => number;
  readonly #owned = new DisposableStore();
  readonly #watch: FolderWatch;
  #settling: NodeJS.Timeout | null = null;
  #seen = '';
  #current: LoadedRouting = defaultRouting();
  #view: AlertFileView | null = null;
  /** Fires when other routes apply, or the file's state is another. */
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

  /** The last good one of this file, or what holds without any. */
  get current(): LoadedRouting {
    return this.#current;
  }

  /** Null while no file is set. */
  get view(): AlertFileView | null {
    return this.#view;
  }

  problems(): Problem[] {
    const [error] = this.#view?.errors ?? [];
    if (!this.#view || !error) return [];
    const { path } = this.#view;
    const line = error.line === null ? '' : `:${error.line}`;
    return [
      {
        key: `alert-routing:${path}`,
        severity: 'error',
        message: `${path}${line}: ${error.message}; alerts are told as ${this.#ownText()}`,
        cure: 'Correct the file: it is read again at once.',
      },
    ];
  }

  dispose(): void {
    if (this.#settling) clearTimeout(this.#settling);
    this.#settling = null;
    this.#owned.dispose();
  }

  #ownText(): string {
    return this.#current.text === DEFAULT_ROUTING ? 'desktop notifications only' : 'it last said rightly';
  }

  /** Editors write in several steps. */
  #settle(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = null;
      this.#load();
    }, SETTLE_MS).unref();
  }

  #load(): void {
    const named = this.#settings.current.alerts.routing;
    const looked = named === null ? null : look(named);
    const parsed = looked?.text == null ? null : parseAlertmanagerConfig(looked.text);
    const templates = looked && parsed?.ok ? readTemplates(parsed.value, dirname(looked.path)) : [];
    this.#watch.set(looked ? [dirname(looked.path), ...templates.map(({ path }) => dirname(path))] : []);
    const seen = JSON.stringify([looked, templates]);
    if (seen === this.#seen) return;
    const otherFile = looked?.path !== this.#view?.path;
    this.#seen = seen;
    if (!looked || otherFile) this.#current = defaultRouting();
    if (looked && parsed?.ok) {
      const { text, path } = looked;
      this.#current = { config: parsed.value, text: text ?? '', baseDir: dirname(path), templates };
    }
    this.#view = looked && this.#viewOf(looked, parsed);
    this.onChange.fire();
  }

  #viewOf(looked: Looked, parsed: ReturnType<typeof parseAlertmanagerConfig> | null): AlertFileView {
    const refused = parsed && !parsed.ok ? parsed.error : null;
    const fault = refused ? { message: refused.message, line: refused.line } : looked.fault;
    const warnings = parsed?.ok
      ? [
          ...parsed.value.warnings,
          ...missingTemplates(this.#current),
          ...templateFaults(parsed.value, this.#current.templates, this.#nowMs()),
        ]
      : [];
    return {
      path: looked.path,
      state: looked.missing ? 'missing' : fault ? 'refused' : 'loaded',
      errors: fault ? [fault] : [],
      warnings: warnings.map(({ message, line }) => ({ message, line })),
      own: false,
      loadedMs: this.#nowMs(),
    };
  }
}

function defaultRouting(): LoadedRouting {
  const parsed = parseAlertmanagerConfig(DEFAULT_ROUTING);
  if (!parsed.ok) throw parsed.error;
  return { config: parsed.value, text: DEFAULT_ROUTING, baseDir: '', templates: [] };
}

/** The file that a path of the settings means: itself, or the one that a folder holds. */
function filePath(path: string): string {
  const full = resolve(path);
  if (!statSync(full, { throwIfNoEntry: false })?.isDirectory()) return full;
  const inside = FOLDER_NAMES.map((name) => join(full, name));
  return inside.find((file) => statSync(file, { throwIfNoEntry: false })) ?? join(full, 'alertmanager.yml');
}

function look(named: string): Looked {
  const path = filePath(named);
  const failed = (message: string, missing = false): Looked => ({
    path,
    text: null,
    fault: { message, line: null },
    missing,
  });
  try {
    if (statSync(path).size > MOST_BYTES) return failed('larger than 1 MiB');
    return { path, text: readFileSync(path, 'utf8'), fault: null, missing: false };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? failed('the file does not exist', true) : failed(message);
  }
}

/** Those that cannot be read are left out: what they define is missed where it is used. */
export function readTemplates(
  config: Pick<AlertmanagerConfig, 'templates'>,
  baseDir: string,
): { path: string; text: string }[] {
  const paths = config.templates.flatMap((pattern) => globSync(resolve(baseDir, pattern)).sort());
  return [...new Set(paths)].slice(0, MOST_TEMPLATES).flatMap((path) => {
    const looked = statSync(path, { throwIfNoEntry: false })?.isFile() ? look(path) : null;
    return looked?.text == null ? [] : [{ path, text: looked.text }];
  });
}

const missingTemplates = ({ config, baseDir }: LoadedRouting): FileFault[] =>
  config.templates
    .filter((pattern) => globSync(resolve(baseDir, pattern)).length === 0)
    .map((pattern) => ({ message: `templates: no file is named ${pattern}`, line: null }));

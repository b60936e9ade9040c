import { type FSWatcher, watch } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import type { DashboardSummary, ImportedDashboard } from '../../../shared/contract/dashboards.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { dashboardText, parseDashboard } from '../../../shared/dashboards/document.ts';
import type { Dashboard } from '../../../shared/dashboards/model.ts';
import type { Disposable } from '../../../shared/util/disposable.ts';
import { Emitter } from '../../../shared/util/emitter.ts';
import type { LiveSettings } from '../live-settings.ts';
import { builtinDashboards } from './builtin/builtin.ts';
import { type DashboardFile, DashboardFolder, summaryOf, writeWhole } from './dashboard-folder.ts';
import { fileNameOf, freeName } from './file-names.ts';
import { readDocument } from './read-document.ts';

interface DashboardsOptions {
  dataDir: string;
  settings: LiveSettings;
  logger: Logger;
}

const SETTLE_MS = 100;
/** Some file systems tell of no changes: while somebody looks, files are looked at this often all the same. */
const LOOK_MS = 5_000;

/**
 * The dashboards there are: those built in, the files of the data directory and those of the folders in the settings.
 * Ids are looked up among the files that were found, never made into paths.
 */
export class Dashboards implements Disposable {
  readonly #own: DashboardFolder;
  readonly #settings: LiveSettings;
  readonly #logger: Logger;
  readonly #changed = new Emitter<DashboardSummary[]>();
  #folders: DashboardFolder[];
  #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  #last = '';
  /** One change at a time, so that two that are based on the same file cannot both be taken. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ dataDir, settings, logger }: DashboardsOptions) {
    this.#own = new DashboardFolder(join(dataDir, 'dashboards'), true);
    this.#settings = settings;
    this.#logger = logger;
    this.#folders = this.#foldersNow();
  }

  async list(): Promise<DashboardSummary[]> {
    return [...builtinSummaries(), ...(await this.#files()).map(({ summary }) => summary)];
  }

  async get(id: string): Promise<{ summary: DashboardSummary; json: string }> {
    const builtin = builtinDashboards.get(id);
    if (builtin) return { summary: builtinSummary(id, builtin), json: dashboardText(builtin) };
    const { summary, dashboard } = await this.#find(id);
    if (!dashboard)
      throw new TrivetError('invalid_params', `${summary.title}: ${summary.fault ?? 'cannot be read'}`);
    return { summary, json: dashboardText(dashboard) };
  }

  /** @param basedOnMs the file's time when it was read; null does not care */
  save(id: string | null, json: string, basedOnMs: number | null): Promise<DashboardSummary> {
    const read = parseDashboard(json);
    if (!read.ok) throw new TrivetError('invalid_params', read.error);
    return this.#inTurn(() =>
      id === null ? this.#create(read.value) : this.#replace(id, read.value, basedOnMs),
    );
  }

  import(json: string): Promise<ImportedDashboard> {
    const read = readDocument(json);
    if (!read.ok) {
      throw new TrivetError(
        'invalid_params',
        read.error ?? 'neither a dashboard of Grafana nor one of Trivet',
      );
    }
    const { dashboard } = read.value;
    return this.#inTurn(async () => ({
      summary: await this.#create(dashboard),
      notes: dashboard.notImported,
    }));
  }

  remove(id: string): Promise<void> {
    if (builtinDashboards.has(id))
      throw new TrivetError('forbidden', 'a built-in dashboard cannot be deleted');
    return this.#inTurn(async () => {
      const { summary } = await this.#find(id);
      await rm(summary.path as string);
      await this.#tell();
    });
  }

  /** The list at once and whenever it changes. */
  watch(listener: (list: DashboardSummary[]) => void, failed: (error: unknown) => void): Disposable {
    const listening = this.#changed.on(listener);
    if (this.#changed.size === 1) this.#begin();
    this.list().then(listener, failed);
    return {
      dispose: () => {
        listening.dispose();
        if (this.#changed.size === 0) this.#rest();
      },
    };
  }

  dispose(): void {
    this.#rest();
  }

  #foldersNow(): DashboardFolder[] {
    const paths = new Set(this.#settings.current.dashboards.folders.map((path) => resolve(path)));
    paths.delete(this.#own.path);
    const known = new Map((this.#folders ?? []).map((folder) => [folder.path, folder]));
    return [this.#own, ...[...paths].map((path) => known.get(path) ?? new DashboardFolder(path, false))];
  }

  async #files(): Promise<DashboardFile[]> {
    this.#folders = this.#foldersNow();
    return (await Promise.all(this.#folders.map((folder) => folder.scan()))).flat();
  }

  async #find(id: string): Promise<DashboardFile> {
    const file = (await this.#files()).find(({ summary }) => summary.id === id);
    if (!file) throw new TrivetError('not_found', `there is no dashboard ${id}`);
    return file;
  }

  async #create(dashboard: Dashboard): Promise<DashboardSummary> {
    const taken = new Set((await this.#own.scan()).map(({ summary }) => summary.id));
    const name = freeName(fileNameOf(dashboard.title), (candidate) => taken.has(candidate));
    await writeWhole(join(this.#own.path, `${name}.json`), dashboardText(dashboard));
    return this.#written(name);
  }

  async #replace(id: string, dashboard: Dashboard, basedOnMs: number | null): Promise<DashboardSummary> {
    if (builtinDashboards.has(id))
      throw new TrivetError('forbidden', 'a built-in dashboard is saved as a copy');
    const { summary } = await this.#find(id);
    if (summary.readOnly) throw new TrivetError('forbidden', 'a dashboard of Grafana is saved as a copy');
    const path = summary.path as string;
    const { mtimeMs } = await stat(path);
    if (basedOnMs !== null && mtimeMs !== basedOnMs) {
      throw new TrivetError('conflict', `${path} was changed by somebody else since it was opened`, {
        cure: 'save it as a copy, or save again to replace what is there',
      });
    }
    await writeWhole(path, dashboardText(dashboard));
    return this.#written(id);
  }

  async #written(id: string): Promise<DashboardSummary> {
    await this.#tell();
    return (await this.#find(id)).summary;
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const run = this.#turn.then(change);
    this.#turn = run.catch(() => undefined);
    return run;
  }

  #begin(): void {
    this.#timer = setInterval(() => void this.#tell(), LOOK_MS);
    void mkdir(this.#own.path, { recursive: true, mode: 0o700 })
      .then(() => this.#watchFolders())
      .catch((error: unknown) => this.#logger.warn({ err: error }, 'dashboards are not watched'));
  }

  #watchFolders(): void {
    if (this.#changed.size === 0) return;
    for (const { path } of this.#foldersNow()) {
      try {
        const watcher = watch(path, () => this.#soon());
        watcher.on('error', () => watcher.close());
        this.#watchers.push(watcher);
      } catch (error) {
        // The regular look finds its changes.
        this.#logger.debug({ err: error, path }, 'a folder of dashboards cannot be watched');
      }
    }
  }

  #rest(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#settling);
    this.#settling = undefined;
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  #soon(): void {
    this.#settling ??= setTimeout(() => {
      this.#settling = undefined;
      void this.#tell();
    }, SETTLE_MS);
  }

  async #tell(): Promise<void> {
    if (this.#changed.size === 0) return;
    try {
      const list = await this.list();
      const text = JSON.stringify(list);
      if (text === this.#last) return;
      this.#last = text;
      this.#changed.fire(list);
    } catch (error) {
      this.#logger.warn({ err: error }, 'dashboards cannot be listed');
    }
  }
}

const builtinSummary = (id: string, dashboard: Dashboard): DashboardSummary => ({
  id,
  ...summaryOf(dashboard),
  origin: 'builtin',
  path: null,
  readOnly: true,
  fault: null,
  modifiedMs: null,
});

const builtinSummaries = (): DashboardSummary[] =>
  [...builtinDashboards].map(([id, dashboard]) => builtinSummary(id, dashboard));

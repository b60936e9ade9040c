import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DashboardSummary } from '../../../shared/contract/dashboards.ts';
import type { Dashboard } from '../../../shared/dashboards/model.ts';
import { folderTag } from './file-names.ts';
import { readDocument } from './read-document.ts';

const MOST_FILES = 1_000;
const MOST_BYTES = 16 * 2 ** 20;

export interface DashboardFile {
  summary: DashboardSummary;
  dashboard: Dashboard | null;
  sizeBytes: number;
}

/** The dashboards in one folder, read again only when a file's time or size changed. */
export class DashboardFolder {
  readonly path: string;
  /** One's own folder lists what it cannot read; a project's folder may hold JSON of any kind. */
  readonly #own: boolean;
  #files = new Map<string, DashboardFile>();

  constructor(path: string, own: boolean) {
    this.path = path;
    this.#own = own;
  }

  async scan(): Promise<DashboardFile[]> {
    const names = (await entries(this.path)).filter(
      (name) => name.endsWith('.json') && !name.startsWith('.'),
    );
    const files = new Map<string, DashboardFile>();
    for (const name of names.sort().slice(0, MOST_FILES)) {
      const file = await this.#read(name);
      if (file) files.set(name, file);
    }
    this.#files = files;
    return [...files.values()].filter(
      ({ summary, dashboard }) => dashboard !== null || summary.fault !== null,
    );
  }

  async #read(name: string): Promise<DashboardFile | null> {
    const path = join(this.path, name);
    const at = await stat(path).catch(() => null);
    if (!at?.isFile()) return null;
    const known = this.#files.get(name);
    if (known && known.summary.modifiedMs === at.mtimeMs && known.sizeBytes === at.size) return known;
    const base = { id: this.#idOf(name), origin: 'file', path, modifiedMs: at.mtimeMs } as const;
    const faulty = (fault: string | null): DashboardFile => ({
      summary: { ...base, title: name, tags: [], panels: 0, readOnly: false, fault },
      dashboard: null,
      sizeBytes: at.size,
    });
    if (at.size > MOST_BYTES) return faulty(this.#own ? 'larger than 16 MiB' : null);
    const text = await readFile(path, 'utf8').catch((error: Error) => error);
    if (text instanceof Error) return faulty(text.message);
    const read = readDocument(text);
    if (!read.ok) return faulty(this.#faultOf(read.error));
    const { dashboard, converted } = read.value;
    return {
      summary: { ...base, ...summaryOf(dashboard), readOnly: converted, fault: null },
      dashboard,
      sizeBytes: at.size,
    };
  }

  #faultOf(error: string | null): string | null {
    if (!this.#own) return error?.startsWith('not JSON') ? null : error;
    return error ?? 'neither a dashboard of Trivet nor of Grafana';
  }

  #idOf(name: string): string {
    const plain = basename(name, '.json');
    return this.#own ? plain : `${plain}@${folderTag(this.path)}`;
  }
}

export const summaryOf = ({ title, tags, panels }: Dashboard) => ({
  title,
  tags,
  panels: panels.filter(({ kind }) => kind !== 'row').length,
});

async function entries(path: string): Promise<string[]> {
  return readdir(path).catch((error: NodeJS.ErrnoException) => {
    // A folder that is not there, or not yet, has no dashboards.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EACCES') return [];
    throw error;
  });
}

/** Written beside it and put in its place in one step: a reader sees the old file or the new one, whole. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const beside = join(path, '..', `.${basename(path)}.${process.pid}.tmp`);
  await mkdir(join(path, '..'), { recursive: true });
  try {
    const file = await open(beside, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

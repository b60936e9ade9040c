import { z } from 'zod';
import type { ImportNote } from '../dashboards/model.ts';
import { method, stream } from './define.ts';

export interface DashboardSummary {
  /** Stable, in URLs: the file's name without .json, `NAME@FOLDER` in a folder of a project, or `builtin:NAME`. */
  id: string;
  title: string;
  tags: string[];
  origin: 'builtin' | 'file';
  /** Of `file`. */
  path: string | null;
  panels: number;
  /** Built in, or a file of Grafana's: changes are saved as a copy. */
  readOnly: boolean;
  /** Why a file could not be read, with the place. */
  fault: string | null;
  modifiedMs: number | null;
}

export interface ImportedDashboard {
  summary: DashboardSummary;
  /** What could not be brought over. */
  notes: ImportNote[];
}

const MOST_CHARACTERS = 16 * 2 ** 20;

const id = z.string().min(1).max(256);

/** Documents travel as JSON text in the shape of shared/dashboards/model.ts; both ends validate. */
export const dashboardMethods = {
  'dashboards.list': method<DashboardSummary[]>()(z.object({})),
  'dashboards.get': method<{ summary: DashboardSummary; json: string }>()(z.object({ id })),
  /**
   * Writes the file; `id` null makes a new one named after the title. Fails with conflict when the file was changed
   * by somebody else since `basedOnMs`.
   */
  'dashboards.save': method<DashboardSummary>()(
    z.object({
      id: id.nullable(),
      json: z.string().max(MOST_CHARACTERS),
      basedOnMs: z.number().nullable().default(null),
    }),
  ),
  /** Makes a new file of a dashboard of Grafana, of any version, or of one of our own. */
  'dashboards.import': method<ImportedDashboard>()(z.object({ json: z.string().max(MOST_CHARACTERS) })),
  'dashboards.delete': method<null>()(z.object({ id })),
};

export const dashboardStreams = {
  /** The list at once and whenever a file is added, changed or removed. */
  'dashboards.live': stream<DashboardSummary[]>()(z.object({})),
};

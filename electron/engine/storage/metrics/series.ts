import { TrivetError } from '../../../../shared/contract/errors.ts';
import { type Labels, METRIC_NAME } from '../../../../shared/model/series.ts';
import type { StatementCache, WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';

export interface SeriesDefinition {
  /** With `__name__`, sorted. */
  labels: Labels;
  /** Whose series it is, where it is an entity's. */
  entity: string | null;
}

export interface SeriesIds {
  /** The file's own identity; `metrics.append` refuses ids of another file. */
  storeId: string;
  /** In the order asked for; 0 where a limit refused the series. */
  ids: number[];
}

export interface SeriesLimits {
  perName: number;
  inAll: number;
}

interface SeriesCounts {
  inAll: number;
  byName: Map<string, number>;
}

export const storeId = (session: StatementCache): string =>
  session.prepare<[], string>('SELECT id FROM metric_store').pluck().get() ?? '';

/** The row and the two entries of its text in indexes. */
export const seriesBytes = (labels: string): number => 64 + 2 * labels.length;

function countSeries(session: WriteSession): SeriesCounts {
  return session.cache('metrics.seriesCounts', () => {
    const rows = session
      .prepare<[], { name: string; count: number }>(
        'SELECT name, count(*) AS count FROM series GROUP BY name',
      )
      .all();
    return {
      inAll: rows.reduce((sum, { count }) => sum + count, 0),
      byName: new Map(rows.map(({ name, count }) => [name, count])),
    };
  });
}

/** Ids of the given series; new ones are made while the limits allow. */
export function defineSeries(
  session: WriteSession,
  { series, limits }: { series: SeriesDefinition[]; limits: SeriesLimits },
): SeriesIds {
  const counts = countSeries(session);
  const ids = series.map((definition) => findOrMake(session, definition, counts, limits));
  return { storeId: storeId(session), ids };
}

function findOrMake(
  session: WriteSession,
  { labels, entity }: SeriesDefinition,
  counts: SeriesCounts,
  limits: SeriesLimits,
): number {
  const name = labels.find(([label]) => label === METRIC_NAME)?.[1];
  if (!name) throw new TrivetError('invalid_params', 'a series has a name');
  const json = JSON.stringify(labels.filter(([label]) => label !== METRIC_NAME));
  const known = session
    .prepare<[string, string], number>('SELECT id FROM series WHERE name = ? AND labels = ?')
    .pluck()
    .get(name, json);
  if (known !== undefined) return known;
  const ofName = counts.byName.get(name) ?? 0;
  if (ofName >= limits.perName || counts.inAll >= limits.inAll) return 0;
  counts.byName.set(name, ofName + 1);
  counts.inAll++;
  const { lastInsertRowid } = session
    .prepare('INSERT INTO series (name, labels, entity) VALUES (?, ?, ?)')
    .run(name, json, entity);
  addUsage(session, 'metrics', 0, seriesBytes(json));
  return Number(lastInsertRowid);
}

/** Deletes the series; the caller has made sure that no sample of it is left. */
export function dropSeries(session: WriteSession, id: number): void {
  const gone = session
    .prepare<[number], { name: string; labels: string }>(
      'DELETE FROM series WHERE id = ? RETURNING name, labels',
    )
    .get(id);
  if (!gone) return;
  addUsage(session, 'metrics', 0, -seriesBytes(gone.labels));
  const counts = countSeries(session);
  counts.inAll--;
  counts.byName.set(gone.name, (counts.byName.get(gone.name) ?? 1) - 1);
}

import { TrivetError } from '../../../../shared/contract/errors.ts';
import { type Labels, METRIC_NAME } from '../../../../shared/model/series.ts';
import type { StatementCache, WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';
import { seriesChanged } from './changes.ts';
import { removeExemplarsOf } from './exemplars.ts';
import { explodingLabel } from './exploding-label.ts';
import { writerHead } from './writer-head.ts';

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
  /** By metric name what was refused. */
  refused: SeriesRefusal[];
}

export interface SeriesRefusal {
  name: string;
  /** Series of this name that were asked for and refused now. */
  series: number;
  /** `name` where the metric has too many series, `all` where the store has. */
  by: 'name' | 'all';
  /** The label with most values, and how many there are, refused ones included. */
  label: string;
  values: number;
}

export interface SeriesLimits {
  perName: number;
  inAll: number;
}

interface SeriesCounts {
  inAll: number;
  byName: Map<string, number>;
}

/** A definition as it stands in the table. */
interface Wanted {
  name: string;
  json: string;
  entity: string | null;
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
  const wanted = series.map(asStored);
  const ids = findSeries(session, wanted);
  const counts = countSeries(session);
  const refused: number[] = [];
  /** A definition may stand twice in what is asked. */
  const made = new Map<string, number>();
  for (const [i, one] of wanted.entries()) {
    if (ids[i] !== 0) continue;
    const key = `${one.name}\0${one.json}`;
    const id = made.get(key) ?? makeSeries(session, one, counts, limits);
    made.set(key, id);
    ids[i] = id;
    if (id === 0) refused.push(i);
  }
  return { storeId: storeId(session), ids, refused: explain(session, series, refused, counts, limits) };
}

function asStored({ labels, entity }: SeriesDefinition): Wanted {
  const name = labels.find(([label]) => label === METRIC_NAME)?.[1];
  if (!name) throw new TrivetError('invalid_params', 'a series has a name');
  return { name, json: JSON.stringify(labels.filter(([label]) => label !== METRIC_NAME)), entity };
}

const LOOKED_UP_AT_ONCE = 500;

/** One statement for many; 0 where there is no such series. */
function findSeries(session: WriteSession, wanted: readonly Wanted[]): number[] {
  const ids = new Array<number>(wanted.length).fill(0);
  const find = session.prepare<[string], { place: number; id: number }>(
    `SELECT one.key AS place, series.id AS id FROM json_each(?) AS one
      CROSS JOIN series ON series.name = one.value ->> 0 AND series.labels = one.value ->> 1`,
  );
  for (let from = 0; from < wanted.length; from += LOOKED_UP_AT_ONCE) {
    const some = wanted.slice(from, from + LOOKED_UP_AT_ONCE).map(({ name, json }) => [name, json]);
    for (const { place, id } of find.all(JSON.stringify(some))) ids[from + place] = id;
  }
  return ids;
}

function makeSeries(
  session: WriteSession,
  { name, json, entity }: Wanted,
  counts: SeriesCounts,
  limits: SeriesLimits,
): number {
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

/** Names explained in one answer; each costs reading its series. */
const MOST_EXPLAINED = 4;

function explain(
  session: WriteSession,
  series: readonly SeriesDefinition[],
  places: readonly number[],
  counts: SeriesCounts,
  limits: SeriesLimits,
): SeriesRefusal[] {
  const refused = places.map((place) => (series[place] as SeriesDefinition).labels);
  const byName = Map.groupBy(refused, (labels) => labels.find(([name]) => name === METRIC_NAME)?.[1] ?? '');
  return [...byName].slice(0, MOST_EXPLAINED).map(([name, labels]) => ({
    name,
    series: labels.length,
    by: (counts.byName.get(name) ?? 0) >= limits.perName ? 'name' : 'all',
    ...explodingLabel(session, name, labels),
  }));
}

/** Deletes the series; the caller has made sure that no sample of it is left. */
export function dropSeries(session: WriteSession, id: number): void {
  const gone = session
    .prepare<[number], { name: string; labels: string }>(
      'DELETE FROM series WHERE id = ? RETURNING name, labels',
    )
    .get(id);
  if (!gone) return;
  removeExemplarsOf(session, id);
  writerHead(session).forget(id);
  seriesChanged(session);
  addUsage(session, 'metrics', 0, -seriesBytes(gone.labels));
  const counts = countSeries(session);
  counts.inAll--;
  counts.byName.set(gone.name, (counts.byName.get(gone.name) ?? 1) - 1);
}

import type { Exemplar, Label } from '../../../../shared/model/series.ts';
import type { WriteSession } from '../session.ts';
import { addUsage } from '../signal-upkeep.ts';

export interface ExemplarLimits {
  perSeries: number;
  /** As many as Prometheus keeps. */
  inAll: number;
}

export const EXEMPLAR_LIMITS: ExemplarLimits = { perSeries: 100, inAll: 100_000 };

const exemplarBytes = (labels: string): number => 48 + labels.length;

interface Row {
  id: number;
  time_ms: number;
  value: number | null;
  labels: string;
}

/**
 * Stores exemplars of series. What a target shows again with every scrape is stored once: one at the same time, or
 * with the same labels and value as the newest of its series, is left out. Beyond a limit the oldest go.
 */
export function storeExemplars(
  session: WriteSession,
  {
    exemplars,
    limits = EXEMPLAR_LIMITS,
  }: { exemplars: [seriesId: number, exemplar: Exemplar][]; limits?: ExemplarLimits },
): { stored: number } {
  let stored = 0;
  const series = new Set<number>();
  for (const [id, exemplar] of exemplars) {
    if (!insert(session, id, exemplar)) continue;
    stored++;
    series.add(id);
  }
  for (const id of series) thinSeries(session, id, limits.perSeries);
  thinAll(session, limits.inAll);
  return { stored };
}

function insert(session: WriteSession, seriesId: number, { labels, value, timeMs }: Exemplar): boolean {
  const json = JSON.stringify(labels);
  const newest = session
    .prepare<[number], Row>(
      'SELECT * FROM metric_exemplars WHERE series_id = ? ORDER BY time_ms DESC LIMIT 1',
    )
    .get(seriesId);
  if (newest && newest.labels === json && Object.is(newest.value ?? Number.NaN, value)) return false;
  const { changes } = session
    .prepare('INSERT OR IGNORE INTO metric_exemplars (series_id, time_ms, value, labels) VALUES (?, ?, ?, ?)')
    .run(seriesId, Math.trunc(timeMs), value, json);
  if (changes > 0) addUsage(session, 'metrics', 0, exemplarBytes(json));
  return changes > 0;
}

function thinSeries(session: WriteSession, seriesId: number, most: number): void {
  removeAll(
    session,
    session
      .prepare<[number, number], string>(
        `DELETE FROM metric_exemplars WHERE id IN (
          SELECT id FROM metric_exemplars WHERE series_id = ? ORDER BY time_ms DESC LIMIT -1 OFFSET ?)
          RETURNING labels`,
      )
      .pluck()
      .all(seriesId, most),
  );
}

/** Rows are numbered in the order in which they came, so how many there are is seen from the two ends. */
function thinAll(session: WriteSession, most: number): void {
  removeAll(
    session,
    session
      .prepare<[number], string>(
        `DELETE FROM metric_exemplars WHERE id <= (SELECT max(id) FROM metric_exemplars) - ? RETURNING labels`,
      )
      .pluck()
      .all(most),
  );
}

export function removeExemplarsOf(session: WriteSession, seriesId: number): void {
  removeAll(
    session,
    session
      .prepare<[number], string>('DELETE FROM metric_exemplars WHERE series_id = ? RETURNING labels')
      .pluck()
      .all(seriesId),
  );
}

/** Removes those of a time range, its end excluded; only of one entity's series where given. */
export function removeExemplarsIn(
  session: WriteSession,
  { startMs, endMs, entity }: { startMs: number; endMs: number; entity?: string | undefined },
): void {
  const ofEntity = entity === undefined ? '' : 'AND series_id IN (SELECT id FROM series WHERE entity = ?)';
  removeAll(
    session,
    session
      .prepare<unknown[], string>(
        `DELETE FROM metric_exemplars WHERE time_ms >= ? AND time_ms < ? ${ofEntity} RETURNING labels`,
      )
      .pluck()
      .all(startMs, endMs, ...(entity === undefined ? [] : [entity])),
  );
}

function removeAll(session: WriteSession, labels: readonly string[]): void {
  if (labels.length === 0) return;
  const bytes = labels.reduce((sum, json) => sum + exemplarBytes(json), 0);
  addUsage(session, 'metrics', 0, -bytes);
}

/** Exemplars of a series from `startMs` to `endMs`, both included, in time order. */
export function exemplarsOf(
  session: Pick<WriteSession, 'prepare'>,
  seriesId: number,
  startMs: number,
  endMs: number,
): Exemplar[] {
  return session
    .prepare<[number, number, number], Row>(
      'SELECT * FROM metric_exemplars WHERE series_id = ? AND time_ms BETWEEN ? AND ? ORDER BY time_ms',
    )
    .all(seriesId, startMs, endMs)
    .map(({ time_ms, value, labels }) => ({
      labels: JSON.parse(labels) as Label[],
      value: value ?? Number.NaN,
      timeMs: time_ms,
    }));
}

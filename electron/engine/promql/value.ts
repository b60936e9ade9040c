import { type Labels, seriesKey } from '../../../shared/model/series.ts';
import type { Grid } from './grid.ts';
import type { SeriesSamples } from './series-source.ts';

/** One series of a vector over all steps of a grid: no object for a sample. */
export interface Column {
  labels: Labels;
  /** Its name is to go before it is answered; only with delayed name removal, else names go at once. */
  dropName: boolean;
  /** One a step; where `present` has 0 the value means nothing. */
  values: Float64Array;
  present: Uint8Array;
}

/** What an expression comes to over a grid. */
export type Value =
  | { type: 'scalar'; values: Float64Array }
  | { type: 'vector'; series: Column[] }
  | { type: 'matrix'; series: SeriesSamples[] }
  | { type: 'string'; value: string };

export const newColumn = (grid: Grid, labels: Labels, dropName = false): Column => ({
  labels,
  dropName,
  values: new Float64Array(grid.steps),
  present: new Uint8Array(grid.steps),
});

export const isEmpty = ({ present }: Column): boolean => !present.includes(1);

export const vector = (series: Column[]): Value => ({ type: 'vector', series });

/** Samples that a value holds in memory at most. */
export function sizeOf(value: Value): number {
  if (value.type === 'scalar') return value.values.length;
  if (value.type === 'string') return 0;
  let size = 0;
  for (const series of value.series) size += series.values.length;
  return size;
}

export const hasSameLabels = (series: readonly Column[]): boolean =>
  series.length > 1 && new Set(series.map(({ labels }) => seriesKey(labels))).size < series.length;

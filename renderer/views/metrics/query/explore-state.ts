import type { Matcher } from '../../../../shared/model/series.ts';
import { matchersText, parseMatchers } from '../../../promql/selector-text.ts';
import { type Aggregation, aggregations, type Shape } from './build-query.ts';

export const pictures = ['line', 'stacked', 'bars', 'heatmap', 'table'] as const;
export type Picture = (typeof pictures)[number];

/** Steps over the range: what is drawn, and how much is read for it. */
export const resolutions = { coarse: 80, usual: 240, fine: 960 } as const;
export type Resolution = keyof typeof resolutions;

/** How far back the dashed lines lie: the range's own length, a day, a week. */
export const pasts = ['range', '1d', '1w'] as const;
export type Past = (typeof pasts)[number];

/** All that the address says of this view. */
export interface ExploreState {
  /** The metric that was picked; empty for none. */
  metric: string;
  shape: Shape | null;
  aggregation: Aggregation | null;
  by: string[];
  where: Matcher[];
  /** Written queries; null while they are built from what was picked. */
  queries: string[] | null;
  picture: Picture;
  past: Past | null;
  resolution: Resolution;
  exemplars: boolean;
  /** What is usual for each line, behind it. */
  usual: boolean;
  /** Keys of the only series shown. */
  only: string[];
}

const SHAPES: readonly string[] = ['rate', 'increase', 'value', 'quantiles', 'mean', 'buckets', 'labels'];
const MOST_QUERIES = 26;

const oneOf = <T extends string>(list: readonly T[], text: string | null): T | null =>
  list.find((each) => each === text) ?? null;

export function readState(params: URLSearchParams): ExploreState {
  const queries = params.getAll('q').slice(0, MOST_QUERIES);
  return {
    metric: params.get('m') ?? '',
    shape: oneOf(SHAPES, params.get('as')) as Shape | null,
    aggregation: oneOf(aggregations, params.get('agg')),
    by: params.getAll('by').filter((name) => name !== ''),
    where: parseMatchers(params.get('where') ?? '') ?? [],
    queries: queries.length === 0 ? null : queries,
    picture: oneOf(pictures, params.get('view')) ?? 'line',
    past: oneOf(pasts, params.get('past')),
    resolution: oneOf(Object.keys(resolutions) as Resolution[], params.get('res')) ?? 'usual',
    exemplars: params.get('dots') !== 'off',
    usual: params.get('usual') === 'on',
    only: params.getAll('only'),
  };
}

/** Writes what is given into the parameters; what is as without saying leaves no trace. */
export function writeState(params: URLSearchParams, change: Partial<ExploreState>): void {
  const put = (name: string, value: string | null | undefined) => {
    params.delete(name);
    if (value) params.set(name, value);
  };
  const putAll = (name: string, values: readonly string[]) => {
    params.delete(name);
    for (const value of values) params.append(name, value);
  };
  if ('metric' in change) put('m', change.metric);
  if ('shape' in change) put('as', change.shape);
  if ('aggregation' in change) put('agg', change.aggregation);
  if (change.by) putAll('by', change.by);
  if (change.where) put('where', matchersText(change.where));
  if ('queries' in change) putAll('q', change.queries ?? []);
  if (change.picture) put('view', change.picture === 'line' ? '' : change.picture);
  if ('past' in change) put('past', change.past);
  if (change.resolution) put('res', change.resolution === 'usual' ? '' : change.resolution);
  if ('exemplars' in change) put('dots', change.exemplars ? '' : 'off');
  if ('usual' in change) put('usual', change.usual ? 'on' : '');
  if (change.only) putAll('only', change.only);
}

/** A metric picked from the list: what was asked of another goes, the picture stays. */
export const picked = (metric: string): Partial<ExploreState> => ({
  metric,
  shape: null,
  aggregation: null,
  by: [],
  where: [],
  queries: null,
  only: [],
});

/** A, B, … Z. */
export const letterOf = (index: number): string => String.fromCharCode(65 + index);

/** One more condition; another on the same label and of the same kind gives way. */
export function withMatcher(where: readonly Matcher[], matcher: Matcher): Matcher[] {
  return [...where.filter(({ name, op }) => name !== matcher.name || op !== matcher.op), matcher];
}

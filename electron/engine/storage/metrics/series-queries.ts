import {
  type Exemplar,
  type Labels,
  type Matcher,
  METRIC_NAME,
  type MetricMetadata,
} from '../../../../shared/model/series.ts';
import type { StatementCache } from '../session.ts';
import { exemplarsOf } from './exemplars.ts';
import { type ReaderState, readerState } from './reader-state.ts';
import { presenceIn, type TimeRange } from './series-presence.ts';

/** Any of the selectors; all of the matchers within one. None selects everything. */
type Selectors = readonly (readonly Matcher[])[];

type Slices<T> = Generator<void, T, void>;

const SERIES_A_SLICE = 20_000;

/** Places of series that a selector takes and that have samples in the range, with their newest there. */
function* presentSeries(
  session: StatementCache,
  state: ReaderState,
  selectors: Selectors,
  range: TimeRange,
): Slices<[place: number, newestMs: number][]> {
  yield* state.follow(session);
  const { index } = state;
  let places: number[] = [];
  if (selectors.length === 0) places = [...index.ids.keys()];
  for (const matchers of selectors) places.push(...(yield* index.match(matchers)));
  if (selectors.length > 1) places = [...new Set(places)].sort((a, b) => a - b);
  const ids = places.map((place) => index.ids[place] as number);
  yield;
  const newestOf = presenceIn(session, state, ids, range);
  return places.flatMap((place, i): [number, number][] => {
    const newest = newestOf(ids[i] as number);
    return newest === null ? [] : [[place, newest]];
  });
}

function* series(
  session: StatementCache,
  { selectors, limit, ...range }: TimeRange & { selectors: Selectors; limit: number },
): Slices<{ series: Labels[]; truncated: boolean }> {
  const state = readerState(session);
  const present = yield* presentSeries(session, state, selectors, range);
  const some = present.slice(0, limit).map(([place]) => state.index.labelsAt(place));
  return { series: some, truncated: present.length > limit };
}

function* labelNames(
  session: StatementCache,
  { selectors, ...range }: TimeRange & { selectors: Selectors },
): Slices<string[]> {
  const state = readerState(session);
  const present = yield* presentSeries(session, state, selectors, range);
  const names = new Set<string>();
  for (const [i, [place]] of present.entries()) {
    for (const [name] of state.index.labelsAt(place)) names.add(name);
    if (i % SERIES_A_SLICE === SERIES_A_SLICE - 1) yield;
  }
  return [...names].sort(byCodeUnits);
}

function* labelValues(
  session: StatementCache,
  { label, selectors, limit, ...range }: TimeRange & { label: string; selectors: Selectors; limit: number },
): Slices<{ values: string[]; truncated: boolean }> {
  const state = readerState(session);
  const present = yield* presentSeries(session, state, selectors, range);
  const values = new Set<string>();
  for (const [i, [place]] of present.entries()) {
    values.add(state.index.valueAt(place, label));
    if (i % SERIES_A_SLICE === SERIES_A_SLICE - 1) yield;
  }
  // A series without the label has none of its values.
  values.delete('');
  const sorted = [...values].sort(byCodeUnits);
  return { values: sorted.slice(0, limit), truncated: sorted.length > limit };
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface MetricName {
  name: string;
  series: number;
  newestMs: number;
}

/** Every name with samples in the range, and what is said of families. */
function* metricNames(
  session: StatementCache,
  range: TimeRange,
): Slices<{ names: MetricName[]; metadata: [family: string, metadata: MetricMetadata][] }> {
  const state = readerState(session);
  const present = yield* presentSeries(session, state, [], range);
  const names = new Map<string, MetricName>();
  for (const [i, [place, newestMs]] of present.entries()) {
    const name = state.index.valueAt(place, METRIC_NAME);
    const known = names.get(name);
    if (!known) names.set(name, { name, series: 1, newestMs });
    else {
      known.series++;
      known.newestMs = Math.max(known.newestMs, newestMs);
    }
    if (i % SERIES_A_SLICE === SERIES_A_SLICE - 1) yield;
  }
  return {
    names: [...names.values()].sort((a, b) => byCodeUnits(a.name, b.name)),
    metadata: metadataOf(session),
  };
}

function metadataOf(session: StatementCache): [string, MetricMetadata][] {
  const rows = session
    .prepare<[], MetricMetadata & { name: string }>('SELECT name, type, help, unit FROM metric_families')
    .all();
  return rows.map(({ name, type, help, unit }) => [name, { type, help, unit }]);
}

// biome-ignore lint/correctness/useYield: one lookup
function* metadata(
  session: StatementCache,
  _params: Record<string, never>,
): Slices<[string, MetricMetadata][]> {
  return metadataOf(session);
}

/** Of the series that the index knows: those of samples that retention took may be among them for some minutes. */
function* cardinality(session: StatementCache, { top }: { top: number }) {
  const state = readerState(session);
  yield* state.follow(session);
  const { index } = state;
  const byName = new Map<string, number>();
  const byLabel = new Map<string, Map<string, number>>();
  for (const place of index.ids.keys()) {
    for (const [label, value] of index.labelsAt(place)) {
      if (label === METRIC_NAME) byName.set(value, (byName.get(value) ?? 0) + 1);
      else {
        const values = byLabel.get(label) ?? new Map<string, number>();
        byLabel.set(label, values.set(value, (values.get(value) ?? 0) + 1));
      }
    }
    if (place % SERIES_A_SLICE === SERIES_A_SLICE - 1) yield;
  }
  const labels = [...byLabel].sort(([, a], [, b]) => b.size - a.size).slice(0, top);
  return {
    series: index.ids.length,
    metrics: mostOf(byName, top).map(([name, count]) => ({ name, series: count })),
    labels: labels.map(([name, values]) => ({
      name,
      values: values.size,
      top: mostOf(values, top).map(([value, count]) => ({ value, series: count })),
    })),
  };
}

const mostOf = (counts: Map<string, number>, top: number): [string, number][] =>
  [...counts].sort((a, b) => b[1] - a[1] || byCodeUnits(a[0], b[0])).slice(0, top);

/** Exemplars in the range of the series that any selector takes; series without any are left out. */
function* exemplars(
  session: StatementCache,
  { selectors, limit, startMs, endMs }: TimeRange & { selectors: Selectors; limit: number },
): Slices<{ labels: Labels; exemplars: Exemplar[] }[]> {
  const state = readerState(session);
  yield* state.follow(session);
  const places = new Set<number>();
  for (const matchers of selectors) for (const place of yield* state.index.match(matchers)) places.add(place);
  const found: { labels: Labels; exemplars: Exemplar[] }[] = [];
  let left = limit;
  for (const [i, place] of [...places].entries()) {
    const some = exemplarsOf(session, state.index.ids[place] as number, startMs, endMs).slice(0, left);
    if (some.length > 0) found.push({ labels: state.index.labelsAt(place), exemplars: some });
    left -= some.length;
    if (left <= 0) break;
    if (i % 1_000 === 999) yield;
  }
  return found;
}

/** Their names begin with `promql.`, so that they run on the thread that has the index. */
export const seriesReadQueries = {
  'promql.series': series,
  'promql.labelNames': labelNames,
  'promql.labelValues': labelValues,
  'promql.metricNames': metricNames,
  'promql.metadata': metadata,
  'promql.cardinality': cardinality,
  'promql.exemplars': exemplars,
};

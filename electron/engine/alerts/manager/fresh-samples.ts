import { type Labels, type Matcher, METRIC_NAME, seriesKey } from '../../../../shared/model/series.ts';
import { markStale } from '../../../../shared/model/stale.ts';
import { matcherTest } from '../../promql/memory-source.ts';
import type { Selection, SeriesSamples, SeriesSource } from '../../promql/series-source.ts';
import type { RuleSample } from '../evaluation/rule-sample.ts';

interface Written {
  turn: number;
  timeMs: number;
  value: number;
  stale: boolean;
}

interface FreshSeries {
  labels: Labels;
  /** In the order in which they were given. */
  written: Written[];
}

/**
 * What rules have just given, in front of what is stored: the next rule sees it before it is committed. It is let go of
 * once it can be read from the store.
 */
export class FreshSamples implements SeriesSource {
  readonly #stored: SeriesSource;
  readonly #byName = new Map<string, Map<string, FreshSeries>>();

  constructor(stored: SeriesSource) {
    this.#stored = stored;
  }

  /** @param turn what `settle` is told by when these samples are stored */
  add(turn: number, timeMs: number, samples: readonly RuleSample[]): void {
    for (const { labels, key, value, stale = false } of samples) {
      const name = nameOf(labels);
      let ofName = this.#byName.get(name);
      if (!ofName) {
        ofName = new Map();
        this.#byName.set(name, ofName);
      }
      let series = ofName.get(key);
      if (!series) {
        series = { labels, written: [] };
        ofName.set(key, series);
      }
      series.written.push({ turn, timeMs, value, stale });
    }
  }

  /** The samples of these turns are stored, or will never be. */
  settle(turns: ReadonlySet<number>): void {
    for (const [name, ofName] of this.#byName) {
      for (const [key, series] of ofName) {
        series.written = series.written.filter(({ turn }) => !turns.has(turn));
        if (series.written.length === 0) ofName.delete(key);
      }
      if (ofName.size === 0) this.#byName.delete(name);
    }
  }

  *select(selection: Selection): Generator<void, SeriesSamples[], void> {
    const stored = yield* this.#stored.select(selection);
    const fresh = this.#matching(selection);
    if (fresh.size === 0) return stored;
    const merged = stored.map((series) => {
      const key = seriesKey(series.labels);
      const more = fresh.get(key);
      if (!more) return series;
      fresh.delete(key);
      return joined(series, more);
    });
    for (const [, { labels, written }] of fresh) {
      const none = { labels, timesMs: new Float64Array(0), values: new Float64Array(0) };
      merged.push(joined(none, { labels, written }));
      selection.charge(written.length);
    }
    return merged;
  }

  #matching({ matchers, startMs, endMs }: Selection): Map<string, FreshSeries> {
    const found = new Map<string, FreshSeries>();
    if (this.#byName.size === 0) return found;
    const tests = matchers.map(matcherTest);
    for (const ofName of this.#candidates(matchers)) {
      for (const [key, { labels, written }] of ofName) {
        const within = written.filter(({ timeMs }) => timeMs >= startMs && timeMs <= endMs);
        if (within.length === 0) continue;
        const values = new Map(labels);
        if (tests.every((test) => test(values))) found.set(key, { labels, written: within });
      }
    }
    return found;
  }

  #candidates(matchers: readonly Matcher[]): Iterable<Map<string, FreshSeries>> {
    const named = matchers.find(({ name, op }) => name === METRIC_NAME && op === '=');
    if (!named) return this.#byName.values();
    const ofName = this.#byName.get(named.value);
    return ofName ? [ofName] : [];
  }
}

const nameOf = (labels: Labels): string => labels.find(([name]) => name === METRIC_NAME)?.[1] ?? '';

/** What is stored goes before what was given: a sample may be in both for a moment. */
function joined({ labels, timesMs, values }: SeriesSamples, { written }: FreshSeries): SeriesSamples {
  const newestMs = timesMs.at(-1) ?? Number.NEGATIVE_INFINITY;
  const later = written.filter(({ timeMs }) => timeMs > newestMs);
  const all = {
    labels,
    timesMs: new Float64Array(timesMs.length + later.length),
    values: new Float64Array(timesMs.length + later.length),
  };
  all.timesMs.set(timesMs);
  all.values.set(values);
  for (const [i, { timeMs, value, stale }] of later.entries()) {
    const at = timesMs.length + i;
    all.timesMs[at] = timeMs;
    if (stale) markStale(all.values, at);
    else all.values[at] = value;
  }
  return all;
}

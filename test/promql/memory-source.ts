import { RE2JS } from 're2js';
import type { Selection, SeriesSamples, SeriesSource } from '../../electron/engine/promql/series-source.ts';
import { type Labels, type Matcher, seriesKey } from '../../shared/model/series.ts';
import { markStale } from '../../shared/model/stale.ts';

export interface MemorySample {
  timeMs: number;
  /** Null for a staleness marker. */
  value: number | null;
}

/** Series held in memory, for tests of the evaluator alone. */
export class MemorySource implements SeriesSource {
  readonly #series = new Map<string, { labels: Labels; samples: Map<number, number | null> }>();

  add(labels: Labels, samples: Iterable<MemorySample>): void {
    const key = seriesKey(labels);
    const series = this.#series.get(key) ?? { labels, samples: new Map<number, number | null>() };
    for (const { timeMs, value } of samples) series.samples.set(timeMs, value);
    this.#series.set(key, series);
  }

  *select({ matchers, startMs, endMs, charge }: Selection): Generator<void, SeriesSamples[], void> {
    const tests = matchers.map(matcherTest);
    const found: SeriesSamples[] = [];
    for (const { labels, samples } of this.#series.values()) {
      const values = new Map(labels);
      if (!tests.every((test) => test(values))) continue;
      const times = [...samples.keys()].filter((time) => time >= startMs && time <= endMs);
      if (times.length === 0) continue;
      charge(times.length);
      found.push(
        toColumns(
          labels,
          times.sort((a, b) => a - b),
          samples,
        ),
      );
      yield;
    }
    return found;
  }
}

function toColumns(
  labels: Labels,
  times: number[],
  samples: ReadonlyMap<number, number | null>,
): SeriesSamples {
  const values = new Float64Array(times.length);
  for (const [i, time] of times.entries()) {
    const value = samples.get(time) ?? null;
    if (value === null) markStale(values, i);
    else values[i] = value;
  }
  return { labels, timesMs: Float64Array.from(times), values };
}

function matcherTest({ name, op, value }: Matcher): (labels: ReadonlyMap<string, string>) => boolean {
  if (op === '=') return (labels) => (labels.get(name) ?? '') === value;
  if (op === '!=') return (labels) => (labels.get(name) ?? '') !== value;
  const pattern = RE2JS.compile(`^(?s:${value})$`);
  return (labels) => pattern.test(labels.get(name) ?? '') === (op === '=~');
}

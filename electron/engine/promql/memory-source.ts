import { type Labels, type Matcher, seriesKey } from '../../../shared/model/series.ts';
import { markStale } from '../../../shared/model/stale.ts';
import { compilePattern } from '../../../shared/promql/matcher-pattern.ts';
import type { Selection, SeriesSamples, SeriesSource } from './series-source.ts';

export interface MemorySample {
  timeMs: number;
  /** Null for a staleness marker. */
  value: number | null;
}

interface MemorySeries {
  labels: Labels;
  /** In time order. */
  samples: MemorySample[];
}

/** Series held in memory: what the tests of rule files run on. A sample of a time that is there already replaces it. */
export class MemorySource implements SeriesSource {
  readonly #series = new Map<string, MemorySeries>();

  add(labels: Labels, samples: Iterable<MemorySample>): void {
    const key = seriesKey(labels);
    let series = this.#series.get(key);
    if (!series) {
      series = { labels, samples: [] };
      this.#series.set(key, series);
    }
    for (const sample of samples) insert(series.samples, sample);
  }

  *select({ matchers, startMs, endMs, charge }: Selection): Generator<void, SeriesSamples[], void> {
    const tests = matchers.map(matcherTest);
    const found: SeriesSamples[] = [];
    for (const { labels, samples } of this.#series.values()) {
      const values = new Map(labels);
      if (!tests.every((test) => test(values))) continue;
      const [from, to] = [firstAt(samples, startMs), firstAt(samples, endMs + 1)];
      if (from === to) continue;
      charge(to - from);
      found.push(toColumns(labels, samples.slice(from, to)));
      yield;
    }
    return found;
  }
}

/** Index of the first sample at the time or behind it. */
function firstAt(samples: readonly MemorySample[], timeMs: number): number {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((samples[middle] as MemorySample).timeMs < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(samples: MemorySample[], sample: MemorySample): void {
  const at = firstAt(samples, sample.timeMs);
  samples.splice(at, samples[at]?.timeMs === sample.timeMs ? 1 : 0, sample);
}

function toColumns(labels: Labels, samples: readonly MemorySample[]): SeriesSamples {
  const values = new Float64Array(samples.length);
  for (const [i, { value }] of samples.entries()) {
    if (value === null) markStale(values, i);
    else values[i] = value;
  }
  return { labels, timesMs: Float64Array.from(samples, ({ timeMs }) => timeMs), values };
}

export function matcherTest({ name, op, value }: Matcher): (labels: ReadonlyMap<string, string>) => boolean {
  if (op === '=') return (labels) => (labels.get(name) ?? '') === value;
  if (op === '!=') return (labels) => (labels.get(name) ?? '') !== value;
  const pattern = compilePattern(value);
  return (labels) => pattern.matcher(labels.get(name) ?? '').find() === (op === '=~');
}

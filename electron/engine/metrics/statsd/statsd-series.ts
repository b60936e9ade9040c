import { type Label, type MetricType, seriesLabels } from '../../../../shared/model/series.ts';
import { floatText } from '../../formats/otlp/metrics/float-text.ts';
import { BUCKETS } from '../../formats/statsd/default-buckets.ts';
import type { StatsdEntry } from '../../formats/statsd/statsd-batch.ts';
import type { StatsdKind } from '../../formats/statsd/statsd-line.ts';
import type { MetricSink, SeriesHandle } from '../metric-sink.ts';

/** What one name and label set has come to. */
export interface StatsdSeries {
  add(entry: StatsdEntry): void;
  /** Writes its samples. @param beforeMs the flush before, at which what counts was still at its start */
  flush(nowMs: number, beforeMs: number): void;
  /** Nothing came for long: the series end. */
  end(nowMs: number): void;
}

export const promTypes: Record<StatsdKind, MetricType> = {
  counter: 'counter',
  gauge: 'gauge',
  timer: 'histogram',
  histogram: 'histogram',
  set: 'gauge',
};

const RECEIVER = 'statsd';

export function createStatsdSeries(
  sink: MetricSink,
  entry: StatsdEntry,
  entity: string | null,
): StatsdSeries {
  const series = (name: string, more: Label[] = []) =>
    sink.series(
      RECEIVER,
      seriesLabels(name, [...entry.labels.filter(([own]) => own !== more[0]?.[0]), ...more]),
      entity,
    );
  switch (entry.kind) {
    case 'counter':
      return new Counter(sink, series(entry.name));
    case 'gauge':
      return new Gauge(sink, series(entry.name));
    case 'set':
      return new UniqueCount(sink, series(entry.name));
    default:
      return new Histogram(sink, {
        sum: series(`${entry.name}_sum`),
        count: series(`${entry.name}_count`),
        buckets: [...BUCKETS, Number.POSITIVE_INFINITY].map((bound) =>
          series(`${entry.name}_bucket`, [['le', floatText(bound)]]),
        ),
      });
  }
}

/** Since its first value, as statsd_exporter has it; it begins with a zero, so that the first values are an increase. */
class Counter implements StatsdSeries {
  readonly #sink: MetricSink;
  readonly #series: SeriesHandle;
  #total = 0;
  #begun = false;

  constructor(sink: MetricSink, series: SeriesHandle) {
    this.#sink = sink;
    this.#series = series;
  }

  add({ sum }: StatsdEntry): void {
    this.#total += sum;
  }

  flush(nowMs: number, beforeMs: number): void {
    if (!this.#begun) this.#sink.add(this.#series, beforeMs, 0);
    this.#begun = true;
    this.#sink.add(this.#series, nowMs, this.#total);
  }

  end(nowMs: number): void {
    this.#sink.addStale(this.#series, nowMs);
  }
}

class Gauge implements StatsdSeries {
  readonly #sink: MetricSink;
  readonly #series: SeriesHandle;
  #value: number | null = null;

  constructor(sink: MetricSink, series: SeriesHandle) {
    this.#sink = sink;
    this.#series = series;
  }

  add({ set, sum, stamped, count }: StatsdEntry): void {
    for (const [timeS, value] of stamped) this.#sink.add(this.#series, timeS * 1000, value);
    if (count > stamped.length) this.#value = (set ?? this.#value ?? 0) + sum;
  }

  flush(nowMs: number): void {
    if (this.#value !== null) this.#sink.add(this.#series, nowMs, this.#value);
  }

  end(nowMs: number): void {
    this.#sink.addStale(this.#series, nowMs);
  }
}

/** How many different members came since the flush before. */
class UniqueCount implements StatsdSeries {
  readonly #sink: MetricSink;
  readonly #series: SeriesHandle;
  readonly #members = new Set<string>();

  constructor(sink: MetricSink, series: SeriesHandle) {
    this.#sink = sink;
    this.#series = series;
  }

  add({ members }: StatsdEntry): void {
    for (const member of members) if (this.#members.size < MOST_MEMBERS) this.#members.add(member);
  }

  flush(nowMs: number): void {
    this.#sink.add(this.#series, nowMs, this.#members.size);
    this.#members.clear();
  }

  end(nowMs: number): void {
    this.#sink.addStale(this.#series, nowMs);
  }
}

const MOST_MEMBERS = 100_000;

interface HistogramHandles {
  sum: SeriesHandle;
  count: SeriesHandle;
  /** By BUCKETS, and one for +Inf. */
  buckets: SeriesHandle[];
}

class Histogram implements StatsdSeries {
  readonly #sink: MetricSink;
  readonly #handles: HistogramHandles;
  readonly #buckets: number[] = new Array(BUCKETS.length + 1).fill(0);
  #sum = 0;
  #count = 0;
  #begun = false;

  constructor(sink: MetricSink, handles: HistogramHandles) {
    this.#sink = sink;
    this.#handles = handles;
  }

  add({ sum, count, buckets }: StatsdEntry): void {
    this.#sum += sum;
    this.#count += count;
    for (const [i, own] of buckets.entries()) this.#buckets[i]! += own;
  }

  flush(nowMs: number, beforeMs: number): void {
    const { sum, count, buckets } = this.#handles;
    if (!this.#begun) for (const handle of [sum, count, ...buckets]) this.#sink.add(handle, beforeMs, 0);
    this.#begun = true;
    this.#sink.add(sum, nowMs, this.#sum);
    this.#sink.add(count, nowMs, this.#count);
    let below = 0;
    for (const [i, handle] of buckets.entries()) {
      below += this.#buckets[i]!;
      this.#sink.add(handle, nowMs, below);
    }
  }

  end(nowMs: number): void {
    const { sum, count, buckets } = this.#handles;
    for (const handle of [sum, count, ...buckets]) this.#sink.addStale(handle, nowMs);
  }
}

import { type Exemplar, type Label, METRIC_NAME, seriesLabels } from '../../../../shared/model/series.ts';
import { checkLabels } from '../exposition/check-labels.ts';
import { ExpositionError, LabelLimitError } from '../exposition/exposition.ts';
import { ClassicBounds, NativeHistogramError } from '../native-histogram.ts';
import { NativeHistogramReader } from '../native-histogram-message.ts';
import { type WireReader, WireType } from '../protobuf/wire-reader.ts';
import type { ClassicSeries, WriteSeries } from './write-cache.ts';
import { TooManyItems, type WriteCounts, type WriteLimits, type WriteVisitor } from './write-visitor.ts';

/** Histogram, the same in both versions. */
const histogramFields = {
  count: 1,
  countFloat: 2,
  sum: 3,
  schema: 4,
  zeroThreshold: 5,
  zeroCount: 6,
  zeroCountFloat: 7,
  negative: { spans: 8, deltas: 9, counts: 10 },
  positive: { spans: 11, deltas: 12, counts: 13 },
  customValues: 16,
};
const HISTOGRAM_TIMESTAMP = 15;

const STALE_HIGH = 0x7ff0_0000;
const STALE_LOW = 2;

/** Reads what both versions write to a series in the same words: samples and histograms. */
export class WrittenSeries<S> {
  readonly counts: WriteCounts = { samples: 0, histograms: 0, exemplars: 0, invalid: 0, fault: '' };
  readonly #reader: WireReader;
  readonly #visitor: WriteVisitor<S>;
  readonly #limits: WriteLimits;
  readonly #native = new NativeHistogramReader(histogramFields);
  #items = 0;
  /** Of the last sample or histogram, for an exemplar that told no time. */
  #timeMs = 0;

  constructor(reader: WireReader, visitor: WriteVisitor<S>, limits: WriteLimits) {
    this.#reader = reader;
    this.#visitor = visitor;
    this.#limits = limits;
  }

  /** @throws TooManyItems */
  item(): void {
    if (++this.#items > this.#limits.items) throw new TooManyItems(this.#limits.items);
  }

  /** Labels as they are stored; null where they can never be, which is told with the next sample. */
  labels(pairs: Label[]): Label[] | null {
    try {
      const nameAt = pairs.findIndex(([name]) => name === METRIC_NAME);
      const name = nameAt < 0 ? '' : pairs.splice(nameAt, 1)[0]![1];
      if (name === '') throw new ExpositionError('a metric name', 'a series without one');
      if (pairs.some(([label]) => label === ''))
        throw new ExpositionError('names for all labels', 'an empty one');
      return checkLabels(seriesLabels(name, pairs), this.#limits);
    } catch (error) {
      this.fault(error);
      return null;
    }
  }

  /** Takes an error that is about one series; others are thrown on. */
  fault(error: unknown): void {
    const known =
      error instanceof ExpositionError ||
      error instanceof LabelLimitError ||
      error instanceof NativeHistogramError;
    if (!known) throw error;
    this.counts.fault ||= error.message;
  }

  /** A Sample message up to `end`. @param to null for a series that cannot be stored */
  sample(to: WriteSeries<S> | null, end: number): void {
    const reader = this.#reader;
    this.item();
    let value = 0;
    let timeMs = 0;
    let stale = false;
    while (reader.next(end)) {
      if (reader.field === 1) {
        reader.expect(WireType.fixed64);
        value = reader.double(end);
        stale = Number.isNaN(value) && isStaleMarker(reader);
      } else if (reader.field === 2) {
        reader.expect(WireType.varint);
        timeMs = reader.integer(end);
      } else reader.skip(end);
    }
    if (!to) {
      this.counts.invalid++;
      return;
    }
    this.counts.samples++;
    this.#timeMs = timeMs;
    if (stale) this.#visitor.stale(to.series, timeMs);
    else this.#visitor.sample(to.series, timeMs, value);
  }

  /** A Histogram message up to `end`. */
  histogram(to: WriteSeries<S> | null, end: number): void {
    const reader = this.#reader;
    this.item();
    this.#native.restart();
    let timeMs = 0;
    let stale = false;
    try {
      while (reader.next(end)) {
        const { field } = reader;
        if (field === HISTOGRAM_TIMESTAMP) timeMs = reader.integer(end);
        else if (!this.#native.take(reader, end)) reader.skip(end);
        if (field === histogramFields.sum) stale = Number.isNaN(this.#native.sum) && isStaleMarker(reader);
      }
      if (to) this.#classic(to, timeMs, stale);
      else this.counts.invalid++;
    } catch (error) {
      this.fault(error);
      this.counts.invalid++;
      reader.pos = end;
    }
  }

  /** @param timeMs 0 where none was told */
  exemplar(to: WriteSeries<S> | null, labels: Label[], value: number, timeMs: number): void {
    this.item();
    if (!to) return;
    this.counts.exemplars++;
    const sorted = labels.sort((a, b) => (a[0] < b[0] ? -1 : 1));
    const exemplar: Exemplar = { labels: sorted, value, timeMs: timeMs || this.#timeMs };
    this.#visitor.exemplar(to.series, exemplar);
  }

  #classic(to: WriteSeries<S>, timeMs: number, stale: boolean): void {
    to.classic ??= this.#classicSeries(to);
    const { bounds, buckets, count, sum } = to.classic;
    this.#timeMs = timeMs;
    if (stale) {
      for (const series of [...buckets.values(), count, sum]) this.#visitor.stale(series, timeMs);
    } else {
      for (const [le, below] of bounds.buckets(this.#native.histogram())) {
        let bucket = buckets.get(le);
        if (bucket === undefined) {
          bucket = this.#derived(to, '_bucket', ['le', le]);
          buckets.set(le, bucket);
        }
        this.#visitor.histogramSample(bucket, timeMs, below);
      }
      this.#visitor.histogramSample(count, timeMs, this.#native.count);
      this.#visitor.histogramSample(sum, timeMs, this.#native.sum);
    }
    this.counts.histograms++;
  }

  #classicSeries(to: WriteSeries<S>): ClassicSeries<S> {
    return {
      bounds: new ClassicBounds(),
      count: this.#derived(to, '_count'),
      sum: this.#derived(to, '_sum'),
      buckets: new Map(),
    };
  }

  #derived({ labels }: WriteSeries<S>, suffix: string, more?: Label): S {
    const name = labels.find(([label]) => label === METRIC_NAME)?.[1] ?? '';
    const others = labels.filter(([label]) => label !== METRIC_NAME && label !== more?.[0]);
    return this.#visitor.series(seriesLabels(name + suffix, more ? [...others, more] : others));
  }
}

/** Whether the double that was just read has the bits of a staleness marker; see shared/model/stale.ts. */
const isStaleMarker = ({ bytes, pos }: WireReader): boolean =>
  bytes.readUInt32LE(pos - 8) === STALE_LOW && bytes.readUInt32LE(pos - 4) === STALE_HIGH;

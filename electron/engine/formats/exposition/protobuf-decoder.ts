import {
  type Exemplar,
  type Label,
  type Labels,
  type MetricMetadata,
  type MetricType,
  seriesKey,
  seriesLabels,
} from '../../../../shared/model/series.ts';
import { cutUtf8 } from '../limits.ts';
import { ClassicBounds, MOST_NATIVE_BUCKETS, NativeHistogramError } from '../native-histogram.ts';
import { NativeHistogramReader } from '../native-histogram-message.ts';
import { WireError, WireReader, WireType } from '../protobuf/wire-reader.ts';
import { checkLabels } from './check-labels.ts';
import {
  defaultExpositionLimits,
  ExpositionError,
  type ExpositionLimits,
  type ExpositionOutcome,
  type ExpositionVisitor,
  emptyOutcome,
  LabelLimitError,
  NO_TIME,
} from './exposition.ts';
import { boundText } from './normal-bounds.ts';
import type { SeriesCache, SeriesEntry } from './series-cache.ts';
import { utf8 } from './series-text.ts';

/** io.prometheus.client.MetricType. */
const types: MetricType[] = ['counter', 'gauge', 'summary', 'unknown', 'histogram', 'gaugehistogram'];

/** Fields of Metric that hold its value. */
const GAUGE = 2;
const COUNTER = 3;
const SUMMARY = 4;
const UNTYPED = 5;
const TIMESTAMP = 6;
const HISTOGRAM = 7;

/** io.prometheus.client.Histogram. */
const histogramFields = {
  count: 1,
  countFloat: 4,
  sum: 2,
  schema: 5,
  zeroThreshold: 6,
  zeroCount: 7,
  zeroCountFloat: 8,
  negative: { spans: 9, deltas: 10, counts: 11 },
  positive: { spans: 12, deltas: 13, counts: 14 },
  customValues: 0,
};
const BUCKET = 3;
/** A metric has one. */
const MOST_VALUES = 8;

/** What a series has behind the name of its family. */
const suffixes = ['', '_count', '_sum', '_bucket'] as const;
const NO_BOUND = new Uint8Array(10);
type Suffix = (typeof suffixes)[number];

/** A message's place in the document. */
interface Span {
  start: number;
  end: number;
}

/**
 * Reads length-delimited io.prometheus.client.MetricFamily messages (client_model metrics.proto) into the series that the
 * text format has for them. A native histogram without classic buckets is told as classic ones.
 *
 * @param limits of help texts and labels
 */
export function decodeProtobufExposition<S>(
  bytes: Uint8Array,
  cache: SeriesCache<S>,
  visitor: ExpositionVisitor<S>,
  limits: ExpositionLimits = defaultExpositionLimits,
): ExpositionOutcome {
  const decoder = new ProtobufDecoder(bytes, cache, visitor, limits);
  cache.begin();
  try {
    decoder.families();
  } catch (error) {
    const expected = 'MetricFamily messages, each behind its length';
    if (error instanceof WireError || error instanceof NativeHistogramError)
      decoder.fault(expected, error.message);
    else if (error instanceof ExpositionError) decoder.fault(error.expected, error.found);
    else throw error;
  }
  return decoder.outcome;
}

class ProtobufDecoder<S> {
  readonly outcome = emptyOutcome();
  readonly #reader: WireReader;
  readonly #cache: SeriesCache<S>;
  readonly #visitor: ExpositionVisitor<S>;
  readonly #limits: ExpositionLimits;
  readonly #native = new NativeHistogramReader(histogramFields);
  /** The family's name, the metric's labels as they stand in its message, and what tells its series apart. */
  #key = Buffer.alloc(1024);
  #nameLength = 0;
  #keyLength = 0;
  #family = '';
  #labels: Span[] = [];
  #timeMs = NO_TIME;

  constructor(
    bytes: Uint8Array,
    cache: SeriesCache<S>,
    visitor: ExpositionVisitor<S>,
    limits: ExpositionLimits,
  ) {
    this.#reader = new WireReader(bytes);
    this.#cache = cache;
    this.#visitor = visitor;
    this.#limits = limits;
  }

  families(): void {
    const reader = this.#reader;
    const { length } = reader.bytes;
    while (reader.pos < length) {
      reader.wireType = WireType.bytes;
      this.#readFamily(reader.lengthEnd(length));
    }
  }

  fault(expected: string, found: string): void {
    this.outcome.faults = 1;
    this.outcome.fault = { line: 0, expected, found };
  }

  /** Twice: the name, wherever it stands, comes before the metrics, and no list of them is made. */
  #readFamily(end: number): void {
    const reader = this.#reader;
    const start = reader.pos;
    this.#describe(this.#readMetadata(end));
    this.#keyLength = 0;
    this.#append(Buffer.from(`${this.#family}\0`));
    this.#nameLength = this.#keyLength;
    reader.pos = start;
    while (reader.next(end)) {
      if (reader.field !== 4) {
        reader.skip(end);
        continue;
      }
      const behind = reader.lengthEnd(end);
      this.#readMetric({ start: reader.pos, end: behind });
      reader.pos = behind;
    }
  }

  #readMetadata(end: number): MetricMetadata {
    const reader = this.#reader;
    const metadata: MetricMetadata = { type: 'counter', help: '', unit: '' };
    this.#family = '';
    while (reader.next(end)) {
      if (reader.field === 3) {
        reader.expect(WireType.varint);
        metadata.type = types[reader.varint(end)] ?? 'unknown';
      } else if (reader.wireType === WireType.bytes) {
        const behind = reader.lengthEnd(end);
        if (reader.field === 1) this.#family = this.#text(behind);
        else if (reader.field === 2) metadata.help = cutUtf8(this.#text(behind), this.#limits.helpBytes);
        else if (reader.field === 5) metadata.unit = cutUtf8(this.#text(behind), this.#limits.nameBytes);
        reader.pos = behind;
      } else reader.skip(end);
    }
    if (this.#family === '') throw new ExpositionError('a metric name', 'a family without one');
    return metadata;
  }

  #describe(metadata: MetricMetadata): void {
    let changed: MetricMetadata | null = null;
    for (const kind of ['type', 'help', 'unit'] as const) {
      const line = { kind, family: this.#family, text: metadata[kind] };
      changed = this.#cache.describe(line, this.#limits.families) ?? changed;
    }
    if (changed) this.#visitor.metadata(this.#family, metadata);
  }

  #readMetric({ start, end }: Span): void {
    const reader = this.#reader;
    const values: { field: number; span: Span }[] = [];
    this.#labels = [];
    this.#timeMs = NO_TIME;
    this.#keyLength = this.#nameLength;
    reader.pos = start;
    while (reader.next(end)) {
      const { field } = reader;
      if (field === TIMESTAMP) {
        reader.expect(WireType.varint);
        // As in proto3 and in Prometheus, 0 is none.
        this.#timeMs = reader.integer(end) || NO_TIME;
      } else if (reader.wireType === WireType.bytes) {
        const span = { start: 0, end: reader.lengthEnd(end) };
        span.start = reader.pos;
        if (field === 1) {
          // One too many is enough to tell.
          if (this.#labels.length <= this.#limits.labels) this.#labels.push(span);
          this.#append(reader.bytes.subarray(span.start, span.end));
        } else if (values.length < MOST_VALUES) values.push({ field, span });
        reader.pos = span.end;
      } else reader.skip(end);
    }
    for (const { field, span } of values) this.#readValue(field, span);
  }

  #readValue(field: number, { start, end }: Span): void {
    this.#reader.pos = start;
    if (field === SUMMARY) this.#readSummary(end);
    else if (field === HISTOGRAM) this.#readHistogram(end);
    else if (field === GAUGE || field === COUNTER || field === UNTYPED) this.#readNumber(end);
  }

  /** Gauge, Counter and Untyped: the value in field 1, a counter's exemplar in field 2. */
  #readNumber(end: number): void {
    const reader = this.#reader;
    let value = 0;
    let exemplar: Exemplar | null = null;
    while (reader.next(end)) {
      if (reader.field === 1) value = this.#double(end);
      else if (reader.field === 2) exemplar = this.#exemplar(reader.lengthEnd(end));
      else reader.skip(end);
    }
    this.#emit('', null, value, exemplar);
  }

  #readSummary(end: number): void {
    const reader = this.#reader;
    const quantiles: [quantile: number, value: number][] = [];
    let count = 0;
    let sum = 0;
    while (reader.next(end)) {
      if (reader.field === 1) count = reader.integer(end);
      else if (reader.field === 2) sum = this.#double(end);
      else if (reader.field === 3) {
        if (quantiles.length >= MOST_NATIVE_BUCKETS) throw new NativeHistogramError('too many quantiles');
        quantiles.push(this.#pair(reader.lengthEnd(end)));
      } else reader.skip(end);
    }
    for (const [quantile, value] of quantiles) this.#emit('', ['quantile', quantile], value, null);
    this.#emit('_sum', null, sum, null);
    this.#emit('_count', null, count, null);
  }

  /** Two doubles, as Quantile has them. */
  #pair(end: number): [number, number] {
    const pair: [number, number] = [0, 0];
    const reader = this.#reader;
    while (reader.next(end)) {
      if (reader.field === 1 || reader.field === 2) pair[reader.field - 1] = this.#double(end);
      else reader.skip(end);
    }
    return pair;
  }

  #readHistogram(end: number): void {
    const reader = this.#reader;
    const native = this.#native;
    native.restart();
    let buckets = 0;
    let infinite = false;
    while (reader.next(end)) {
      if (reader.field === BUCKET) {
        buckets++;
        infinite = this.#readBucket(reader.lengthEnd(end)) || infinite;
      } else if (!native.take(reader, end)) reader.skip(end);
    }
    if (buckets === 0 && native.hasBuckets) this.#emitNative();
    else if (!infinite) this.#emit('_bucket', ['le', Number.POSITIVE_INFINITY], native.count, null);
    this.#emit('_sum', null, native.sum, null);
    this.#emit('_count', null, native.count, null);
  }

  /** Answers whether it is the one of all. */
  #readBucket(end: number): boolean {
    const reader = this.#reader;
    let count = 0;
    let bound = 0;
    let exemplar: Exemplar | null = null;
    while (reader.next(end)) {
      if (reader.field === 1) count = reader.integer(end);
      else if (reader.field === 2) bound = this.#double(end);
      else if (reader.field === 3) exemplar = this.#exemplar(reader.lengthEnd(end));
      else if (reader.field === 4) count = this.#double(end) || count;
      else reader.skip(end);
    }
    this.#emit('_bucket', ['le', bound], count, exemplar);
    return bound === Number.POSITIVE_INFINITY;
  }

  #emitNative(): void {
    const key = seriesKey(this.#newLabels('', null));
    const { bounds } = this.#cache;
    let known = bounds.get(key);
    if (!known) {
      known = new ClassicBounds();
      bounds.set(key, known);
    }
    for (const [le, count] of known.buckets(this.#native.histogram())) {
      this.#emit('_bucket', ['le', le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le)], count, null);
    }
  }

  #exemplar(end: number): Exemplar {
    const reader = this.#reader;
    const labels: Label[] = [];
    let value = 0;
    let timeMs = NO_TIME;
    while (reader.next(end)) {
      if (reader.field === 1) {
        const label = this.#label(reader.lengthEnd(end));
        if (labels.length < this.#limits.labels) labels.push(label);
      } else if (reader.field === 2) value = this.#double(end);
      else if (reader.field === 3) timeMs = this.#timestamp(reader.lengthEnd(end));
      else reader.skip(end);
    }
    return { labels: labels.sort((a, b) => (a[0] < b[0] ? -1 : 1)), value, timeMs };
  }

  /** google.protobuf.Timestamp. */
  #timestamp(end: number): number {
    const reader = this.#reader;
    let ms = 0;
    while (reader.next(end)) {
      if (reader.field === 1) ms += reader.integer(end) * 1000;
      else if (reader.field === 2) ms += Math.round(reader.integer(end) / 1e6);
      else reader.skip(end);
    }
    return ms;
  }

  #label(end: number): Label {
    const label: Label = ['', ''];
    const reader = this.#reader;
    while (reader.next(end)) {
      if (reader.field > 2) reader.skip(end);
      else label[reader.field - 1] = this.#text(reader.lengthEnd(end));
    }
    return label;
  }

  #emit(
    suffix: Suffix,
    bound: [label: string, value: number] | null,
    value: number,
    exemplar: Exemplar | null,
  ): void {
    try {
      const entry = this.#entry(suffix, bound);
      if (!this.#cache.isFirst(entry, this.#timeMs)) {
        this.outcome.duplicates++;
        return;
      }
      this.outcome.samples++;
      this.#visitor.sample(entry.series, value, this.#timeMs);
      if (exemplar) this.#visitor.exemplar(entry.series, exemplar);
    } catch (error) {
      if (!(error instanceof LabelLimitError)) throw error;
      this.outcome.limited++;
      this.outcome.limit ??= error.message;
    }
  }

  #entry(suffix: Suffix, bound: [label: string, value: number] | null): SeriesEntry<S> {
    const { keys } = this.#cache;
    const labelsEnd = this.#keyLength;
    this.#append(NO_BOUND);
    const end = this.#keyLength;
    this.#keyLength = labelsEnd;
    // Behind the labels, of which none begins with a NUL: the suffix and the bound.
    this.#key[labelsEnd + 1] = suffixes.indexOf(suffix) + 1;
    if (bound) this.#key.writeDoubleLE(bound[1], labelsEnd + 2);
    const expected = keys.predicted(this.#key, 0, end);
    const slot = expected > 0 && keys.lengthOf(expected) === end ? expected : keys.find(this.#key, 0, end);
    const line = slot > 0 ? this.#cache.at(slot) : null;
    if (line?.kind === 'series') return line;
    const labels = this.#newLabels(suffix, bound);
    return this.#cache.addSeries(this.#key, 0, end, labels, () => this.#visitor.series(labels));
  }

  #newLabels(suffix: Suffix, bound: [label: string, value: number] | null): Labels {
    const reader = this.#reader;
    const { pos } = reader;
    const labels = this.#labels.map(({ start, end }) => {
      reader.pos = start;
      return this.#label(end);
    });
    reader.pos = pos;
    if (bound) labels.push([bound[0], boundText(bound[1])]);
    return checkLabels(seriesLabels(this.#family + suffix, labels), this.#limits);
  }

  #append(bytes: Uint8Array): void {
    if (this.#keyLength + bytes.length > this.#key.length) {
      this.#key = Buffer.concat([this.#key, Buffer.alloc(this.#key.length + bytes.length)]);
    }
    this.#key.set(bytes, this.#keyLength);
    this.#keyLength += bytes.length;
  }

  #text(end: number): string {
    const { pos, bytes } = this.#reader;
    this.#reader.pos = end;
    return utf8(bytes, pos, end);
  }

  #double(end: number): number {
    this.#reader.expect(WireType.fixed64);
    return this.#reader.double(end);
  }
}

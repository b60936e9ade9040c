import type { Label, MetricMetadata, MetricType, metricTypes } from '../../../../shared/model/series.ts';
import { tooManyLabels } from '../exposition/check-labels.ts';
import { utf8 } from '../exposition/series-text.ts';
import { WireError, WireReader, WireType } from '../protobuf/wire-reader.ts';
import type { WriteCache, WriteSeries } from './write-cache.ts';
import type { WriteCounts, WriteLimits, WriteVisitor } from './write-visitor.ts';
import { WrittenSeries } from './written-series.ts';

/** MetricMetadata.MetricType, and Metadata.MetricType of version 2. */
export const writtenTypes: readonly MetricType[] = [
  'unknown',
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
] satisfies readonly (typeof metricTypes)[number][];

/** The tag of a TimeSeries' labels, which come before everything else in it. */
const LABEL_TAG = 0x0a;

/**
 * Reads a prometheus.WriteRequest (remote write 1.0; prometheus prompb/remote.proto, types.proto).
 *
 * @throws WireError, TooManyItems: what was told till then is not to be stored
 */
export function readWriteRequest<S>(
  bytes: Uint8Array,
  cache: WriteCache<S>,
  visitor: WriteVisitor<S>,
  limits: WriteLimits,
): WriteCounts {
  const request = new RequestReader(bytes, cache, visitor, limits);
  cache.begin();
  request.read();
  return request.series.counts;
}

class RequestReader<S> {
  readonly series: WrittenSeries<S>;
  readonly #reader: WireReader;
  readonly #cache: WriteCache<S>;
  readonly #visitor: WriteVisitor<S>;
  readonly #limits: WriteLimits;

  constructor(bytes: Uint8Array, cache: WriteCache<S>, visitor: WriteVisitor<S>, limits: WriteLimits) {
    this.#reader = new WireReader(bytes);
    this.#cache = cache;
    this.#visitor = visitor;
    this.#limits = limits;
    this.series = new WrittenSeries(this.#reader, visitor, limits);
  }

  read(): void {
    const reader = this.#reader;
    const { length } = reader.bytes;
    while (reader.next(length)) {
      if (reader.field === 1) this.#timeSeries(reader.lengthEnd(length));
      else if (reader.field === 3) this.#metadata(reader.lengthEnd(length));
      else reader.skip(length);
    }
  }

  #timeSeries(end: number): void {
    const reader = this.#reader;
    this.series.item();
    const to = this.#known(end) ?? this.#added(end);
    while (reader.next(end)) {
      if (reader.field === 2) this.series.sample(to, reader.lengthEnd(end));
      else if (reader.field === 3) this.#exemplar(to, reader.lengthEnd(end));
      else if (reader.field === 4) this.series.histogram(to, reader.lengthEnd(end));
      else if (reader.field === 1) throw new WireError('labels behind samples', reader.pos);
      else reader.skip(end);
    }
  }

  /** The series whose labels are the bytes that begin here; goes behind them. */
  #known(end: number): WriteSeries<S> | null {
    const reader = this.#reader;
    const { keys } = this.#cache;
    const start = reader.pos;
    let slot = keys.predicted(reader.bytes, start, end);
    let behind = start + (slot > 0 ? keys.lengthOf(slot) : 0);
    if (slot === 0 || (behind < end && reader.bytes[behind] === LABEL_TAG)) {
      behind = this.#labelsEnd(end);
      slot = keys.find(reader.bytes, start, behind);
    }
    reader.pos = slot > 0 ? behind : start;
    return slot > 0 ? this.#cache.at(slot) : null;
  }

  #added(end: number): WriteSeries<S> | null {
    const reader = this.#reader;
    const start = reader.pos;
    const behind = this.#labelsEnd(end);
    reader.pos = start;
    try {
      const pairs: Label[] = [];
      while (reader.next(behind)) {
        pairs.push(this.#label(reader.lengthEnd(behind)));
        if (pairs.length > this.#limits.labels) throw tooManyLabels(this.#limits.labels);
      }
      const labels = this.series.labels(pairs);
      return labels && this.#cache.add(reader.bytes, start, behind, labels, this.#visitor.series(labels));
    } catch (error) {
      // A text that is no UTF-8.
      this.series.fault(error);
      reader.pos = behind;
      return null;
    }
  }

  /** Where the labels that begin here end. */
  #labelsEnd(end: number): number {
    const reader = this.#reader;
    while (reader.pos < end && reader.bytes[reader.pos] === LABEL_TAG) {
      reader.next(end);
      reader.pos = reader.lengthEnd(end);
    }
    return reader.pos;
  }

  #label(end: number): Label {
    const reader = this.#reader;
    const label: Label = ['', ''];
    while (reader.next(end)) {
      if (reader.field > 2) {
        reader.skip(end);
        continue;
      }
      const { field } = reader;
      const behind = reader.lengthEnd(end);
      label[field - 1] = utf8(reader.bytes, reader.pos, behind);
      reader.pos = behind;
    }
    return label;
  }

  #exemplar(to: WriteSeries<S> | null, end: number): void {
    const reader = this.#reader;
    const labels: Label[] = [];
    let value = 0;
    let timeMs = 0;
    try {
      while (reader.next(end)) {
        if (reader.field === 1) {
          labels.push(this.#label(reader.lengthEnd(end)));
          if (labels.length > this.#limits.labels) throw tooManyLabels(this.#limits.labels);
        } else if (reader.field === 2 && reader.wireType === WireType.fixed64) value = reader.double(end);
        else if (reader.field === 3 && reader.wireType === WireType.varint) timeMs = reader.integer(end);
        else reader.skip(end);
      }
      this.series.exemplar(to, labels, value, timeMs);
    } catch (error) {
      this.series.fault(error);
      reader.pos = end;
    }
  }

  #metadata(end: number): void {
    const reader = this.#reader;
    this.series.item();
    const metadata: MetricMetadata = { type: 'unknown', help: '', unit: '' };
    let family = '';
    while (reader.next(end)) {
      if (reader.field === 1 && reader.wireType === WireType.varint) {
        metadata.type = writtenTypes[reader.varint(end)] ?? 'unknown';
      } else if (reader.wireType === WireType.bytes) {
        const { field } = reader;
        const text = reader.text(reader.lengthEnd(end));
        if (field === 2) family = text;
        else if (field === 4) metadata.help = text;
        else if (field === 5) metadata.unit = text;
      } else reader.skip(end);
    }
    if (family !== '') this.#visitor.metadata(family, metadata);
  }
}

import { type Label, METRIC_NAME, type MetricType } from '../../../../shared/model/series.ts';
import { tooManyLabels } from '../exposition/check-labels.ts';
import { ExpositionError } from '../exposition/exposition.ts';
import { utf8 } from '../exposition/series-text.ts';
import { WireError, WireReader, WireType } from '../protobuf/wire-reader.ts';
import type { WriteCache, WriteSeries } from './write-cache.ts';
import { writtenTypes } from './write-request.ts';
import type { WriteCounts, WriteLimits, WriteVisitor } from './write-visitor.ts';
import { WrittenSeries } from './written-series.ts';

/** More texts in one request are no request. */
const MOST_SYMBOLS = 500_000;

/**
 * Reads an io.prometheus.write.v2.Request (remote write 2.0; prometheus prompb/io/prometheus/write/v2/types.proto), in
 * which all texts stand once in a table and everything else names them by their place there.
 *
 * @throws WireError, TooManyItems: what was told till then is not to be stored
 */
export function readWriteRequestV2<S>(
  bytes: Uint8Array,
  cache: WriteCache<S>,
  visitor: WriteVisitor<S>,
  limits: WriteLimits,
): WriteCounts {
  const request = new RequestV2Reader(bytes, cache, visitor, limits);
  cache.begin();
  request.readSymbols();
  request.readSeries();
  return request.series.counts;
}

class RequestV2Reader<S> {
  readonly series: WrittenSeries<S>;
  readonly #reader: WireReader;
  readonly #cache: WriteCache<S>;
  readonly #visitor: WriteVisitor<S>;
  readonly #limits: WriteLimits;
  /** Of each text of this request: where it begins and ends, and its number in the cache. */
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #numbers: number[] = [];
  #key = new Int32Array(64);

  constructor(bytes: Uint8Array, cache: WriteCache<S>, visitor: WriteVisitor<S>, limits: WriteLimits) {
    this.#reader = new WireReader(bytes);
    this.#cache = cache;
    this.#visitor = visitor;
    this.#limits = limits;
    this.series = new WrittenSeries(this.#reader, visitor, limits);
  }

  /** Goes over the whole request: the table may stand anywhere in it. */
  readSymbols(): void {
    const reader = this.#reader;
    const { bytes } = reader;
    while (reader.next(bytes.length)) {
      if (reader.field !== 4) {
        reader.skip(bytes.length);
        continue;
      }
      const end = reader.lengthEnd(bytes.length);
      if (this.#starts.length >= MOST_SYMBOLS)
        throw new WireError(`more than ${MOST_SYMBOLS} symbols`, reader.pos);
      this.#starts.push(reader.pos);
      this.#ends.push(end);
      this.#numbers.push(this.#numberOf(reader.pos, end));
      reader.pos = end;
    }
  }

  readSeries(): void {
    const reader = this.#reader;
    const { length } = reader.bytes;
    reader.pos = 0;
    while (reader.next(length)) {
      if (reader.field === 5) this.#timeSeries(reader.lengthEnd(length));
      else reader.skip(length);
    }
  }

  #numberOf(start: number, end: number): number {
    const { symbols } = this.#cache;
    const { bytes } = this.#reader;
    const expected = symbols.predicted(bytes, start, end);
    let slot = expected > 0 && symbols.lengthOf(expected) === end - start ? expected : 0;
    slot ||= symbols.find(bytes, start, end);
    slot ||= symbols.add(bytes, start, end);
    symbols.take(slot);
    return slot;
  }

  #timeSeries(end: number): void {
    const reader = this.#reader;
    this.series.item();
    let to: WriteSeries<S> | null = null;
    let known = false;
    while (reader.next(end)) {
      const { field } = reader;
      if (field > 5 || field === 0) {
        reader.skip(end);
        continue;
      }
      if (field !== 1 && !known) throw new WireError('samples before labels', reader.pos);
      const behind = reader.lengthEnd(end);
      if (field === 1) {
        to = this.#seriesOf(behind);
        known = true;
      } else if (field === 2) this.series.sample(to, behind);
      else if (field === 3) this.series.histogram(to, behind);
      else if (field === 4) this.#exemplar(to, behind);
      else this.#metadata(to, behind);
    }
  }

  #seriesOf(end: number): WriteSeries<S> | null {
    const refs = this.#refs(end);
    if (!refs) return null;
    if (this.#key.length < refs.length) this.#key = new Int32Array(refs.length * 2);
    for (let i = 0; i < refs.length; i++) this.#key[i] = this.#numbers[refs[i]!]!;
    const key = new Uint8Array(this.#key.buffer, 0, refs.length * 4);
    const { keys } = this.#cache;
    const expected = keys.predicted(key, 0, key.length);
    const slot =
      expected > 0 && keys.lengthOf(expected) === key.length ? expected : keys.find(key, 0, key.length);
    if (slot > 0) return this.#cache.at(slot);
    const pairs = this.#pairs(refs);
    const labels = pairs && this.series.labels(pairs);
    return labels && this.#cache.add(key, 0, key.length, labels, this.#visitor.series(labels));
  }

  /** Packed references, each checked; null where there are too many. */
  #refs(end: number): number[] | null {
    const reader = this.#reader;
    const refs: number[] = [];
    while (reader.pos < end) {
      const ref = reader.varint(end);
      if (ref >= this.#starts.length)
        throw new WireError(`symbol ${ref} of ${this.#starts.length}`, reader.pos);
      refs.push(ref);
      if (refs.length > this.#limits.labels * 2) return this.#tooMany(end);
    }
    return refs;
  }

  #tooMany(end: number): null {
    this.series.fault(tooManyLabels(this.#limits.labels));
    this.#reader.pos = end;
    return null;
  }

  /** null where they can never be labels. */
  #pairs(refs: readonly number[]): Label[] | null {
    try {
      if (refs.length % 2 === 1)
        throw new ExpositionError('a value for each label', 'an odd number of references');
      const pairs: Label[] = [];
      for (let i = 0; i < refs.length; i += 2) pairs.push([this.#text(refs[i]!), this.#text(refs[i + 1]!)]);
      return pairs;
    } catch (error) {
      this.series.fault(error);
      return null;
    }
  }

  #text(ref: number): string {
    return utf8(this.#reader.bytes, this.#starts[ref]!, this.#ends[ref]!);
  }

  #isEmpty(ref: number): boolean {
    return this.#starts[ref] === this.#ends[ref];
  }

  /** For texts that only people read: what is no UTF-8 is shown as such. */
  #lenient(ref: number): string {
    return this.#reader.bytes.toString('utf8', this.#starts[ref], this.#ends[ref]);
  }

  #exemplar(to: WriteSeries<S> | null, end: number): void {
    const reader = this.#reader;
    let refs: number[] | null = [];
    let value = 0;
    let timeMs = 0;
    while (reader.next(end)) {
      if (reader.field === 1) refs = this.#refs(reader.lengthEnd(end));
      else if (reader.field === 2 && reader.wireType === WireType.fixed64) value = reader.double(end);
      else if (reader.field === 3 && reader.wireType === WireType.varint) timeMs = reader.integer(end);
      else reader.skip(end);
    }
    const pairs = refs && this.#pairs(refs);
    if (pairs) this.series.exemplar(to, pairs, value, timeMs);
  }

  /** Stands beside every series; told only when it is not what was told last. */
  #metadata(to: WriteSeries<S> | null, end: number): void {
    const reader = this.#reader;
    let type = 0;
    let help = 0;
    let unit = 0;
    while (reader.next(end)) {
      if (reader.wireType !== WireType.varint) reader.skip(end);
      else if (reader.field === 1) type = reader.varint(end);
      else if (reader.field === 3) help = reader.varint(end);
      else if (reader.field === 4) unit = reader.varint(end);
      else reader.skip(end);
    }
    if (!to || Math.max(help, unit) >= this.#starts.length) return;
    const described = `${type} ${this.#numbers[help]} ${this.#numbers[unit]}`;
    const nothing = type === 0 && this.#isEmpty(help) && this.#isEmpty(unit);
    if (nothing || to.described === described) return;
    to.described = described;
    const written = writtenTypes[type] ?? 'unknown';
    this.#visitor.metadata(familyOf(to, written), {
      type: written,
      help: this.#lenient(help),
      unit: this.#lenient(unit),
    });
  }
}

const parts: Partial<Record<MetricType, RegExp>> = {
  histogram: /_(bucket|sum|count)$/,
  gaugehistogram: /_(bucket|gsum|gcount|sum|count)$/,
  summary: /_(sum|count)$/,
};

/** The family of a series, of which only the name of the series is told. */
function familyOf<S>({ labels }: WriteSeries<S>, type: MetricType): string {
  const name = labels.find(([label]) => label === METRIC_NAME)?.[1] ?? '';
  const part = parts[type];
  return part ? name.replace(part, '') : name;
}

import type { MetricType } from '../../../../shared/model/series.ts';
import type { DocumentRules } from './document-rules.ts';
import {
  defaultExpositionLimits,
  ExpositionError,
  type ExpositionFault,
  type ExpositionLimits,
  type ExpositionOutcome,
  type ExpositionVisitor,
  emptyOutcome,
  found,
  LabelLimitError,
  NO_TIME,
} from './exposition.ts';
import { FloatReader } from './float-reader.ts';
import { readMetadata } from './metadata-line.ts';
import { normalBounds } from './normal-bounds.ts';
import { SampleText } from './sample-text.ts';
import type { SeriesCache, SeriesEntry } from './series-cache.ts';
import { type Dialect, SeriesText, seriesEnd, skipBlanks } from './series-text.ts';

const [LF, CR, SPACE, HASH] = [10, 13, 0x20, 0x23];
const NO_BYTES = Buffer.alloc(0);

export interface TextDecoderOptions<S> {
  dialect: Dialect;
  cache: SeriesCache<S>;
  visitor: ExpositionVisitor<S>;
  limits?: ExpositionLimits;
  /** Given, a broken line is told, left out, and the rest is read; else the first ends the document. */
  onBadLine?: (fault: ExpositionFault) => void;
  /** Given, the document is held to them too. */
  rules?: DocumentRules;
}

/**
 * Reads Prometheus' text format 0.0.4 or OpenMetrics 1.0 (see Dialect) as Prometheus' scraper does, in pieces of any
 * size. What the grammar cannot say (order of families, counters below zero, …) is only looked at where `rules` are given.
 *
 * Owned by it: the bytes of a line that is not complete yet. The cache is the caller's and outlives it.
 */
export class TextDecoder<S> {
  readonly #dialect: Dialect;
  readonly #cache: SeriesCache<S>;
  readonly #visitor: ExpositionVisitor<S>;
  readonly #limits: ExpositionLimits;
  readonly #onBadLine: TextDecoderOptions<S>['onBadLine'];
  readonly #rules: DocumentRules | undefined;
  readonly #text: SeriesText;
  readonly #tail: SampleText;
  readonly #float = new FloatReader();
  readonly #outcome: ExpositionOutcome = emptyOutcome();
  #rest: Buffer = NO_BYTES;
  #line = 0;
  /** Of the last TYPE line. */
  #type: MetricType = 'unknown';
  #eof = false;

  /** Begins a new document in the cache. */
  constructor({
    dialect,
    cache,
    visitor,
    limits = defaultExpositionLimits,
    onBadLine,
    rules,
  }: TextDecoderOptions<S>) {
    this.#dialect = dialect;
    this.#cache = cache;
    this.#visitor = visitor;
    this.#limits = limits;
    this.#onBadLine = onBadLine;
    this.#rules = rules;
    this.#text = new SeriesText(dialect, limits, rules !== undefined && dialect === 'openmetrics');
    this.#tail = new SampleText(dialect, this.#text);
    cache.begin();
  }

  /** @returns false once a fault has ended the document; what comes then is not read */
  write(chunk: Uint8Array): boolean {
    if (this.#ended) return false;
    const piece = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece]);
    const end = bytes.lastIndexOf(LF) + 1;
    if (end > 0) this.#lines(bytes, end);
    if (bytes.length - end > this.#limits.lineBytes) this.#tooLong();
    else this.#rest = end === bytes.length ? NO_BYTES : Buffer.from(bytes.subarray(end));
    return !this.#ended;
  }

  /** The document is over, with or without a last newline. */
  end(): ExpositionOutcome {
    const newline = this.#rest.length === 0;
    if (!this.#ended && !newline) this.#anyLine(this.#rest, 0, this.#rest.length);
    this.#rest = NO_BYTES;
    if (!this.#ended && this.#rules) this.#guarded(() => this.#rules?.end(newline));
    if (!this.#ended && this.#dialect === 'openmetrics' && !this.#eof) {
      this.#line++;
      this.#fault(new ExpositionError('# EOF', 'the end of the document'));
    }
    return this.#outcome;
  }

  get #ended(): boolean {
    return this.#outcome.fault !== null && !this.#onBadLine;
  }

  #lines(bytes: Buffer, end: number): void {
    let at = 0;
    while (at < end && !this.#ended) {
      const behind = this.#expectedLine(bytes, at, end);
      if (behind > 0) {
        at = behind;
        continue;
      }
      const lineEnd = bytes.indexOf(LF, at);
      this.#anyLine(bytes, at, lineEnd);
      at = lineEnd + 1;
    }
  }

  /** A line that is, up to its value, what stood here in the document before. @returns where the next begins; 0 if it is not */
  #expectedLine(bytes: Buffer, at: number, end: number): number {
    const { keys } = this.#cache;
    const slot = keys.predicted(bytes, at, end);
    if (slot === 0 || this.#eof || this.#rules) return 0;
    let pos = at + keys.lengthOf(slot);
    if (bytes[at] === HASH) {
      if (bytes[pos] !== LF) return 0;
      this.#known(slot);
      this.#line++;
      return pos + 1;
    }
    if (bytes[pos] !== SPACE) return 0;
    // Anything but a space, a plain value and a newline is read with care.
    pos = this.#float.read(bytes, pos + 1, end);
    if (pos < 0 || bytes[pos] !== LF) return 0;
    const { value } = this.#float;
    const entry = this.#known(slot);
    if (!entry) return 0;
    this.#line++;
    this.#sample(entry, value, NO_TIME);
    return pos + 1;
  }

  /** The series of a slot; null for a line of metadata, which is then understood. */
  #known(slot: number): SeriesEntry<S> | null {
    const line = this.#cache.at(slot);
    if (line.kind === 'series') return line;
    if (line.kind === 'type') this.#type = line.text as MetricType;
    const metadata = this.#cache.describe(line, this.#limits.families);
    if (metadata) this.#visitor.metadata(line.family, metadata);
    return null;
  }

  #anyLine(bytes: Buffer, start: number, end: number): void {
    this.#line++;
    this.#guarded(() => {
      if (end - start > this.#limits.lineBytes) throw tooLong(this.#limits.lineBytes);
      if (this.#dialect === 'openmetrics') this.#openMetricsLine(bytes, start, end);
      else this.#textLine(bytes, start, bytes[end - 1] === CR && end > start ? end - 1 : end);
    });
  }

  #guarded(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (error instanceof LabelLimitError) this.#limited(error);
      else if (error instanceof ExpositionError) this.#fault(error);
      else throw error;
    }
  }

  #textLine(bytes: Buffer, start: number, end: number): void {
    const at = skipBlanks(bytes, start, end);
    if (at === end) return;
    if (bytes[at] === HASH) this.#metadata(bytes, at, end);
    else this.#seriesLine(bytes, at, end);
  }

  #openMetricsLine(bytes: Buffer, at: number, end: number): void {
    if (this.#eof) throw new ExpositionError('nothing behind # EOF', found(bytes, at, end));
    if (bytes[at] !== HASH || at === end) this.#seriesLine(bytes, at, end);
    else if (end - at === 5 && bytes.toString('latin1', at, end) === '# EOF') this.#eof = true;
    else this.#metadata(bytes, at, end);
  }

  #metadata(bytes: Buffer, at: number, end: number): void {
    let slot = this.#rules ? 0 : this.#cache.keys.find(bytes, at, end);
    if (slot === 0) {
      const line = readMetadata(bytes, at, end, this.#dialect, this.#limits, this.#text);
      if (!line) return;
      this.#rules?.metadata(line);
      slot = this.#cache.addMetadata(bytes, at, end, line);
    }
    this.#known(slot);
  }

  #seriesLine(bytes: Buffer, at: number, end: number): void {
    const behind = seriesEnd(bytes, at, end, this.#dialect);
    const slot = this.#cache.keys.find(bytes, at, behind);
    const known = slot > 0 ? this.#known(slot) : null;
    const labels = known ? null : normalBounds(this.#text.series(bytes, at, behind), this.#type);
    const tail = this.#tail;
    tail.read(bytes, behind, end);
    if (this.#rules) this.#rules.sample(this.#text.series(bytes, at, behind), tail);
    // Only now is the line known to be whole: the caller is asked for nothing before.
    const create = () => this.#visitor.series(labels!);
    const entry = known ?? this.#cache.addSeries(bytes, at, behind, labels!, create);
    const first = this.#sample(entry, tail.value, tail.timeMs);
    if (first && tail.exemplar) this.#visitor.exemplar(entry.series, tail.exemplar);
  }

  #sample(entry: SeriesEntry<S>, value: number, timeMs: number): boolean {
    if (!this.#cache.isFirst(entry, timeMs)) {
      this.#outcome.duplicates++;
      return false;
    }
    this.#outcome.samples++;
    this.#visitor.sample(entry.series, value, timeMs);
    return true;
  }

  #limited({ message }: LabelLimitError): void {
    this.#outcome.limited++;
    this.#outcome.limit ??= message;
  }

  #fault({ expected, found }: ExpositionError): void {
    const fault = { line: this.#line, expected, found };
    this.#outcome.faults++;
    this.#outcome.fault ??= fault;
    this.#onBadLine?.(fault);
  }

  /** A line that is too long and not even complete: what is not read yet of it cannot be told from the next. */
  #tooLong(): void {
    this.#line++;
    this.#rest = NO_BYTES;
    this.#fault(tooLong(this.#limits.lineBytes));
  }
}

const tooLong = (most: number): ExpositionError =>
  new ExpositionError(`at most ${most} bytes in a line`, 'a longer one');

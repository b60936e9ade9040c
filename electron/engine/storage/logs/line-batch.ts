import { type LineSink, type LineSource, lineFlag } from '../../formats/line-sink.ts';
import { detectSeverity } from '../../formats/log-line.ts';
import type { RawBlock } from './block.ts';
import { type BlockColumns, emptyColumns } from './columns.ts';

/** Records of a full block. */
export const BLOCK_LINES = 2048;
/** Text after which a block is full, however few its records; a batch never grows far beyond it. */
export const BLOCK_TEXT = 1024 * 1024;
const FIRST_LINES = 64;
const FIRST_TEXT = 8 * 1024;
/** Kept between blocks; a batch that grew beyond it begins small again. */
const KEPT_TEXT = 512 * 1024;
const NEWLINE = 0x0a;
/** That lines may be missing is a warning. */
export const GAP_SEVERITY = 13;

/** What a record is beside its text. */
export interface RecordFacts {
  seconds: number;
  nanos: number;
  source: number;
  flags: number;
  severity: number;
  format: number;
  pattern: number;
}

/**
 * Records of one stream as columns, before they become a block. The text of all lies in one slab, each record
 * followed by a newline, so that a search runs over the slab and not over records. It starts small and grows with
 * what comes, for most streams are quiet.
 */
export class LineBatch implements RawBlock, LineSink {
  #columns: BlockColumns = emptyColumns(0);
  /** A line a record, once any has some. */
  #extras: string[] | null = null;
  #extrasLength = 0;
  text: Buffer = NOTHING;
  textLength = 0;
  count = 0;

  get full(): boolean {
    return this.count >= BLOCK_LINES || this.textLength + this.#extrasLength >= BLOCK_TEXT;
  }

  get seconds(): Float64Array {
    return this.#columns.seconds;
  }
  get nanos(): Uint32Array {
    return this.#columns.nanos;
  }
  get severities(): Uint8Array {
    return this.#columns.severities;
  }
  get sources(): Uint8Array {
    return this.#columns.sources;
  }
  get flags(): Uint8Array {
    return this.#columns.flags;
  }
  get formats(): Uint8Array {
    return this.#columns.formats;
  }
  get patterns(): Uint32Array {
    return this.#columns.patterns;
  }
  get ends(): Uint32Array {
    return this.#columns.ends;
  }

  get extras(): Buffer | null {
    if (!this.#extras) return null;
    while (this.#extras.length < this.count) this.#extras.push('');
    return Buffer.from(`${this.#extras.join('\n')}\n`);
  }

  /** @param extras as encodeExtras gives it */
  add(facts: RecordFacts, bytes: Uint8Array, start: number, end: number, extras = ''): void {
    const i = this.count++;
    const at = this.textLength;
    if (i === this.#columns.seconds.length) this.#growColumns();
    this.#reserve(end - start + 1);
    const { text } = this;
    if (end - start < 64) for (let k = start, to = at; k < end; k++, to++) text[to] = bytes[k] as number;
    else text.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), at);
    const textEnd = at + end - start;
    text[textEnd] = NEWLINE;
    const columns = this.#columns;
    columns.seconds[i] = facts.seconds;
    columns.nanos[i] = facts.nanos;
    columns.sources[i] = facts.source;
    columns.flags[i] = facts.flags;
    columns.severities[i] = facts.severity;
    columns.formats[i] = facts.format;
    columns.patterns[i] = facts.pattern;
    columns.ends[i] = textEnd;
    this.textLength = textEnd + 1;
    if (extras !== '') this.#addExtras(i, extras);
  }

  /** A line of no known format, its severity from its text. */
  line(
    seconds: number,
    nanos: number,
    source: LineSource,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const severity = flags & lineFlag.gap ? GAP_SEVERITY : detectSeverity(bytes, start, end);
    this.add({ seconds, nanos, source, flags, severity, format: 0, pattern: 0 }, bytes, start, end);
  }

  clear(): void {
    this.count = 0;
    this.textLength = 0;
    this.#extras = null;
    this.#extrasLength = 0;
    if (this.text.length > KEPT_TEXT) this.text = NOTHING;
  }

  /** Gives its memory back: a stream that fell silent needs none. Only when it is empty. */
  release(): void {
    if (this.count > 0) return;
    this.text = NOTHING;
    this.#columns = emptyColumns(0);
  }

  #addExtras(index: number, extras: string): void {
    this.#extras ??= [];
    while (this.#extras.length < index) this.#extras.push('');
    this.#extras.push(extras);
    this.#extrasLength += extras.length + 1;
  }

  #growColumns(): void {
    const before = this.#columns;
    const larger = emptyColumns(Math.max(FIRST_LINES, before.seconds.length * 4));
    for (const name of COLUMN_NAMES) larger[name].set(before[name]);
    this.#columns = larger;
  }

  #reserve(more: number): void {
    const needed = this.textLength + more;
    if (needed <= this.text.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.text.length * 2, FIRST_TEXT));
    larger.set(this.text.subarray(0, this.textLength));
    this.text = larger;
  }
}

const NOTHING = Buffer.alloc(0);

export const COLUMN_NAMES = [
  ...(['seconds', 'nanos', 'severities', 'sources', 'flags'] as const),
  ...(['formats', 'patterns', 'ends'] as const),
];

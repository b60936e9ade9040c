import { type LineSink, type LineSource, lineFlag } from '../../formats/line-sink.ts';
import { detectSeverity } from '../../formats/log-line.ts';

/** Lines of a full block. */
export const BLOCK_LINES = 2048;
/** Text after which a block is full, however few its lines; a batch never grows far beyond it. */
export const BLOCK_TEXT = 1024 * 1024;
const FIRST_TEXT = 16 * 1024;
const NEWLINE = 0x0a;

/**
 * Lines of one stream as columns, before they become a block. The text of all lies in one slab, each line
 * followed by a newline, so that a search runs over the slab and not over lines.
 */
export class LineBatch implements LineSink {
  readonly seconds = new Float64Array(BLOCK_LINES);
  readonly nanos = new Uint32Array(BLOCK_LINES);
  readonly severities = new Uint8Array(BLOCK_LINES);
  readonly sources = new Uint8Array(BLOCK_LINES);
  readonly flags = new Uint8Array(BLOCK_LINES);
  /** Where each line ends in the slab, its newline not included. */
  readonly ends = new Uint32Array(BLOCK_LINES);
  text = Buffer.allocUnsafeSlow(FIRST_TEXT);
  textLength = 0;
  count = 0;

  get full(): boolean {
    return this.count === BLOCK_LINES || this.textLength >= BLOCK_TEXT;
  }

  line(
    seconds: number,
    nanos: number,
    source: LineSource,
    flags: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const i = this.count++;
    const at = this.textLength;
    this.#reserve(end - start + 1);
    const { text } = this;
    if (end - start < 64) for (let k = start, to = at; k < end; k++, to++) text[to] = bytes[k] as number;
    else text.set(start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end), at);
    const textEnd = at + end - start;
    text[textEnd] = NEWLINE;
    this.seconds[i] = seconds;
    this.nanos[i] = nanos;
    this.sources[i] = source;
    this.flags[i] = flags;
    this.severities[i] = flags & lineFlag.gap ? 13 : detectSeverity(text, at, textEnd);
    this.ends[i] = textEnd;
    this.textLength = textEnd + 1;
  }

  clear(): void {
    this.count = 0;
    this.textLength = 0;
    if (this.text.length > FIRST_TEXT * 32) this.text = Buffer.allocUnsafeSlow(FIRST_TEXT);
  }

  #reserve(more: number): void {
    const needed = this.textLength + more;
    if (needed <= this.text.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.text.length * 2));
    larger.set(this.text.subarray(0, this.textLength));
    this.text = larger;
  }
}

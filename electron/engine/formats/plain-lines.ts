import { LONGEST_LINE } from './docker-lines.ts';
import { type LineSink, lineFlag, lineSource } from './line-sink.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const KEPT = 64 * 1024;

/**
 * Lines of plain text out of its bytes, cut anywhere: of a file, of standard input. A line ends in LF or CR LF; one
 * longer than the limit is cut with a mark.
 */
export class PlainLines {
  readonly #sink: LineSink;
  readonly #limit: number;
  /** Of the line that is not over yet: what is kept of it. */
  #open: Buffer = Buffer.allocUnsafeSlow(1024);
  #kept = 0;
  #length = 0;
  #taken = 0;
  /** Bytes up to the end of the line that is given out, its end included. */
  lineEnd = 0;

  constructor(sink: LineSink, limit = LONGEST_LINE) {
    this.#sink = sink;
    this.#limit = limit;
  }

  push(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const newline = bytes.indexOf(NEWLINE, at);
      if (newline < 0) {
        this.#append(bytes, at, bytes.length);
        break;
      }
      this.lineEnd = this.#taken + newline + 1;
      if (this.#length === 0 && newline - at <= this.#limit) this.#give(bytes, at, newline, false);
      else {
        this.#append(bytes, at, newline);
        this.#giveOpen();
      }
      at = newline + 1;
    }
    this.#taken += bytes.length;
  }

  /** @param whole what stands behind the last newline is a line */
  end(whole: boolean): void {
    this.lineEnd = this.#taken;
    if (whole && this.#length > 0) this.#giveOpen();
    this.#length = 0;
    this.#kept = 0;
  }

  #append(bytes: Uint8Array, start: number, end: number): void {
    this.#length += end - start;
    const taken = Math.min(end - start, this.#limit - this.#kept);
    if (taken <= 0) return;
    if (this.#kept + taken > this.#open.length) {
      const larger = Buffer.allocUnsafeSlow(
        Math.min(this.#limit, Math.max(this.#kept + taken, this.#kept * 2)),
      );
      larger.set(this.#open.subarray(0, this.#kept));
      this.#open = larger;
    }
    this.#open.set(bytes.subarray(start, start + taken), this.#kept);
    this.#kept += taken;
  }

  #giveOpen(): void {
    const cut = this.#length > this.#kept;
    const kept = this.#kept;
    this.#length = 0;
    this.#kept = 0;
    this.#give(this.#open, 0, kept, cut);
    if (this.#open.length > KEPT) this.#open = Buffer.allocUnsafeSlow(1024);
  }

  #give(bytes: Uint8Array, start: number, end: number, cut: boolean): void {
    const last = !cut && end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    this.#sink.line(-1, 0, lineSource.console, cut ? lineFlag.truncated : 0, bytes, start, last);
  }
}

import { type JournalField, journalRecord } from './journal-record.ts';
import type { LogFileOutput, LogFileReader } from './log-file-reader.ts';

const NEWLINE = 0x0a;
const EQUALS = 0x3d;
const LENGTH_BYTES = 8;
/** A field of so many bytes is no line of a log; the journal itself takes up to 768 MiB. */
const LONGEST_FIELD = 8 * 1024 * 1024;

/**
 * `journalctl -o export`, as systemd's "Journal Export Formats" describes it: a field is `NAME=text`, or for other
 * bytes its name, a newline, 64 bits of length little-endian, the bytes and a newline; an empty line ends an entry.
 */
export class JournalExportReader implements LogFileReader {
  readonly format = 'log-journal-export';
  readonly #output: LogFileOutput;
  #waiting: Uint8Array = new Uint8Array(0);
  /** Bytes of a field too large that are still to come. */
  #skip = 0;
  #fields: JournalField[] = [];
  #entry = 1;

  constructor(output: LogFileOutput) {
    this.#output = output;
  }

  push(bytes: Uint8Array): void {
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    this.#waiting = Buffer.concat([this.#waiting, bytes.subarray(skipped)]);
    let at = 0;
    for (let next = this.#field(at); next >= 0; next = this.#field(at)) {
      at = next;
      if (at > this.#waiting.length) {
        this.#skip = at - this.#waiting.length;
        at = this.#waiting.length;
      }
    }
    this.#waiting = Uint8Array.from(this.#waiting.subarray(at));
    if (this.#waiting.length > LONGEST_FIELD * 2) this.#giveUp('a line that does not end');
  }

  end(): void {
    if (this.#waiting.length > 0) this.#giveUp('the end of the file in the middle of a field');
    this.#finish();
  }

  /** Answers the place behind the field, which may lie behind all bytes; -1 while it is not whole. */
  #field(at: number): number {
    const bytes = this.#waiting;
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline < 0) return -1;
    if (newline === at) {
      this.#finish();
      return at + 1;
    }
    const equals = bytes.subarray(at, newline).indexOf(EQUALS);
    if (equals >= 0) {
      this.#fields.push([text(bytes, at, at + equals), text(bytes, at + equals + 1, newline)]);
      return newline + 1;
    }
    return this.#binary(text(bytes, at, newline), newline + 1);
  }

  #binary(name: string, at: number): number {
    const bytes = this.#waiting;
    if (bytes.length < at + LENGTH_BYTES) return -1;
    const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true));
    const from = at + LENGTH_BYTES;
    const behind = from + length + 1;
    if (length > LONGEST_FIELD) {
      this.#output.warning(`entry ${this.#entry}`, `${name} left out: ${length} bytes`);
      return behind;
    }
    if (bytes.length < behind) return -1;
    this.#fields.push([name, text(bytes, from, from + length)]);
    return behind;
  }

  #finish(): void {
    if (this.#fields.length === 0) return;
    const fields = this.#fields;
    this.#fields = [];
    this.#entry++;
    this.#output.record(journalRecord(fields));
  }

  #giveUp(found: string): void {
    this.#output.warning(`entry ${this.#entry}`, `not read: expected a field, found ${found}`);
    this.#waiting = new Uint8Array(0);
    this.#fields = [];
  }
}

const text = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');

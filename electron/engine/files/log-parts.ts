import type { FileLogRecord, LogFileOutput } from '../formats/log-file/log-file-reader.ts';
import type { LogPart } from './messages.ts';

const PART_BYTES = 256 * 1024;
const PART_RECORDS = 1_000;
/** Of bodies in a part. */
const PART_TEXT = 1024 * 1024;

/** Gathers what a log file holds into parts that are worth a message. */
export class LogParts implements LogFileOutput {
  readonly #give: (part: LogPart) => void;
  readonly #warn: (where: string, what: string) => void;
  #kind: 'text' | 'frames' = 'text';
  #bytes: Uint8Array[] = [];
  #length = 0;
  #records: FileLogRecord[] = [];
  #textLength = 0;
  /** Anything at all came. */
  any = false;

  constructor(give: (part: LogPart) => void, warn: (where: string, what: string) => void) {
    this.#give = give;
    this.#warn = warn;
  }

  text(bytes: Uint8Array): void {
    this.#keep('text', bytes);
  }

  frames(bytes: Uint8Array): void {
    this.#keep('frames', bytes);
  }

  record(record: FileLogRecord): void {
    this.any = true;
    this.#records.push(record);
    this.#textLength += record.body.length;
    if (this.#records.length >= PART_RECORDS || this.#textLength >= PART_TEXT) this.flush();
  }

  warning(where: string, what: string): void {
    this.#warn(where, what);
  }

  flush(): void {
    if (this.#length > 0) this.#give({ kind: this.#kind, bytes: joined(this.#bytes, this.#length) });
    if (this.#records.length > 0) this.#give({ kind: 'records', records: this.#records });
    this.#bytes = [];
    this.#length = 0;
    this.#records = [];
    this.#textLength = 0;
  }

  #keep(kind: 'text' | 'frames', bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.any = true;
    this.#kind = kind;
    this.#bytes.push(bytes);
    this.#length += bytes.length;
    if (this.#length >= PART_BYTES) this.flush();
  }
}

/** In memory of its own, so that it can be moved to another thread. */
function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

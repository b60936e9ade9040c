import { randomUUID } from 'node:crypto';
import type { LogFileFormat } from '../../../shared/contract/files.ts';
import { createLogFileReader } from '../formats/log-file/create-log-reader.ts';
import { detectLogFile } from '../formats/log-file/detect-log-file.ts';
import type { FileLogRecord, LogFileReader } from '../formats/log-file/log-file-reader.ts';
import type { LogWriter } from './log-writer.ts';

/** Formats of an input that are recognised by their first bytes; everything else is lines. */
const STRUCTURED: readonly LogFileFormat[] = ['log-journal-export', 'log-journal-json'];
/** A first line of the journal's formats names its time within so many bytes. */
const HEAD_BYTES = 4096;
const NEWLINE = 0x0a;

/** Lines that a command hands over piece by piece, as they come to it. */
export class LogInput {
  readonly id = randomUUID();
  readonly #writer: LogWriter;
  #reader: LogFileReader | null = null;
  #head: Uint8Array = new Uint8Array(0);
  #texts: Uint8Array[] = [];
  #records: FileLogRecord[] = [];
  #taking: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(writer: LogWriter) {
    this.#writer = writer;
  }

  /** Resolves when there is room for more; with the last piece, when everything is stored. @throws TrivetError */
  send(bytes: Uint8Array, last: boolean): Promise<void> {
    this.#taking = this.#taking.then(() => this.#take(bytes, last));
    return this.#taking;
  }

  /** Whoever sent it is gone: what came is stored. */
  async leave(): Promise<void> {
    await this.send(new Uint8Array(0), true);
  }

  async #take(bytes: Uint8Array, last: boolean): Promise<void> {
    if (this.#ended) return;
    this.#ended = last;
    if (this.#reader) this.#reader.push(bytes);
    else this.#begin(bytes, last);
    if (last) this.#reader?.end();
    const [texts, records] = [this.#texts, this.#records];
    this.#texts = [];
    this.#records = [];
    for (const text of texts) await this.#writer.text(text);
    if (records.length > 0) await this.#writer.records(records);
    if (last) await this.#writer.end();
  }

  /** A first line tells what the input is; without one it is looked at once there is enough. */
  #begin(bytes: Uint8Array, last: boolean): void {
    this.#head = Buffer.concat([this.#head, bytes]);
    const isEnough = last || this.#head.length >= HEAD_BYTES || isTelling(this.#head);
    if (!isEnough || this.#head.length === 0) return;
    const found = detectLogFile(this.#head, '');
    const format = found && STRUCTURED.includes(found) ? found : 'log-text';
    this.#reader = createLogFileReader(format, {
      text: (text) => this.#texts.push(text),
      frames: (frames) => this.#texts.push(frames),
      record: (record) => this.#records.push(record),
      warning: () => undefined,
    });
    this.#reader.push(this.#head);
    this.#head = new Uint8Array(0);
  }
}

/** An entry of the journal's export is told by its second line at the earliest; anything else by its first. */
function isTelling(head: Uint8Array): boolean {
  const newline = head.indexOf(NEWLINE);
  if (newline < 0) return false;
  return head[0] !== 0x5f || Buffer.from(head).includes('__REALTIME_TIMESTAMP=');
}

import { lineSource } from '../line-sink.ts';
import { TimestampReader } from '../rfc3339.ts';
import { LineSplitter } from './line-splitter.ts';
import type { LogFileOutput, LogFileReader } from './log-file-reader.ts';

interface DockerRecord {
  log: string;
  stream?: string;
  time: string;
}

/** A record of Docker's json-file driver: moby daemon/logger/jsonfilelog/jsonlog; null where it is none. */
export function dockerRecord(line: string): DockerRecord | null {
  try {
    const value = JSON.parse(line) as Partial<DockerRecord> | null;
    const isRecord = typeof value?.log === 'string' && typeof value.time === 'string';
    return isRecord ? (value as DockerRecord) : null;
  } catch {
    return null;
  }
}

const HEADER = 8;

/**
 * The files of Docker's json-file driver, as the frames that its API would give of them. A line over 16 KiB is several
 * records, of which only the last ends with a newline: each gets the first one's time, which makes one line of them.
 */
export class DockerJsonReader implements LogFileReader {
  readonly format = 'log-docker-json';
  readonly #output: LogFileOutput;
  readonly #lines: LineSplitter;
  readonly #time = new TimestampReader();
  /** Time of the first piece of the open line, by stream. */
  readonly #open = new Map<number, string>();

  constructor(output: LogFileOutput) {
    this.#output = output;
    const tooLong = (number: number) => output.warning(`line ${number}`, 'not read: longer than any record');
    this.#lines = new LineSplitter((line, number) => this.#record(line, number), tooLong);
  }

  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  end(): void {
    this.#lines.end();
  }

  #record(line: string, number: number): void {
    const record = dockerRecord(line);
    if (!record || !this.#isTime(record.time)) {
      this.#output.warning(
        `line ${number}`,
        'not read: expected a record {"log": …, "stream": …, "time": …}',
      );
      return;
    }
    const source = record.stream === 'stderr' ? lineSource.stderr : lineSource.stdout;
    const time = this.#open.get(source) ?? record.time;
    if (record.log.endsWith('\n')) this.#open.delete(source);
    else this.#open.set(source, time);
    this.#output.frames(frame(source, Buffer.from(`${time} ${record.log}`)));
  }

  #isTime(time: string): boolean {
    const bytes = Buffer.from(`${time} `);
    return this.#time.read(bytes, 0, bytes.length) === bytes.length;
  }
}

function frame(source: number, payload: Buffer): Uint8Array {
  const bytes = Buffer.allocUnsafe(HEADER + payload.length);
  bytes.fill(0, 0, 4);
  bytes[0] = source;
  bytes.writeUInt32BE(payload.length, 4);
  bytes.set(payload, HEADER);
  return bytes;
}

import { type JournalField, journalRecord } from './journal-record.ts';
import { LineSplitter } from './line-splitter.ts';
import type { LogFileOutput, LogFileReader } from './log-file-reader.ts';

const TIME = '__REALTIME_TIMESTAMP';

/**
 * The fields of one line of `journalctl -o json`; null where it is none. Text that is not valid UTF-8 is an array of
 * bytes, a field that came several times an array of those, one that is too large null.
 */
export function journalFields(line: string): JournalField[] | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, TIME)) return null;
  return Object.entries(value).flatMap(([name, content]) =>
    valuesOf(content).map((text): JournalField => [name, text]),
  );
}

function valuesOf(content: unknown): string[] {
  if (content === null) return [];
  if (!Array.isArray(content)) return [typeof content === 'string' ? content : JSON.stringify(content)];
  const isBytes = content.length > 0 && content.every((part) => typeof part === 'number');
  return isBytes ? [Buffer.from(content as number[]).toString('utf8')] : content.flatMap(valuesOf);
}

/** `journalctl -o json` */
export class JournalJsonReader implements LogFileReader {
  readonly format = 'log-journal-json';
  readonly #lines: LineSplitter;

  constructor(output: LogFileOutput) {
    const unread = (number: number, what: string) => output.warning(`line ${number}`, `not read: ${what}`);
    this.#lines = new LineSplitter(
      (line, number) => {
        const fields = journalFields(line);
        if (fields) output.record(journalRecord(fields));
        else unread(number, `expected an object with ${TIME}`);
      },
      (number) => unread(number, 'longer than any entry'),
    );
  }

  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  end(): void {
    this.#lines.end();
  }
}

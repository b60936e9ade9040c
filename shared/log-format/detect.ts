import { stripEscapes } from './ansi.ts';
import { headBytes } from './bytes.ts';
import type { LogFormat } from './formats.ts';
import { readJsonRecord } from './json-record.ts';
import { LogHead } from './log-head.ts';
import { beginsJson, behindBar, composeName, objectBehindTime } from './prefix.ts';
import { textReaderOf, textReaders } from './text-formats.ts';
import type { TextReader } from './text-reader.ts';

const HEAD = 16_384;
const bytes = new Uint8Array(HEAD + 32);
const head = new LogHead();

/** What a record is written in. `before` is what the stream's record before it was: tried first. */
export function detectFormat(body: string, before: LogFormat = 'unknown'): LogFormat {
  const text = stripEscapes(body.length > HEAD ? body.slice(0, HEAD) : body);
  if (beginsJson(text) && (body.length > HEAD || readJsonRecord(text))) return 'json';
  const length = headBytes(text, bytes);
  const name = composeName(bytes, 0, length);
  if (name >= 0) return detectLine(text.slice(behindBar(bytes, name, length)), before);
  return findIn(text, length, before);
}

function detectLine(text: string, before: LogFormat): LogFormat {
  return beginsJson(text) && readJsonRecord(text) ? 'json' : findIn(text, headBytes(text, bytes), before);
}

function findIn(text: string, length: number, before: LogFormat): LogFormat {
  head.reset(0, length);
  head.startTime = -2;
  const object = objectBehindTime(bytes, 0, length, head);
  if (object >= 0 && (text.length >= HEAD || readJsonRecord(text.slice(object)))) return 'json';
  const newline = text.indexOf('\n');
  const end = newline < 0 ? length : Math.min(length, newline);
  return findReader(bytes, 0, end, length, before, head).format;
}

/**
 * The reader that the line bytes[start, end) fits, with `head` filled by it: the one of `first` if that fits, else the
 * first of the table, or plain when `first` was chosen. `recordEnd` is behind the record's further lines.
 */
export function findReader(
  text: Uint8Array,
  start: number,
  end: number,
  recordEnd: number,
  first: LogFormat,
  into: LogHead,
  chosen = false,
): TextReader {
  into.startTime = -2;
  into.notSyslog = false;
  const known = first === 'plain' ? undefined : textReaderOf(first);
  if (known && fits(known, text, start, end, recordEnd, into)) return known;
  if (chosen) {
    fits(last, text, start, end, recordEnd, into);
    return last;
  }
  for (const reader of textReaders) {
    if (reader !== known && fits(reader, text, start, end, recordEnd, into)) return reader;
  }
  return last;
}

/** Takes any text. */
const last = textReaders.at(-1) as TextReader;

function fits(
  reader: TextReader,
  text: Uint8Array,
  start: number,
  end: number,
  recordEnd: number,
  into: LogHead,
): boolean {
  into.reset(start, end);
  into.recordEnd = recordEnd;
  return reader.read(text, start, end, into);
}

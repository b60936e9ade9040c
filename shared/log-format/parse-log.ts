import { attribute } from '../model/attributes.ts';
import { stripEscapes } from './ansi.ts';
import { headBytes } from './bytes.ts';
import { findReader } from './detect.ts';
import type { LogFormat } from './formats.ts';
import { readJsonRecord } from './json-record.ts';
import { caps } from './json-value.ts';
import { LogHead } from './log-head.ts';
import { readLogfmtRecord } from './logfmt-record.ts';
import type { ParsedLog } from './parsed-log.ts';
import { beginsJson, behindBar, composeName, objectBehindTime } from './prefix.ts';
import { addFurtherLines, textRecord } from './text-record.ts';
import { traceReference } from './trace-ids.ts';

/** Bytes of a text that its head and its pairs are looked for in. */
const LOOKED_AT = 16_384;
const bytes = new Uint8Array(LOOKED_AT + 32);
const head = new LogHead();

/**
 * Reads a record's text in the format that was found for it; `unknown`, or one that does not fit, is looked for. It
 * never throws, and takes time in proportion to the text. Colours and a `name | ` of docker compose in front are
 * read over. Texts of more than `caps.characters` are read for fields up to there.
 */
export function parseLog(body: string, format: LogFormat = 'unknown'): ParsedLog {
  const text = stripEscapes(body);
  if (format !== 'plain' && beginsJson(text))
    return readJson(text) ?? readText(text, headBytes(text, bytes), format);
  const length = headBytes(text, bytes);
  const name = composeName(bytes, 0, length);
  if (name < 0) return readBehindTime(text, length, format) ?? readText(text, length, format);
  const inner = readLine(text.slice(behindBar(bytes, name, length)), format);
  inner.fields.unshift(['compose.service', text.slice(0, name)]);
  return inner;
}

/** An object behind a time, whose own time counts if it has one. */
function readBehindTime(text: string, length: number, format: LogFormat): ParsedLog | null {
  if (format !== 'json' && format !== 'unknown') return null;
  head.reset(0, length);
  head.startTime = -2;
  const start = objectBehindTime(bytes, 0, length, head);
  const time = head.seconds < 0 ? null : BigInt(head.seconds) * 1_000_000_000n + BigInt(head.nanos);
  const record = start < 0 ? null : readJsonRecord(text.slice(start));
  if (record) record.timeUnixNano ??= time;
  return record;
}

function readLine(text: string, format: LogFormat): ParsedLog {
  const record = format !== 'plain' && beginsJson(text) ? readJsonRecord(text) : null;
  return record ?? readText(text, headBytes(text, bytes), format);
}

function readJson(text: string): ParsedLog | null {
  const record = readJsonRecord(text);
  return record && isDockerRecord(text) ? readInside(record) : record;
}

const isDockerRecord = (text: string): boolean => text.startsWith('{"log":');

/** Docker's json-file records hold the line as it was written: it is read in its turn, and Docker's time kept. */
function readInside(record: ParsedLog): ParsedLog {
  const stream = attribute(record.fields, 'stream');
  if (record.severityNumber !== 0 || (stream !== 'stdout' && stream !== 'stderr')) return record;
  const inner = readLine(stripEscapes(record.message.trimEnd()), 'unknown');
  return {
    ...inner,
    format: 'json',
    timeUnixNano: record.timeUnixNano ?? inner.timeUnixNano,
    fields: [...record.fields, ...inner.fields].slice(0, caps.keys),
    repaired: record.repaired ?? inner.repaired,
  };
}

function readLogfmt(text: string, newline: number): ParsedLog {
  const lineEnd = newline < 0 ? text.length : newline;
  const record = readLogfmtRecord(text.slice(0, Math.min(caps.characters, lineEnd)));
  if (newline >= 0) addFurtherLines(record, text, lineEnd, lineEnd);
  return record;
}

/** The text's first `length` bytes are in `bytes`. */
function readText(text: string, length: number, format: LogFormat): ParsedLog {
  const newline = text.indexOf('\n');
  const end = newline < 0 ? length : Math.min(length, newline);
  const reader = findReader(bytes, 0, end, length, format, head, format === 'plain');
  const record = reader.format === 'logfmt' ? readLogfmt(text, newline) : textRecord(text, end, reader, head);
  if (record.traceId !== '') return record;
  const found = traceReference(text);
  record.traceId = found.traceId;
  record.spanId = found.spanId;
  return record;
}

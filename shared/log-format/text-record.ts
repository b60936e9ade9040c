import type { Attributes, AttributeValue } from '../model/attributes.ts';
import type { LogFormat } from './formats.ts';
import { readJsonRecord } from './json-record.ts';
import { caps } from './json-value.ts';
import type { LogHead } from './log-head.ts';
import { pairsOf, plainValue, wordPairs } from './pairs.ts';
import type { ParsedLog } from './parsed-log.ts';
import { exceptionOf } from './stack-trace.ts';
import type { TextReader } from './text-reader.ts';
import { isTraceKey, spanIdOf, traceIdOf } from './trace-ids.ts';

/** Formats whose `pairs` are `key=value`; the others' own finishing reads them. */
const pairFormats = new Set<LogFormat>(['klog', 'priority', 'bracketed', 'plain', 'console']);

/** Parts of a line's head whose digits are a number. */
const numeric = new Set([
  'pid',
  'remote_port',
  'tid',
  'status',
  'bytes',
  'line',
  'connection',
  'duration_ms',
  'event_id',
]);
const LOOKED_AT = 8192;
const FURTHER_LINES =
  /\n\s+at |\nCaused by: |Traceback \(most recent|\n {2}File "|\n {2}File "|\ngoroutine \d|\n\tat |\n\s+from |\n#\d+ |\n\s+\S{1,400}\.go:\d/;

/** The record of a text whose head was read from its first `end` bytes. */
export function textRecord(text: string, end: number, reader: TextReader, head: LogHead): ParsedLog {
  const newline = text.indexOf('\n');
  const lineEnd = newline < 0 ? text.length : newline;
  // The head was read from a bounded piece; its message goes on to the line's end.
  const messageEnd = head.messageEnd === end ? Math.max(end, lineEnd) : head.messageEnd;
  const record: ParsedLog = {
    format: reader.format,
    timeUnixNano: head.seconds < 0 ? null : BigInt(head.seconds) * 1_000_000_000n + BigInt(head.nanos),
    severityNumber: head.severity,
    severityText: text.slice(head.levelStart, head.levelEnd),
    message: text.slice(head.messageStart, messageEnd).trimEnd(),
    fields: partsOf(text, head),
    exception: null,
    traceId: '',
    spanId: '',
    repaired: null,
  };
  reader.finish?.(text, head, record);
  if (head.pairsEnd > 0 && pairFormats.has(record.format)) {
    for (const field of pairsOf(text.slice(head.pairsStart, head.pairsEnd))) record.fields.push(field);
  }
  if (objectFormats.has(record.format)) takeObject(record, text, lineEnd);
  if (wordFormats.has(record.format)) addWords(record);
  const from = Math.max(lineEnd, head.messageEnd);
  if (from < text.length) addFurtherLines(record, text, lineEnd, from);
  takeTrace(record, head.parts);
  return record;
}

/** Formats whose lines may end in a JSON object of fields. */
const objectFormats = new Set<LogFormat>([
  'console',
  'plain',
  'bracketed',
  'python',
  'java',
  'go',
  'syslog',
  'dotnet',
]);
const MOST_OBJECT = 65_536;

/** `message {"key":"value"}`: the object's keys are fields, and it is no part of the message. */
function takeObject(record: ParsedLog, text: string, lineEnd: number): void {
  if (text.charCodeAt(lineEnd - 1) !== 0x7d) return;
  const start = text.length - lineEnd > 0 ? text.slice(0, lineEnd).indexOf('{"') : text.indexOf('{"');
  if (start < 0 || lineEnd - start > MOST_OBJECT || !/\s/.test(text[start - 1] ?? ' ')) return;
  const object = readJsonRecord(text.slice(start, lineEnd));
  if (!object || object.repaired) return;
  const at = record.message.indexOf('{"');
  if (at >= 0) record.message = record.message.slice(0, at).trimEnd() || object.message;
  for (const field of object.fields) record.fields.push(field);
  record.exception = object.exception;
  record.traceId = object.traceId;
  record.spanId = object.spanId;
}

/** Formats in whose messages `key=value` is taken for a field as well, where it stands. */
const wordFormats = new Set<LogFormat>([
  'plain',
  'syslog',
  'bracketed',
  'java',
  'python',
  'go',
  'dotnet',
  'priority',
]);

function addWords(record: ParsedLog): void {
  if (record.message.includes('=')) for (const field of wordPairs(record.message)) record.fields.push(field);
}

function partsOf(text: string, head: LogHead): Attributes {
  const fields: Attributes = [];
  for (let i = 0; i < head.parts; i++) {
    const name = head.partNames[i] as string;
    const value = text.slice(head.partRanges[2 * i], head.partRanges[2 * i + 1]);
    fields.push([name, numeric.has(name) ? plainValue(value) : value]);
  }
  return fields;
}

/** Lines behind the first are the stack of an exception, or belong to the message. */
export function addFurtherLines(record: ParsedLog, text: string, lineEnd: number, from: number): void {
  const further = text.slice(from, from + caps.characters);
  if (!FURTHER_LINES.test(text.slice(0, LOOKED_AT))) {
    record.message += further.trimEnd();
    return;
  }
  const stack = text.slice(lineEnd + 1, lineEnd + caps.characters);
  const kind = record.format === 'go' ? 'panic' : '';
  record.exception = exceptionOf(stack) ??
    exceptionOf(text.slice(0, caps.characters)) ??
    thrownWithin(stack) ??
    exceptionOf(`${record.message}\n${stack}`) ?? { type: kind, message: record.message, stack };
  const { type, message } = record.exception;
  if (record.message.startsWith('Traceback ('))
    record.message = message === '' ? type : `${type}: ${message}`;
}

/** Node writes the place and the source line in front of what was thrown. */
function thrownWithin(stack: string): ParsedLog['exception'] {
  const at = /\n([\w$.]{0,100}(?:Error|Exception)\b[^\n]{0,500})\n\s+at /.exec(stack.slice(0, LOOKED_AT));
  const found = at?.[1] ? exceptionOf(at[1]) : null;
  return found ? { ...found, stack } : null;
}

function takeTrace(record: ParsedLog, from: number): void {
  // Behind the parts of the head, which no reader names so.
  for (let i = from; i < record.fields.length; i++) {
    const [key, value] = record.fields[i] as [string, AttributeValue];
    if (!isTraceKey(key)) continue;
    record.traceId ||= traceIdOf(key, value);
    record.spanId ||= spanIdOf(key, value);
  }
}

import type { Attributes } from '../model/attributes.ts';
import { caps } from './json-value.ts';
import type { LogHead } from './log-head.ts';
import { pairsOf, plainValue } from './pairs.ts';
import type { ParsedLog } from './parsed-log.ts';
import { exceptionOf } from './stack-trace.ts';
import type { TextReader } from './text-reader.ts';
import { isTraceKey, spanIdOf, traceIdOf } from './trace-ids.ts';

/** Parts of a line's head whose digits are a number. */
const numeric = new Set(['pid', 'tid', 'status', 'bytes', 'line', 'connection', 'duration_ms', 'event_id']);
const FURTHER_LINES =
  /\n\s+at |\nCaused by: |Traceback \(most recent|\ngoroutine \d|\n\tat |\n\s+from |\n#\d+ /;

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
  if (head.pairsEnd > 0 && record.format !== 'access' && record.format !== 'syslog') {
    for (const field of pairsOf(text.slice(head.pairsStart, head.pairsEnd))) record.fields.push(field);
  }
  if (lineEnd < text.length) addFurtherLines(record, text, lineEnd);
  takeTrace(record);
  return record;
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
function addFurtherLines(record: ParsedLog, text: string, lineEnd: number): void {
  const further = text.slice(lineEnd, lineEnd + caps.characters);
  if (!FURTHER_LINES.test(further.slice(0, 8192))) {
    record.message += further.trimEnd();
    return;
  }
  const whole = further.slice(1);
  record.exception = exceptionOf(whole) ??
    exceptionOf(`${record.message}${further}`) ?? { type: '', message: record.message, stack: whole };
}

function takeTrace(record: ParsedLog): void {
  for (const [key, value] of record.fields) {
    if (!isTraceKey(key)) continue;
    record.traceId ||= traceIdOf(key, value);
    record.spanId ||= spanIdOf(key, value);
  }
}

import type { LogFileFormat } from '../../../../shared/contract/files.ts';
import { fileEncoding, ToUtf8 } from '../../../../shared/log-format/decode-log-file.ts';
import { parseLog } from '../../../../shared/log-format/parse-log.ts';
import { dockerRecord } from './docker-json.ts';
import { journalFields } from './journal-json.ts';

/** Bytes that are looked at; of a shorter file what there is. */
export const LOG_HEAD_BYTES = 256 * 1024;
const LOOKED_AT_LINES = 60;
/** Of a file whose name says nothing, so many lines must have a time or a level. */
const TELLING_LINES = 0.3;
/** A line is looked at up to here. */
const LINE_HEAD = 8 * 1024;
const FRAME_HEADER = 8;
const LONGEST_FRAME = 16 * 1024 * 1024;

const LOG_NAME =
  /\.(log|out|err|jsonl|ndjson)([._-]|$)|(^|[._-])(log|logs|syslog|messages)([._-]\d[\d.-]*)?(\.txt)?$/i;
const OTHER_NAME = /\.(md|json|ya?ml|toml|xml|html?|csv|[cm]?[jt]sx?|py|go|rs|java|cs|sh|sql|css)$/i;

/** What kind of log file begins like this; null where it is none. */
export function detectLogFile(head: Uint8Array, name: string): LogFileFormat | null {
  if (isDockerFrames(head)) return 'log-docker-frames';
  const text = textOf(head);
  const lines = headLines(text, head.length < LOG_HEAD_BYTES);
  const [first] = lines;
  if (first === undefined) return null;
  if (isJournalExport(text)) return 'log-journal-export';
  if (first.startsWith('{')) {
    if (dockerRecord(first)) return 'log-docker-json';
    if (journalFields(first)) return 'log-journal-json';
  }
  return !isBinary(text, name) && isLogText(lines, name) ? 'log-text' : null;
}

/** Header and timestamp or text of a first frame, and another header where it ends within the head. */
export function isDockerFrames(head: Uint8Array): boolean {
  if (!isFrameHeader(head, 0)) return false;
  const second = FRAME_HEADER + new DataView(head.buffer, head.byteOffset).getUint32(4);
  return second + FRAME_HEADER > head.length || isFrameHeader(head, second);
}

function isFrameHeader(bytes: Uint8Array, at: number): boolean {
  if (bytes.length < at + FRAME_HEADER) return false;
  if ((bytes[at] as number) > 3 || bytes[at + 1] || bytes[at + 2] || bytes[at + 3]) return false;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 4);
  return length > 0 && length <= LONGEST_FRAME;
}

function textOf(head: Uint8Array): string {
  const { encoding, skip } = fileEncoding(head);
  const utf8 = new ToUtf8(encoding).push(head.subarray(skip));
  return Buffer.from(utf8.buffer, utf8.byteOffset, utf8.length).toString('utf8');
}

/** The first lines with something in them; a last one that the head cut is left out. */
function headLines(text: string, whole: boolean): string[] {
  const parts = text.split(/\r?\n/, LOOKED_AT_LINES * 2);
  if (!whole && parts.length < LOOKED_AT_LINES * 2) parts.pop();
  return parts.filter((line) => line.trim() !== '').slice(0, LOOKED_AT_LINES);
}

const isJournalExport = (text: string): boolean =>
  /^__CURSOR=|^__REALTIME_TIMESTAMP=\d/.test(text) && /^__REALTIME_TIMESTAMP=\d/m.test(text);

/** Control characters that stand in no text; in a file that calls itself a log some may have strayed into it. */
const CONTROL = /[\0-\x08\x0e-\x1a\x1c-\x1f]/g;
const MOST_CONTROL = 0.05;

function isBinary(text: string, name: string): boolean {
  const head = text.slice(0, LINE_HEAD);
  const count = head.match(CONTROL)?.length ?? 0;
  return LOG_NAME.test(name) ? count > head.length * MOST_CONTROL : count > 0;
}

function isLogText(lines: readonly string[], name: string): boolean {
  // The first line of a document that is spread over many.
  if (/^[[{]\s*$/.test(lines[0] as string)) return false;
  if (LOG_NAME.test(name)) return true;
  const isOther = OTHER_NAME.test(name);
  const parsed = lines.map((line) => parseLog(line.slice(0, LINE_HEAD)));
  // What goes on below its first line, as a stack trace does, tells little by its number of lines.
  if (!isOther && parsed[0]?.timeUnixNano !== null) return true;
  const telling = parsed.filter(
    ({ timeUnixNano, severityNumber }) => timeUnixNano !== null || (!isOther && severityNumber > 0),
  );
  return telling.length >= lines.length * TELLING_LINES;
}

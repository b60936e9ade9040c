import type { LogRow } from '../../../shared/contract/logs.ts';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import type { ParsedLog } from '../../../shared/log-format/parsed-log.ts';
import { type Attributes, attributeText } from '../../../shared/model/attributes.ts';
import { stripAnsi } from '../ansi.ts';

/** What a list shows of a record: its fields stand in its text and are read when it comes in sight. */
export interface ShownLog {
  /** The first line of the message, without escape sequences. */
  message: string;
  /** What stands behind it as `key=value` and is no field of the format. */
  behind: string;
  /** The message says all that the fields do. */
  repeated: boolean;
  /** The lines of it that come after the first. */
  more: string[];
  /** Of the text, and behind them what came beside it. */
  fields: Attributes;
  traceId: string;
  spanId: string;
  /** Characters that are not shown. */
  rest: number;
}

/** Longer bodies are cut before they are read for a list: one line of a megabyte must not hold up the others. */
const MOST_READ = 32_768;
const MOST_MESSAGE = 4_000;
const MOST_MORE = 500;

const known = new WeakMap<LogRow, ShownLog>();

/** Read once a row. */
export function shownLog(row: LogRow): ShownLog {
  const before = known.get(row);
  if (before) return before;
  const shown = read(row);
  known.set(row, shown);
  return shown;
}

function read(row: LogRow): ShownLog {
  if (row.body.length > MOST_READ) return tooLong(row);
  const parsed = parseLog(row.body, row.format);
  const [first = '', ...more] = linesOf(parsed, row.body);
  const message = stripAnsi(first.slice(0, MOST_MESSAGE));
  const saidEnd = ALL_SAID.has(parsed.format) ? message.length : pairsBegin(message);
  return {
    message: message.slice(0, saidEnd),
    behind: loudPairs(message.slice(saidEnd)),
    repeated: ALL_SAID.has(parsed.format),
    more: more.slice(0, MOST_MORE).map((line) => stripAnsi(line.slice(0, MOST_MESSAGE))),
    fields: row.attributes.length === 0 ? parsed.fields : [...parsed.fields, ...row.attributes],
    traceId: row.traceId || parsed.traceId,
    spanId: row.spanId || parsed.spanId,
    rest: Math.max(0, first.length - MOST_MESSAGE),
  };
}

/** Formats whose message is the whole line in other words. */
const ALL_SAID: ReadonlySet<string> = new Set(['access', 'w3c', 'haproxy']);
const PAIR = /^[\w.@-]+=\S*$/;

/** Where the pairs at the end of a text begin; its length where there are none. */
function pairsBegin(text: string): number {
  let end = text.length;
  for (;;) {
    const blank = text.lastIndexOf(' ', end - 1);
    if (blank <= 0 || !PAIR.test(text.slice(blank + 1, end))) return end;
    end = blank;
  }
}

const loudPairs = (text: string): string =>
  text
    .split(' ')
    .filter((pair) => !QUIET.test(pair.slice(0, pair.indexOf('='))))
    .join(' ');

/** A record that says nothing but fields has no message; one that could not be read is its own message. */
function linesOf({ format, message, fields, exception }: ParsedLog, body: string): string[] {
  const text = message === '' && fields.length === 0 && !exception ? body : message;
  const lines = text.split('\n');
  if (lines.length > 1) return lines;
  const head = text === '' && exception ? `${exception.type}: ${exception.message}` : text;
  const behind =
    format === 'json' ? (exception?.stack ?? '') : body.slice(body.indexOf('\n') + 1 || body.length);
  return behind === '' ? [head] : [head, ...behind.replace(/\n+$/, '').split('\n')];
}

function tooLong({ body, attributes, traceId, spanId }: LogRow): ShownLog {
  const end = body.indexOf('\n');
  const first = body.slice(0, Math.min(end < 0 ? body.length : end, MOST_MESSAGE));
  return {
    message: stripAnsi(first),
    behind: '',
    repeated: false,
    more: [],
    fields: attributes,
    traceId,
    spanId,
    rest: body.length - first.length,
  };
}

const MOST_FIELDS_TEXT = 600;
const MOST_VALUE = 120;

/** Said in columns of their own, or too long to be read by anybody. */
const QUIET =
  /^(trace_?id|span_?id|trace_?flags|dd\.trace_id|dd\.span_id|pid|hostname|v|logger|logger_name|thread|thread_name|caller|exception|stack|err\.stack|error\.stack)$/i;

/** The fields on one line as `key=value`, cut where there are too many. */
export function fieldsText(fields: Attributes): string {
  let text = '';
  for (const [key, value] of fields) {
    if (QUIET.test(key)) continue;
    const said = stripAnsi(attributeText(value));
    const short = said.length > MOST_VALUE ? `${said.slice(0, MOST_VALUE)}…` : said;
    text += `${text === '' ? '' : ' '}${stripAnsi(key)}=${/[\s"]/.test(short) ? JSON.stringify(short) : short}`;
    if (text.length > MOST_FIELDS_TEXT) return `${text}…`;
  }
  return text;
}

/** The text of a field's value; undefined where the record has no such field. */
export function fieldText(row: LogRow, key: string): string | undefined {
  const found = shownLog(row).fields.find(([name]) => name === key);
  return found === undefined ? undefined : stripAnsi(attributeText(found[1]));
}

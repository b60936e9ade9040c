/**
 * What the text of a line says about itself, cheaply: its severity, and the trace it belongs to. Works on bytes,
 * for every stored line passes here; a line is looked at up to LOOKED_AT bytes.
 */

/** OTLP severity numbers (opentelemetry-proto logs.proto) of the words that programs write. */
const wordSeverities: Record<string, number> = {
  trace: 1,
  trc: 1,
  vrb: 1,
  verbose: 1,
  finest: 1,
  finer: 1,
  debug: 5,
  dbg: 5,
  dbug: 5,
  fine: 5,
  info: 9,
  inf: 9,
  information: 9,
  informational: 9,
  log: 9,
  statement: 9,
  notice: 10,
  note: 10,
  warn: 13,
  wrn: 13,
  warning: 13,
  error: 17,
  err: 17,
  eror: 17,
  severe: 17,
  fail: 17,
  critical: 18,
  crit: 18,
  alert: 19,
  fatal: 21,
  ftl: 21,
  panic: 21,
  dpanic: 21,
  emerg: 22,
  emergency: 22,
};

/** Words that mean a level only where a level is expected, never free in a sentence. */
const onlyNamed = new Set(['log', 'note', 'fine', 'fail', 'alert', 'trace', 'statement', 'verbose']);
/** Words that count at a line's start with a colon behind, in any case: `error: no such file`. */
const LOOKED_AT = 512;
/** Free upper-case words count only this near to the line's start; further on they are what the line tells. */
const HEAD = 120;
/** syslog severity (RFC 5424, 0 emergency .. 7 debug) to OTLP. */
const syslogSeverities = [22, 19, 18, 17, 13, 10, 9, 5];
const klogSeverities: Record<number, number> = { 73: 9, 87: 13, 69: 17, 70: 21 };

/** Severity of a level as a field's value: a word in any case, with an offset (`ERROR+2`), or pino's number. */
export function namedSeverity(value: string): number {
  const word = wordSeverities[/^[a-z]+/i.exec(value)?.[0].toLowerCase() ?? ''];
  if (word !== undefined) return word;
  const single = { t: 1, d: 5, i: 9, n: 10, w: 13, e: 17, c: 18, f: 21 }[value.toLowerCase()];
  if (single !== undefined) return single;
  const level = Number(value);
  if (!Number.isInteger(level) || level < 10 || level > 60) return 0;
  return [1, 5, 9, 13, 17, 21][Math.floor(level / 10) - 1] ?? 0;
}

type Detector = (bytes: Uint8Array, start: number, end: number) => number;

/** In this order; the first that knows answers. */
const detectors: readonly Detector[] = [prioritySeverity, klogSeverity, fieldSeverity, wordSeverity];

/** OTLP severity number of the line bytes[start, end); 0 where it names none. */
export function detectSeverity(bytes: Uint8Array, start: number, end: number): number {
  const to = Math.min(end, start + LOOKED_AT);
  for (const detect of detectors) {
    const severity = detect(bytes, start, to);
    if (severity !== 0) return severity;
  }
  return 0;
}

/** `<N>` as syslog and systemd write it: the lower three bits are the severity. */
function prioritySeverity(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== 0x3c) return 0;
  let value = 0;
  for (let at = start + 1; at < end && at < start + 5; at++) {
    const byte = bytes[at] as number;
    if (byte === 0x3e) return at > start + 1 && value < 192 ? (syslogSeverities[value & 7] ?? 0) : 0;
    if (byte < 0x30 || byte > 0x39) return 0;
    value = value * 10 + byte - 0x30;
  }
  return 0;
}

/** `I0514 09:26:53.589000 …`, the format of klog and glog. */
function klogSeverity(bytes: Uint8Array, start: number, end: number): number {
  const severity = klogSeverities[bytes[start] as number];
  if (severity === undefined || end - start < 8 || bytes[start + 5] !== 0x20) return 0;
  for (let i = 1; i < 5; i++) if (!isDigit(bytes[start + i] as number)) return 0;
  return isDigit(bytes[start + 6] as number) ? severity : 0;
}

const keys = new Set([
  ...['level', 'lvl', 'severity', 'loglevel', 'levelname', 'log.level', 'log_level', 'severitytext'],
  ...['severity_text', '@l', 's', 'level_name', '@level'],
]);
const LONGEST_KEY = 13;

/** `"level":"info"`, `level=info`, `severity: WARN`, and `"s":"I"` of MongoDB. */
function fieldSeverity(bytes: Uint8Array, start: number, end: number): number {
  const json = bytes[start] === 0x7b;
  for (let at = start + 1; at < end - 1; at++) {
    const byte = bytes[at];
    if (byte !== (json ? 0x3a : 0x3d)) continue;
    const value = valueBehind(bytes, at, end, keyBefore(bytes, start, at, json));
    if (value !== 0) return value;
  }
  // CLEF leaves the level out where it is Information.
  return json && bytes[start + 2] === 0x40 && bytes[start + 3] === 0x74 && bytes[start + 4] === 0x22 ? 9 : 0;
}

/** The key that ends before the colon or equals sign; empty when it is none of a level's. */
function keyBefore(bytes: Uint8Array, start: number, at: number, json: boolean): string {
  let to = at;
  while (json && to > start && bytes[to - 1] === 0x20) to--;
  if (json) {
    if (bytes[to - 1] !== 0x22) return '';
    to--;
  }
  let from = to;
  while (from > start && to - from <= LONGEST_KEY && isKeyByte(bytes[from - 1] as number)) from--;
  if (from === to || to - from > LONGEST_KEY) return '';
  if (json && bytes[from - 1] !== 0x22) return '';
  const first = (bytes[from] as number) | 0x20;
  // l, s or @: most keys are ruled out before any string is made.
  if (first !== 0x6c && first !== 0x73 && first !== 0x60) return '';
  const key = ascii(bytes, from, to).toLowerCase();
  return keys.has(key) ? key : '';
}

function valueBehind(bytes: Uint8Array, separator: number, end: number, key: string): number {
  if (key === '') return 0;
  let from = separator + 1;
  while (from < end && (bytes[from] === 0x20 || bytes[from] === 0x22 || bytes[from] === 0x27)) from++;
  let to = from;
  while (to < end && to - from < 16 && isWord(bytes[to] as number)) to++;
  const value = ascii(bytes, from, to);
  return key === 's' && value.length !== 1 ? 0 : namedSeverity(value);
}

/** `[error]`, ` ERROR `, `WARNING:`, `error: …`, `TypeError: …`, `Traceback (most …`, `panic: …`. */
function wordSeverity(bytes: Uint8Array, start: number, end: number): number {
  const to = Math.min(end, start + HEAD);
  let words = 0;
  for (let at = start; at < to; ) {
    if (!isLetter(bytes[at] as number)) {
      // An escape sequence of colour ends in a letter that belongs to no word.
      at = bytes[at] === 0x1b ? behindEscape(bytes, at, to) : at + 1;
      continue;
    }
    const from = at;
    while (at < end && isLetter(bytes[at] as number)) at++;
    const severity = severityOfWord(bytes, start, from, at, end, words++);
    if (severity !== 0) return severity;
  }
  return 0;
}

function severityOfWord(
  bytes: Uint8Array,
  start: number,
  from: number,
  to: number,
  end: number,
  wordsBefore: number,
): number {
  const length = to - from;
  const before = from > start ? (bytes[from - 1] as number) : 0;
  const behind = to < end ? (bytes[to] as number) : 0;
  if (length < 3 || length > 24 || isDigit(before) || isDigit(behind) || joins(before) || joins(behind))
    return 0;
  const colon = behind === 0x3a;
  if (length > 13) return colon && wordsBefore < 2 ? exceptionSeverity(bytes, from, to) : 0;
  const upper = isUpperWord(bytes, from, to);
  const framed = before === 0x5b || before === 0x7c || before === 0x28;
  if (!upper && !framed && !colon && wordsBefore > 0) return 0;
  const text = ascii(bytes, from, to);
  const severity = Object.hasOwn(wordSeverities, text.toLowerCase()) ? wordSeverities[text.toLowerCase()] : 0;
  if (!severity) {
    if (text === 'Traceback' && wordsBefore === 0) return 17;
    return colon && wordsBefore < 2 ? exceptionSeverity(bytes, from, to) : 0;
  }
  if (framed) return severity;
  if (onlyNamed.has(text.toLowerCase())) return upper && colon ? severity : 0;
  if (upper) return severity;
  return colon && wordsBefore < 2 ? severity : 0;
}

/** `TypeError:`, `NullPointerException:` */
function exceptionSeverity(bytes: Uint8Array, from: number, to: number): number {
  const text = ascii(bytes, from, to);
  return /(Error|Exception)$/.test(text) ? 17 : 0;
}

function behindEscape(bytes: Uint8Array, at: number, end: number): number {
  let next = at + 1;
  if (bytes[next] !== 0x5b) return next;
  next++;
  while (next < end && !isLetter(bytes[next] as number)) next++;
  return next + 1;
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39;
const isLetter = (byte: number) => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
const isWord = (byte: number) => isLetter(byte) || isDigit(byte) || byte === 0x2b;
/** Letters, digits, `.`, `_` and `@`. */
const isKeyByte = (byte: number) =>
  isLetter(byte) || isDigit(byte) || byte === 0x2e || byte === 0x5f || byte === 0x40;
/** Part of a longer name or path: `error_count`, `on-error`, `/error`, `error.log`. */
const joins = (byte: number) =>
  byte === 0x5f || byte === 0x2d || byte === 0x2f || byte === 0x2e || byte === 0x3d || byte >= 0x80;

function isUpperWord(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((bytes[at] as number) >= 0x61) return false;
  return true;
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** The text that stands for a number found by `detectSeverity`. */
export const severityText = (severity: number): string => severityTexts[severity] ?? '';

const severityTexts: Record<number, string> = {
  1: 'TRACE',
  5: 'DEBUG',
  9: 'INFO',
  10: 'NOTICE',
  13: 'WARN',
  17: 'ERROR',
  18: 'CRITICAL',
  19: 'ALERT',
  21: 'FATAL',
  22: 'EMERGENCY',
};

export interface TraceReference {
  /** 32 lower-case hex digits, shorter ids left-padded; or empty. */
  traceId: string;
  spanId: string;
}

const TRACEPARENT = /traceparent["']?\s*[:=]\s*["']?[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/i;
const TRACE_ID = /trace[_.-]?id["']?\s*[:=]\s*["']?([0-9a-f]{32}|[0-9a-f]{16})(?![0-9a-z-])/i;
const SPAN_ID = /span[_.-]?id["']?\s*[:=]\s*["']?([0-9a-f]{16})(?![0-9a-z-])/i;
const none: TraceReference = { traceId: '', spanId: '' };

/** `trace_id=…`, `"traceId":"…"`, `traceparent: 00-…`; ids of all zeros mean none. */
export function traceReference(body: string): TraceReference {
  if (!/trace/i.test(body)) return none;
  const parent = TRACEPARENT.exec(body);
  const traceId = (parent?.[1] ?? TRACE_ID.exec(body)?.[1] ?? '').toLowerCase().padStart(32, '0');
  if (/^0*$/.test(traceId)) return none;
  const spanId = (parent?.[2] ?? SPAN_ID.exec(body)?.[1] ?? '').toLowerCase();
  return { traceId, spanId: /^0*$/.test(spanId) ? '' : spanId };
}

import { isDigit, isLetter } from './bytes.ts';

/** OTLP severity numbers (opentelemetry-proto logs.proto) of the words that programs write. */
const words: readonly (readonly [severity: number, words: string])[] = [
  [1, 'trace trc trce vrb verbose finest finer silly all'],
  [5, 'debug dbg dbug fine config deb'],
  [9, 'info inf information informational log statement http stats'],
  [10, 'notice note'],
  [13, 'warn wrn warning'],
  [17, 'error err eror severe fail failure'],
  [18, 'critical crit crt'],
  [19, 'alert'],
  [21, 'fatal ftl panic dpanic pnc'],
  [22, 'emerg emergency'],
];
const letters: Record<string, number> = {
  t: 1,
  v: 1,
  d: 5,
  i: 9,
  n: 10,
  w: 13,
  e: 17,
  c: 18,
  a: 19,
  f: 21,
  p: 21,
};

/** Words that mean a level only where a level is expected, never free in a sentence. */
const onlyNamed = new Set(
  [
    'log',
    'note',
    'fine',
    'fail',
    'failure',
    'alert',
    'trace',
    'statement',
    'verbose',
    'config',
    'http',
    'all',
  ].concat(['stats', 'silly', 'deb']),
);

/** Open addressing over a hash of the lower-cased letters, so that a level is known without making a string. */
const SLOTS = 512;
const slotWords: string[] = new Array(SLOTS).fill('');
const slotSeverities = new Uint8Array(SLOTS);
const slotFree = new Uint8Array(SLOTS);
export const LONGEST_LEVEL = 13;

for (const [severity, names] of words) {
  for (const name of names.split(' ')) {
    let hash = 0;
    for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0;
    let slot = hash & (SLOTS - 1);
    while (slotWords[slot] !== '') slot = (slot + 1) & (SLOTS - 1);
    slotWords[slot] = name;
    slotSeverities[slot] = severity;
    slotFree[slot] = onlyNamed.has(name) ? 0 : 1;
  }
}

/** Place in the table of the word of letters [from, to), any case; -1 where it is no level. */
function slotOf(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length < 1 || length > LONGEST_LEVEL) return -1;
  let hash = 0;
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + ((bytes[at] as number) | 0x20)) | 0;
  for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
    const word = slotWords[slot] as string;
    if (word === '') return -1;
    if (word.length === length && sameLetters(bytes, from, word)) return slot;
  }
}

function sameLetters(bytes: Uint8Array, from: number, word: string): boolean {
  for (let i = 0; i < word.length; i++)
    if (((bytes[from + i] as number) | 0x20) !== word.charCodeAt(i)) return false;
  return true;
}

/** Severity of a word that stands where a level is expected: any spelling, any case, one letter too; 0 for none. */
export function wordSeverity(bytes: Uint8Array, from: number, to: number): number {
  if (to - from === 1) return letterSeverity(bytes[from] as number);
  const slot = slotOf(bytes, from, to);
  return slot < 0 ? 0 : (slotSeverities[slot] as number);
}

/** As `wordSeverity`, for words that are taken for a level even free in a sentence (in capitals, say). */
export function freeWordSeverity(bytes: Uint8Array, from: number, to: number): number {
  const slot = to - from < 3 ? -1 : slotOf(bytes, from, to);
  return slot < 0 || slotFree[slot] === 0 ? 0 : (slotSeverities[slot] as number);
}

const byLetter = new Uint8Array(128);
for (const [letter, severity] of Object.entries(letters)) {
  byLetter[letter.charCodeAt(0)] = severity;
  byLetter[letter.toUpperCase().charCodeAt(0)] = severity;
}
export const letterSeverity = (byte: number): number => byLetter[byte] ?? 0;

/** syslog severity (RFC 5424, 0 emergency .. 7 debug) to OTLP. */
const syslogSeverities = [22, 19, 18, 17, 13, 10, 9, 5];
export const syslogSeverity = (level: number): number => syslogSeverities[level & 7] as number;

/** How a field's numbers are meant: what they are called by who writes them. */
export type SeverityScale = 'level' | 'syslog' | 'otlp' | 'python' | 'java' | 'gcp' | 'dotnet';

const scales: Record<SeverityScale, (level: number) => number> = {
  level: (level) => (level >= 100 ? hundreds(level) : level >= 10 && level < 70 ? pino(level) : 0),
  syslog: (level) => (level >= 0 && level < 8 ? syslogSeverity(level) : 0),
  otlp: (level) => (level > 0 && level < 25 ? level : 0),
  python: (level) =>
    level >= 10 && level < 60 ? ([5, 9, 13, 17, 18][Math.floor(level / 10) - 1] as number) : 0,
  java: (level) =>
    level >= 5000 ? ([1, 5, 9, 13, 17][Math.min(4, Math.floor(level / 10000))] as number) : 0,
  gcp: (level) => (level >= 100 ? hundreds(level, true) : 0),
  dotnet: (level) => [1, 5, 9, 13, 17, 18][level] ?? 0,
};

/** pino, bunyan: 10 trace .. 60 fatal; levels between count down. */
const pino = (level: number): number =>
  [1, 5, 9, 13, 17, 21][Math.min(5, Math.floor(level / 10) - 1)] as number;

/** Monolog (100 debug .. 600 emergency) and Google's LogSeverity (100 debug .. 800 emergency). */
function hundreds(level: number, google = false): number {
  if (!Number.isInteger(level) || level > 800) return 0;
  if (google) return [0, 5, 9, 10, 13, 17, 18, 19, 22][Math.floor(level / 100)] as number;
  if (level > 600) return 0;
  return level >= 600
    ? 22
    : level >= 550
      ? 19
      : level >= 500
        ? 18
        : level >= 400
          ? 17
          : level >= 300
            ? 13
            : level >= 250
              ? 10
              : level >= 200
                ? 9
                : 5;
}

export function numberSeverity(level: number, scale: SeverityScale): number {
  return Number.isInteger(level) ? scales[scale](level) : 0;
}

/** Severity of a level as a field's value: a word in any case, with slog's offset (`ERROR+2` is 19), or a number. */
export function valueSeverity(bytes: Uint8Array, start: number, end: number, scale: SeverityScale): number {
  let from = start;
  // Python's and npm's padding, and brackets that some write around it.
  while (from < end && ((bytes[from] as number) <= 0x20 || bytes[from] === 0x5b)) from++;
  let to = from;
  while (to < end && to - from <= LONGEST_LEVEL && isLetter(bytes[to] as number)) to++;
  if (to > from) {
    // MongoDB counts its debug levels: D1 to D5.
    if (to - from === 1 && to < end && isDigit(bytes[to] as number)) return bytes[from] === 0x44 ? 5 : 0;
    const severity = wordSeverity(bytes, from, to);
    return severity === 0 ? 0 : offsetSeverity(severity, bytes, to, end);
  }
  return numberSeverity(digitsOf(bytes, from, end), scale);
}

function offsetSeverity(severity: number, bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at];
  if (at + 1 >= end || (sign !== 0x2b && sign !== 0x2d)) return severity;
  const offset = digitsOf(bytes, at + 1, end);
  if (Number.isNaN(offset)) return severity;
  return Math.min(24, Math.max(1, sign === 0x2b ? severity + offset : severity - offset));
}

/** A whole number of up to five digits that fills the range, or NaN. */
function digitsOf(bytes: Uint8Array, from: number, end: number): number {
  if (end - from < 1 || end - from > 5) return Number.NaN;
  let value = 0;
  for (let at = from; at < end; at++) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const LONGEST_TEXT = 24;
const scratch = new Uint8Array(LONGEST_TEXT + 1);

/** As `valueSeverity`, of a text. */
export function textSeverity(text: string, scale: SeverityScale = 'level'): number {
  const length = Math.min(text.length, LONGEST_TEXT);
  for (let i = 0; i < length; i++) scratch[i] = Math.min(0xff, text.charCodeAt(i));
  scratch[length] = 0;
  return valueSeverity(scratch, 0, length, scale);
}

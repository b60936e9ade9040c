import { behindDigits, isDigit, isLetter, numberOf, skipBlanks } from './bytes.ts';
import type { LogHead } from './log-head.ts';

const DAY = 86_400;
const LAST_SECOND = 9_223_372_035;
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/**
 * Reads the time that starts at a place, in any of the spellings that loggers use, into `seconds` and `nanos`.
 * Answers the place behind it, or -1 where there is none. A time of day without a date is read over and leaves
 * `seconds` at -1. A time without a zone is UTC, which is what containers run in; one without a year is in the
 * year that brings it nearest to the present without being more than a day ahead of it.
 */
export function readTime(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  const first = bytes[at] as number;
  if (at >= end) return -1;
  if (isLetter(first)) return readNamedMonth(bytes, at, end, head);
  if (!isDigit(first)) return -1;
  const digits = behindDigits(bytes, at, Math.min(end, at + 20)) - at;
  const behind = bytes[at + digits];
  if (digits === 4 && (behind === 0x2d || behind === 0x2f)) return readYearFirst(bytes, at, end, head);
  if (digits === 8 && behind === 0x54) return readBasic(bytes, at, end, head);
  if (digits <= 2 && behind === 0x3a) return readTimeOfDay(bytes, at, end, head, Number.NaN);
  if (digits <= 2) return readDayFirst(bytes, at, digits, end, head);
  if (digits === 6 && behind === 0x20) return readSixDigits(bytes, at, end, head);
  return readEpoch(bytes, at, digits, end, head);
}

/** Days since 1970-01-01 of a date of the Gregorian calendar (Howard Hinnant, chrono-compatible date algorithms). */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const isDate = (month: number, day: number): boolean => month >= 1 && month <= 12 && day >= 1 && day <= 31;

/** `2024-05-14T09:26:53.589Z`, `2024-05-14 09:26:53,589 +0200`, `2024/05/14 09:26:53`. */
function readYearFirst(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  const separator = bytes[at + 4];
  if (end - at < 16 || bytes[at + 7] !== separator) return -1;
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  const between = bytes[at + 10];
  if (!isDate(month, day)) return -1;
  if (between !== 0x54 && between !== 0x20 && between !== 0x74 && between !== 0x5f && between !== 0x2d)
    return -1;
  return readTimeOfDay(bytes, at + 11, end, head, daysOf(numberOf(bytes, at, at + 4), month, day));
}

/** `20240514T092653Z`, ISO 8601's basic form. */
function readBasic(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  if (behindDigits(bytes, at + 9, end) !== at + 15) return -1;
  const month = twoDigits(bytes, at + 4);
  const day = twoDigits(bytes, at + 6);
  if (!isDate(month, day)) return -1;
  const days = daysOf(numberOf(bytes, at, at + 4), month, day);
  const second = twoDigits(bytes, at + 9) * 3600 + twoDigits(bytes, at + 11) * 60 + twoDigits(bytes, at + 13);
  return behindFraction(bytes, at + 15, end, head, days * DAY + second);
}

/** `14/May/2024:09:26:53 +0000`, `14 May 2024 09:26:53.589`, `14-May-2024 09:26:53.589`. */
function readDayFirst(bytes: Uint8Array, at: number, digits: number, end: number, head: LogHead): number {
  const separator = bytes[at + digits];
  if (separator !== 0x2f && separator !== 0x20 && separator !== 0x2d) return -1;
  const monthAt = at + digits + 1;
  const month = monthAt + 3 < end ? monthOf(bytes, monthAt) : 0;
  if (month === 0 || bytes[monthAt + 3] !== separator) return -1;
  const yearAt = monthAt + 4;
  if (behindDigits(bytes, yearAt, end) !== yearAt + 4) return -1;
  const between = bytes[yearAt + 4];
  if (between !== 0x3a && between !== 0x20) return -1;
  const day = numberOf(bytes, at, at + digits);
  if (!isDate(month, day)) return -1;
  return readTimeOfDay(bytes, yearAt + 5, end, head, daysOf(numberOf(bytes, yearAt, yearAt + 4), month, day));
}

/** `May 14 09:26:53`, `Sun Dec 04 04:47:44 2005`, `May 14, 2024 9:26:53 AM`. */
function readNamedMonth(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  if (end - at < 14) return -1;
  let from = at;
  if (bytes[at + 3] === 0x2c) from = skipBlanks(bytes, at + 4, end);
  else if (bytes[at + 3] === 0x20 && isLetter(bytes[at + 4] as number)) from = at + 4;
  if (from !== at && isDigit(bytes[from] as number)) return readTime(bytes, from, end, head);
  const month = monthOf(bytes, from);
  if (month === 0 || bytes[from + 3] !== 0x20) return -1;
  const dayAt = skipBlanks(bytes, from + 4, end);
  const dayEnd = behindDigits(bytes, dayAt, end);
  if (dayEnd === dayAt || dayEnd - dayAt > 2) return -1;
  const day = numberOf(bytes, dayAt, dayEnd);
  if (!isDate(month, day)) return -1;
  const comma = bytes[dayEnd] === 0x2c;
  const next = skipBlanks(bytes, comma ? dayEnd + 1 : dayEnd, end);
  const nextEnd = behindDigits(bytes, next, end);
  if (nextEnd - next === 4) {
    const days = daysOf(numberOf(bytes, next, nextEnd), month, day);
    return readTimeOfDay(bytes, skipBlanks(bytes, nextEnd, end), end, head, days);
  }
  return readWithYearBehind(bytes, next, end, head, month, day);
}

/** The time of day that follows `May 14`, and the year where it stands behind: ` 2005`, ` UTC 2005`. */
function readWithYearBehind(
  b: Uint8Array,
  at: number,
  end: number,
  head: LogHead,
  month: number,
  day: number,
): number {
  const behind = readTimeOfDay(b, at, end, head, 0);
  if (behind < 0) return -1;
  const zone =
    b[behind] === 0x20 && b[behind + 4] === 0x20 && isLetter(b[behind + 1] as number) ? behind + 4 : behind;
  const yearEnd = b[zone] === 0x20 ? behindDigits(b, zone + 1, Math.min(end, zone + 6)) : zone;
  if (yearEnd === zone + 5) {
    const year = numberOf(b, zone + 1, yearEnd);
    if (year > 1969 && year < 2263) {
      head.seconds += daysOf(year, month, day) * DAY;
      return yearEnd;
    }
  }
  head.seconds = nearestYear(head.seconds, month, day, head.nowMs || Date.now());
  return behind;
}

function nearestYear(secondOfDay: number, month: number, day: number, nowMs: number): number {
  const year = new Date(nowMs).getUTCFullYear();
  const latest = nowMs / 1000 + DAY;
  const next = daysOf(year + 1, month, day) * DAY + secondOfDay;
  if (next <= latest) return next;
  const seconds = daysOf(year, month, day) * DAY + secondOfDay;
  return seconds > latest ? daysOf(year - 1, month, day) * DAY + secondOfDay : seconds;
}

/** `081109 203615` as Hadoop writes it: year, month, day in two digits each. */
function readSixDigits(bytes: Uint8Array, at: number, end: number, head: LogHead): number {
  if (behindDigits(bytes, at + 7, end) !== at + 13) return -1;
  const month = twoDigits(bytes, at + 2);
  const day = twoDigits(bytes, at + 4);
  const second = twoDigits(bytes, at + 7) * 3600 + twoDigits(bytes, at + 9) * 60 + twoDigits(bytes, at + 11);
  if (!isDate(month, day) || second >= DAY) return -1;
  head.seconds = daysOf(2000 + twoDigits(bytes, at), month, day) * DAY + second;
  head.nanos = 0;
  return at + 13;
}

/** Seconds, milliseconds, microseconds or nanoseconds since the epoch, by how many digits there are. */
export function readEpoch(bytes: Uint8Array, at: number, digits: number, end: number, head: LogHead): number {
  const scale = digits === 10 ? 0 : digits === 13 ? 3 : digits === 16 ? 6 : digits === 19 ? 9 : -1;
  if (scale < 0) return -1;
  const seconds = numberOf(bytes, at, at + 10);
  if (seconds > LAST_SECOND) return -1;
  let nanos = numberOf(bytes, at + 10, at + digits) * 10 ** (9 - scale);
  let next = at + digits;
  if (bytes[next] === 0x2e && next < end) {
    const to = behindDigits(bytes, next + 1, end);
    const kept = Math.min(to, next + 1 + 9 - scale);
    nanos += numberOf(bytes, next + 1, kept) * 10 ** (9 - scale - (kept - next - 1));
    next = to;
  }
  head.seconds = seconds;
  head.nanos = nanos;
  return next;
}

/** `09:26:53.589`, a zone and AM or PM behind it; `days` since the epoch, NaN where no date is known. */
function readTimeOfDay(bytes: Uint8Array, at: number, end: number, head: LogHead, days: number): number {
  const hourEnd = behindDigits(bytes, at, Math.min(end, at + 3));
  const digits = hourEnd - at;
  if (digits < 1 || digits > 2 || hourEnd + 3 > end || bytes[hourEnd] !== 0x3a) return -1;
  const minute = twoDigits(bytes, hourEnd + 1);
  const seconded = hourEnd + 6 <= end && bytes[hourEnd + 3] === 0x3a;
  const second = seconded ? twoDigits(bytes, hourEnd + 4) : 0;
  let hour = numberOf(bytes, at, hourEnd);
  if (hour > 23 || !(minute < 60) || !(second < 61)) return -1;
  let next = seconded ? hourEnd + 6 : hourEnd + 3;
  const half = bytes[next] === 0x20 ? next + 1 : next;
  if (
    half + 1 < end &&
    ((bytes[half + 1] as number) | 0x20) === 0x6d &&
    !isLetter(bytes[half + 2] as number)
  ) {
    const letter = (bytes[half] as number) | 0x20;
    if (letter === 0x70 || letter === 0x61) {
      hour = (hour % 12) + (letter === 0x70 ? 12 : 0);
      next = half + 2;
    }
  }
  return behindFraction(bytes, next, end, head, days * DAY + hour * 3600 + minute * 60 + second);
}

/** Reads the fraction and the zone behind the seconds, and sets the time. */
function behindFraction(bytes: Uint8Array, at: number, end: number, head: LogHead, seconds: number): number {
  let next = at;
  let nanos = 0;
  const point = bytes[next];
  if (next + 1 < end && (point === 0x2e || point === 0x2c) && isDigit(bytes[next + 1] as number)) {
    const to = behindDigits(bytes, next + 1, end);
    const kept = Math.min(to, next + 10);
    nanos = numberOf(bytes, next + 1, kept) * 10 ** (10 + next - kept);
    next = to;
  }
  const behind = behindZone(bytes, next, end);
  const moment = seconds - zoneSeconds;
  const known = moment >= 0 && moment <= LAST_SECOND;
  head.seconds = known ? moment : -1;
  head.nanos = known ? nanos : 0;
  return behind;
}

/** Seconds east of UTC that `behindZone` read last: a second answer without an object. */
let zoneSeconds = 0;

/** `Z`, `+02:00`, `+0200`, ` +0000`, ` UTC`. */
function behindZone(bytes: Uint8Array, at: number, end: number): number {
  zoneSeconds = 0;
  if (at >= end) return at;
  const blank = bytes[at] === 0x20 ? 1 : 0;
  const sign = bytes[at + blank];
  if (blank === 0 && (sign === 0x5a || sign === 0x7a)) return at + 1;
  if (sign === 0x2b || sign === 0x2d) {
    const from = at + blank + 1;
    const colon = bytes[from + 2] === 0x3a ? 1 : 0;
    const to = from + 4 + colon;
    if (to > end || isDigit(bytes[to] as number)) return at;
    const seconds = twoDigits(bytes, from) * 3600 + twoDigits(bytes, from + 2 + colon) * 60;
    if (!(seconds <= 18 * 3600)) return at;
    zoneSeconds = sign === 0x2b ? seconds : -seconds;
    return to;
  }
  const name = at + blank;
  const named = blank === 1 && (isZone(bytes, name, end, 'UTC') || isZone(bytes, name, end, 'GMT'));
  return named ? name + 3 : at;
}

function isZone(bytes: Uint8Array, at: number, end: number, name: string): boolean {
  if (at + 3 > end || (at + 3 < end && isLetter(bytes[at + 3] as number))) return false;
  return (
    bytes[at] === name.charCodeAt(0) &&
    bytes[at + 1] === name.charCodeAt(1) &&
    bytes[at + 2] === name.charCodeAt(2)
  );
}

/** 1 to 12 of the three letters, any case; 0 for others. */
function monthOf(bytes: Uint8Array, at: number): number {
  const a = (bytes[at] as number) | 0x20;
  const b = (bytes[at + 1] as number) | 0x20;
  const c = (bytes[at + 2] as number) | 0x20;
  for (let i = 0; i < 36; i += 3) {
    if (MONTHS.charCodeAt(i) === a && MONTHS.charCodeAt(i + 1) === b && MONTHS.charCodeAt(i + 2) === c)
      return i / 3 + 1;
  }
  return 0;
}

/** Two digits as a number; NaN where they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 0x30;
  const ones = (bytes[at + 1] as number) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** As `readTime` for a time of day whose date stands apart; year 0 is found as for times without one. */
export function readTimeWithDate(
  bytes: Uint8Array,
  at: number,
  end: number,
  head: LogHead,
  year: number,
  month: number,
  day: number,
): number {
  if (!isDate(month, day)) return -1;
  const behind = readTimeOfDay(bytes, at, end, head, year === 0 ? 0 : daysOf(year, month, day));
  if (behind >= 0 && year === 0)
    head.seconds = nearestYear(head.seconds, month, day, head.nowMs || Date.now());
  return behind;
}

/**
 * `readTime` at the start of a record, which the readers of several formats ask for one after the other: it is read
 * once. `findReader` forgets it.
 */
export function readStartTime(bytes: Uint8Array, start: number, end: number, head: LogHead): number {
  if (head.startTime === -2) {
    head.startTime = readTime(bytes, start, end, head);
    head.startSeconds = head.seconds;
    head.startNanos = head.nanos;
  } else if (head.startTime >= 0) {
    head.seconds = head.startSeconds;
    head.nanos = head.startNanos;
  }
  return head.startTime;
}

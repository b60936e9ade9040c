interface Range {
  from: number;
  /** Included. */
  to: number;
}

/** Times that all of its lists allow; an empty list allows all. */
export interface TimeInterval {
  /** Minutes of the day; the end is not included. */
  times: Range[];
  /** 0 is Sunday. */
  weekdays: Range[];
  /** From 1, or from -1 backwards from the month's end. */
  daysOfMonth: Range[];
  /** From 1. */
  months: Range[];
  years: Range[];
  /** IANA name. */
  location: string;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july'],
  ...['august', 'september', 'october', 'november', 'december'],
];

/** What is wrong with an interval, in Alertmanager's words. */
export class IntervalError extends Error {}

/** `17:00` in minutes of the day; 24:00 is its end. */
function minutes(text: string): number {
  const match = /^(\d\d):(\d\d)$/.exec(text);
  const total = match ? Number(match[1]) * 60 + Number(match[2]) : Number.NaN;
  if (!(total <= 1440) || Number(match?.[2]) > 59)
    throw new IntervalError(`couldn't parse timestamp ${text}, invalid format`);
  return total;
}

/** @throws IntervalError */
export function timeRange(start: string, end: string): Range {
  if (start === '' || end === '') throw new IntervalError('both start and end times must be provided');
  const range = { from: minutes(start), to: minutes(end) };
  if (range.from >= range.to) throw new IntervalError('start time cannot be equal or greater than end time');
  return range;
}

function named(text: string, names: readonly string[], what: string, first: number): Range {
  const place = (part: string) => {
    const at = names.indexOf(part.toLowerCase());
    if (at >= 0) return at + first;
    if (first === 1 && /^\d+$/.test(part) && Number(part) >= 1 && Number(part) <= names.length)
      return Number(part);
    throw new IntervalError(`${part} is not a valid ${what}`);
  };
  return ordered(text, place);
}

function ordered(text: string, place: (part: string) => number): Range {
  const [from = '', to, more] = text.split(':');
  if (more !== undefined) throw new IntervalError(`couldn't parse range ${text}, invalid format`);
  const range = { from: place(from.trim()), to: place((to ?? from).trim()) };
  if (range.from > range.to && !(range.from > 0 && range.to < 0)) {
    throw new IntervalError('start of a range cannot be after its end');
  }
  return range;
}

export const weekdayRange = (text: string): Range => named(text, WEEKDAYS, 'weekday', 0);
export const monthRange = (text: string): Range => named(text, MONTHS, 'month', 1);

const whole = (part: string): number => {
  if (!/^-?\d+$/.test(part)) throw new IntervalError(`${part} is not a number`);
  return Number(part);
};

export const yearRange = (text: string): Range => ordered(text, whole);

export function dayOfMonthRange(text: string): Range {
  const range = ordered(text, whole);
  for (const day of [range.from, range.to]) {
    if (day === 0 || day < -31 || day > 31) {
      throw new IntervalError(`${day} is not a valid day of the month: out of range`);
    }
  }
  if (range.from < 0 && range.to > 0)
    throw new IntervalError('end day must be negative if start day is negative');
  return range;
}

/** @throws IntervalError for a time zone that is not known */
export function checkedLocation(name: string): string {
  if (name === '' || name === 'Local') return name === '' ? 'UTC' : localZone();
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw new IntervalError(`unknown time zone ${name}`);
  }
}

const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

interface LocalTime {
  minute: number;
  weekday: number;
  day: number;
  month: number;
  year: number;
}

function localTime(timeMs: number, timeZone: string): LocalTime {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(timeMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    minute: Number(part('hour')) * 60 + Number(part('minute')),
    weekday: WEEKDAYS.indexOf(part('weekday').toLowerCase()),
    day: Number(part('day')),
    month: Number(part('month')),
    year: Number(part('year')),
  };
}

const within = (ranges: readonly Range[], value: number): boolean =>
  ranges.length === 0 || ranges.some(({ from, to }) => value >= from && value <= to);

/** Whether the time lies in it. @param timeMs since the epoch */
export function contains(interval: TimeInterval, timeMs: number): boolean {
  const { minute, weekday, day, month, year } = localTime(timeMs, interval.location);
  const { times, weekdays, daysOfMonth, months, years } = interval;
  if (times.length > 0 && !times.some(({ from, to }) => minute >= from && minute < to)) return false;
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const counted = (edge: number) => (edge < 0 ? length + 1 + edge : edge);
  const days = daysOfMonth.map(({ from, to }) => ({
    from: counted(from),
    to: Math.min(counted(to), length),
  }));
  return within(days, day) && within(months, month) && within(weekdays, weekday) && within(years, year);
}

/** A moment as a place's clocks show it. */
export interface ZonedTime {
  ms: number;
  /** IANA name. */
  zone: string;
}

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
  /** East of UTC. */
  offsetMinutes: number;
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const CHUNK =
  /January|Jan|Monday|Mon|MST|2006|-07:00:00|-07:00|-0700|-07|Z07:00|Z0700|Z07|[.,]0+(?!\d)|[.,]9+(?!\d)|002|01|02|03|04|05|06|15|PM|pm|__2|_2|1|2|3|4|5/g;

/** @throws Error for a zone that is not known */
export function knownZone(name: string): string {
  if (name === '' || name === 'UTC') return 'UTC';
  try {
    const { timeZone } = new Intl.DateTimeFormat(
      'en',
      name === 'Local' ? {} : { timeZone: name },
    ).resolvedOptions();
    return timeZone;
  } catch {
    throw new Error(`unknown time zone ${name}`);
  }
}

export function timeParts({ ms, zone }: ZonedTime): Parts {
  const offsetMinutes = zone === 'UTC' ? 0 : offset(ms, zone);
  const local = new Date(ms + offsetMinutes * 60_000);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth(),
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    weekday: local.getUTCDay(),
    offsetMinutes,
  };
}

function offset(ms: number, zone: string): number {
  const name = zoneName(ms, zone, 'en', 'longOffset');
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

function zoneName(ms: number, zone: string, locale: string, timeZoneName: 'longOffset' | 'short'): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName }).formatToParts(ms);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** `CET`; where no language has letters for it, the offset, as Go does for zones without a name. */
function abbreviation(time: ZonedTime, parts: Parts): string {
  if (time.zone === 'UTC') return 'UTC';
  const names = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA', 'ja-JP'].map((locale) =>
    zoneName(time.ms, time.zone, locale, 'short'),
  );
  return names.find((name) => /^[A-Z]{3,5}$/.test(name)) ?? offsetText(parts.offsetMinutes, '');
}

function offsetText(minutes: number, colon: string): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}${colon}${two(size % 60)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Go's time.Format: the layout shows how Monday, January 2 of 2006, 15:04:05 -0700 is to look. */
export function formatTime(layout: string, time: ZonedTime): string {
  const parts = timeParts(time);
  return layout.replace(CHUNK, (chunk) => chunkText(chunk, time, parts));
}

function chunkText(chunk: string, time: ZonedTime, parts: Parts): string {
  const month = MONTHS[parts.month] ?? '';
  const weekday = DAYS[parts.weekday] ?? '';
  const halfDay = parts.hour % 12 || 12;
  switch (chunk) {
    case 'January': return month;
    case 'Jan': return month.slice(0, 3);
    case 'Monday': return weekday;
    case 'Mon': return weekday.slice(0, 3);
    case 'MST': return abbreviation(time, parts);
    case '2006': return String(parts.year).padStart(4, '0');
    case '06': return two(parts.year % 100);
    case '01': return two(parts.month + 1);
    case '1': return String(parts.month + 1);
    case '02': return two(parts.day);
    case '_2': return String(parts.day).padStart(2, ' ');
    case '2': return String(parts.day);
    case '002': return String(yearDay(parts)).padStart(3, '0');
    case '__2': return String(yearDay(parts)).padStart(3, ' ');
    case '15': return two(parts.hour);
    case '03': return two(halfDay);
    case '3': return String(halfDay);
    case '04': return two(parts.minute);
    case '4': return String(parts.minute);
    case '05': return two(parts.second);
    case '5': return String(parts.second);
    case 'PM': return parts.hour < 12 ? 'AM' : 'PM';
    case 'pm': return parts.hour < 12 ? 'am' : 'pm';
    default: return zoneOrFraction(chunk, time, parts);
  }
} // biome-ignore format: a table

export const yearDay = ({ year, month, day }: Parts): number =>
  Math.round((Date.UTC(year, month, day) - Date.UTC(year, 0, 0)) / 86_400_000);

function zoneOrFraction(chunk: string, { ms }: ZonedTime, { offsetMinutes }: Parts): string {
  if (/^[.,]/.test(chunk)) return fraction(chunk, ms);
  if (chunk.startsWith('Z') && offsetMinutes === 0) return 'Z';
  const colon = chunk.includes(':') ? ':' : '';
  const text = offsetText(offsetMinutes, colon);
  if (/^[Z-]07$/.test(chunk)) return text.slice(0, 3);
  return chunk === '-07:00:00' ? `${text}:00` : text;
}

/** `.000` keeps its zeros, `.999` does not. */
function fraction(chunk: string, ms: number): string {
  const digits = String(((ms % 1000) + 1000) % 1000)
    .padStart(3, '0')
    .padEnd(9, '0')
    .slice(0, chunk.length - 1);
  if (chunk[1] === '0') return chunk[0] + digits;
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '' : chunk[0] + kept;
}

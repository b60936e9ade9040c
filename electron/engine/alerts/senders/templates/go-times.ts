import { GoObject, type GoValue, typeName } from '../../../../../shared/go-template/values.ts';
import { rfc3339, ZERO_TIME } from '../go-time.ts';
import { textOf } from './go-values.ts';
import { formatTime, knownZone, timeParts, yearDay, type ZonedTime } from './time-format.ts';

const TIME = 'time.Time';
const DURATION = 'time.Duration';
const ZERO_MS = Date.parse(ZERO_TIME);

/** @param ms null is Go's zero time */
export function goTime(ms: number | null, zone = 'UTC'): GoObject {
  const time: ZonedTime = { ms: ms ?? ZERO_MS, zone };
  const shown = formatTime('2006-01-02 15:04:05.999999999 -0700 MST', time);
  return new GoObject(TIME, shown, new TimeValue(time), timeMethods(time));
}

/** Tells times from other values, and is a time in JSON. */
class TimeValue {
  readonly time: ZonedTime;

  constructor(time: ZonedTime) {
    this.time = time;
  }

  toJSON(): string {
    const { ms, zone } = this.time;
    if (ms === ZERO_MS) return ZERO_TIME;
    return zone === 'UTC' ? rfc3339(ms) : formatTime('2006-01-02T15:04:05.999999999Z07:00', this.time);
  }
}

function timeMethods(time: ZonedTime): GoObject['methods'] {
  const parts = timeParts(time);
  const whole = (value: number) => () => BigInt(value);
  return {
    Format: ([layout]) => formatTime(textOf(layout), time),
    UTC: () => goTime(time.ms),
    Local: () => goTime(time.ms, knownZone('Local')),
    Unix: whole(Math.floor(time.ms / 1000)),
    UnixMilli: whole(time.ms),
    UnixNano: () => BigInt(time.ms) * 1_000_000n,
    Year: whole(parts.year),
    Month: () => formatTime('January', time),
    Day: whole(parts.day),
    Weekday: () => formatTime('Monday', time),
    YearDay: whole(yearDay(parts)),
    Hour: whole(parts.hour),
    Minute: whole(parts.minute),
    Second: whole(parts.second),
    IsZero: () => time.ms === ZERO_MS,
    String: () => formatTime('2006-01-02 15:04:05.999999999 -0700 MST', time),
    Add: ([duration]) => goTime(time.ms + durationOf(duration), time.zone),
    AddDate: ([years, months, days]) => {
      const to = new Date(time.ms);
      to.setUTCFullYear(
        to.getUTCFullYear() + Number(years ?? 0n),
        to.getUTCMonth() + Number(months ?? 0n),
        to.getUTCDate() + Number(days ?? 0n),
      );
      return goTime(to.getTime(), time.zone);
    },
    Sub: ([other]) => goDuration(time.ms - timeOf(other).ms),
    After: ([other]) => time.ms > timeOf(other).ms,
    Before: ([other]) => time.ms < timeOf(other).ms,
    Equal: ([other]) => time.ms === timeOf(other).ms,
  };
}

export function timeOf(value: GoValue | undefined): ZonedTime {
  if (value instanceof GoObject && value.value instanceof TimeValue) return value.value.time;
  throw new Error(`wrong type for value; expected ${TIME}; got ${typeName(value ?? null)}`);
}

/** @param ms of any sign */
export function goDuration(ms: number): GoObject {
  return new GoObject(DURATION, durationText(ms), ms * 1e6, {
    Seconds: () => ms / 1000,
    Minutes: () => ms / 60_000,
    Hours: () => ms / 3_600_000,
    Milliseconds: () => BigInt(Math.trunc(ms)),
    Nanoseconds: () => BigInt(Math.trunc(ms)) * 1_000_000n,
    String: () => durationText(ms),
  });
}

export const isDuration = (value: GoValue | undefined): value is GoObject =>
  value instanceof GoObject && value.type === DURATION;

/** In milliseconds; plain numbers are nanoseconds, as in Go. */
export function durationOf(value: GoValue | undefined): number {
  if (isDuration(value)) return Number(value.value) / 1e6;
  if (typeof value === 'bigint') return Number(value) / 1e6;
  throw new Error(`wrong type for value; expected ${DURATION}; got ${typeName(value ?? null)}`);
}

/** `1h2m3.5s`, as Go shows a duration. */
function durationText(ms: number): string {
  if (ms === 0) return '0s';
  const size = Math.abs(ms);
  const sign = ms < 0 ? '-' : '';
  if (size < 1000) return `${sign}${size}ms`;
  const [hours, minutes] = [Math.trunc(size / 3_600_000), Math.trunc(size / 60_000) % 60];
  const seconds = `${(size % 60_000) / 1000}s`;
  return `${sign}${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}`;
}

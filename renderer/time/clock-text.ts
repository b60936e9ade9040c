export type Zone = 'local' | 'utc';

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

function parts(timeMs: number, zone: Zone): Parts {
  const d = new Date(timeMs);
  return zone === 'utc'
    ? {
        year: d.getUTCFullYear(),
        month: d.getUTCMonth() + 1,
        day: d.getUTCDate(),
        hour: d.getUTCHours(),
        minute: d.getUTCMinutes(),
        second: d.getUTCSeconds(),
        ms: d.getUTCMilliseconds(),
      }
    : {
        year: d.getFullYear(),
        month: d.getMonth() + 1,
        day: d.getDate(),
        hour: d.getHours(),
        minute: d.getMinutes(),
        second: d.getSeconds(),
        ms: d.getMilliseconds(),
      };
}

/** 14:32 */
export function minuteText(timeMs: number, zone: Zone): string {
  const { hour, minute } = parts(timeMs, zone);
  return `${pad(hour)}:${pad(minute)}`;
}

/** 14:32:07 */
export function secondText(timeMs: number, zone: Zone): string {
  const { second } = parts(timeMs, zone);
  return `${minuteText(timeMs, zone)}:${pad(second)}`;
}

/** 14:32:07.412 */
export function milliText(timeMs: number, zone: Zone): string {
  return `${secondText(timeMs, zone)}.${pad(parts(timeMs, zone).ms, 3)}`;
}

/** 2026-11-20 */
export function dayText(timeMs: number, zone: Zone): string {
  const { year, month, day } = parts(timeMs, zone);
  return `${year}-${pad(month)}-${pad(day)}`;
}

/** 2026-11-20 14:32:07.412 UTC+1: the exact instant, for titles and details. */
export function exactText(timeMs: number, zone: Zone): string {
  return `${dayText(timeMs, zone)} ${milliText(timeMs, zone)} ${zoneText(zone, timeMs)}`;
}

/** UTC, UTC+1, UTC+5:30. */
export function zoneText(zone: Zone, timeMs: number): string {
  if (zone === 'utc') return 'UTC';
  const offset = -new Date(timeMs).getTimezoneOffset();
  if (offset === 0) return 'UTC+0';
  const minutes = Math.abs(offset) % 60;
  const hours = Math.floor(Math.abs(offset) / 60);
  return `UTC${offset < 0 ? '−' : '+'}${hours}${minutes === 0 ? '' : `:${pad(minutes)}`}`;
}

/** The range on its button: with the date where it is not one and the same day as now. */
export function rangeText(startMs: number, endMs: number, nowMs: number, zone: Zone): string {
  const day = dayText(startMs, zone);
  const sameDay = day === dayText(endMs, zone);
  if (sameDay && day === dayText(nowMs, zone)) {
    return `${secondText(startMs, zone)} – ${secondText(endMs, zone)}`;
  }
  const end = sameDay ? secondText(endMs, zone) : `${dayText(endMs, zone)} ${minuteText(endMs, zone)}`;
  return `${day} ${sameDay ? secondText(startMs, zone) : minuteText(startMs, zone)} – ${end}`;
}

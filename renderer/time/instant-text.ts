import { dayText, milliText, type Zone } from './clock-text.ts';

/** As a person edits it: 2026-11-20 14:32:07.412, whole seconds without their zeros. */
export function instantText(ms: number, zone: Zone): string {
  return `${dayText(ms, zone)} ${milliText(ms, zone).replace(/\.000$/, '')}`;
}

const PATTERN = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3}))?)?)?$/;

/** Milliseconds since the epoch; null when the text is no moment that exists. RFC 3339 with a zone is read too. */
export function parseInstant(text: string, zone: Zone): number | null {
  const trimmed = text.trim();
  if (/[zZ]$|[+-]\d{2}:\d{2}$/.test(trimmed) && trimmed.includes(':')) return finite(Date.parse(trimmed));
  const match = PATTERN.exec(trimmed);
  if (!match) return null;
  const field = (index: number) => Number(match[index] ?? 0);
  const milli = Number((match[7] ?? '0').padEnd(3, '0'));
  const [year, month, day] = [field(1), field(2) - 1, field(3)];
  const [hour, minute, second] = [field(4), field(5), field(6)];
  const ms =
    zone === 'utc'
      ? Date.UTC(year, month, day, hour, minute, second, milli)
      : new Date(year, month, day, hour, minute, second, milli).getTime();
  // 2026-02-31 becomes a day in March: no such moment.
  return dayText(ms, zone) === `${match[1]}-${match[2]}-${match[3]}` ? finite(ms) : null;
}

const finite = (ms: number) => (Number.isFinite(ms) ? ms : null);

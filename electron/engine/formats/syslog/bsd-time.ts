import { textToUnixNano } from '../times.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** `Dec  2 16:31:03`, with a year before or behind the time of day, with parts of a second; Cisco puts a mark before it. */
const BSD =
  /^[*.]?([A-Z][a-z]{2}) +(\d{1,2})(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: (\d{4})(?= ))?(?: (UTC|GMT|Z))?:? /;
/** RFC 3339 in its place, as rsyslog forwards. */
const ISO = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(Z|[+-]\d\d:?\d\d)? /;
const DAY_MS = 86_400_000;
/** What comes was written just now. */
const FRESH_MS = 10 * 60_000;

/** A time at the start of the text and where what follows it begins; null where there is none. */
export function readBsdTime(text: string, nowMs: number): { timeUnixNano: bigint; end: number } | null {
  const bsd = BSD.exec(text);
  if (!bsd) return readIso(text, nowMs);
  const [all, month = '', day, yearBefore, hour, minute, second, fraction = '', yearBehind, zone] = bsd;
  const monthIndex = MONTHS.indexOf(month.toLowerCase());
  if (monthIndex < 0) return null;
  const year = yearBefore ?? yearBehind;
  const parts = [monthIndex, Number(day), Number(hour), Number(minute), Number(second)] as const;
  const ms =
    year === undefined ? nearestYear(parts, zone !== undefined, nowMs) : at(Number(year), parts, zone, nowMs);
  if (!(ms >= 0)) return null;
  return { timeUnixNano: BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')), end: all.length };
}

type Parts = readonly [month: number, day: number, hour: number, minute: number, second: number];

const at = (year: number, parts: Parts, zone: string | undefined, nowMs: number): number =>
  zone === undefined ? localOrUtc(year, parts, nowMs) : Date.UTC(year, ...parts);

/** This year's, or last year's where that would be to come by more than a day. */
function nearestYear(parts: Parts, isUtc: boolean, nowMs: number): number {
  const year = new Date(nowMs).getFullYear();
  const ms = at(year, parts, isUtc ? 'UTC' : undefined, nowMs);
  return ms > nowMs + DAY_MS ? at(year - 1, parts, isUtc ? 'UTC' : undefined, nowMs) : ms;
}

/**
 * A time without a zone is the sender's local time, which on this machine is its own. A container mostly lives in UTC
 * instead: what would be hours away and is now in UTC is that.
 */
function localOrUtc(year: number, parts: Parts, nowMs: number): number {
  const local = new Date(year, ...parts).getTime();
  const utc = Date.UTC(year, ...parts);
  const isNear = (ms: number) => Math.abs(ms - nowMs) <= FRESH_MS;
  return !isNear(local) && isNear(utc) ? utc : local;
}

function readIso(text: string, nowMs: number): { timeUnixNano: bigint; end: number } | null {
  const iso = ISO.exec(text);
  if (!iso) return null;
  const [all, time = '', zone] = iso;
  try {
    const plain = time.replace(',', '.');
    if (zone !== undefined) {
      const named = zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
      return { timeUnixNano: textToUnixNano(plain + named, ''), end: all.length };
    }
    const [seconds = '', fraction = ''] = plain.split('.');
    const [year = 0, month = 1, ...rest] = seconds.split(/[-T :]/).map(Number);
    const ms = localOrUtc(year, [month - 1, ...rest] as unknown as Parts, nowMs);
    return { timeUnixNano: BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0')), end: all.length };
  } catch {
    // Digits in the shape of a time that are none, such as month 13.
    return null;
  }
}

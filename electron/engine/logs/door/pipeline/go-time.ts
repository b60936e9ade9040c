/** Layouts that Promtail knows by name (Go's time package, and Unix times). */
const named: Record<string, string> = {
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339: '2006-01-02T15:04:05Z07:00',
  RFC3339Nano: '2006-01-02T15:04:05.999999999Z07:00',
};
const unixDigits: Record<string, number> = { Unix: 0, UnixMs: 3, UnixUs: 6, UnixNs: 9 };
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  nanos: number;
  afternoon: boolean | null;
  /** Minutes east of UTC. */
  offset: number | null;
}

type Take = (text: string, parts: Parts) => void;

/** An element of a layout: what it matches, and what it means. The longer ones stand first. */
const elements: [element: string, pattern: string, take: Take][] = [
  ['January', '([A-Za-z]{3,9})', (text, parts) => takeMonth(text, parts)],
  ['Monday', '([A-Za-z]{6,9})', () => undefined],
  ['2006', '(\\d{4})', (text, parts) => set(parts, 'year', text)],
  ['-07:00', '([+-]\\d\\d:\\d\\d)', takeOffset],
  ['Z07:00', '(Z|[+-]\\d\\d:\\d\\d)', takeOffset],
  ['-0700', '([+-]\\d{4})', takeOffset],
  ['Z0700', '(Z|[+-]\\d{4})', takeOffset],
  ['-07', '([+-]\\d\\d)', takeOffset],
  ['Jan', '([A-Za-z]{3})', (text, parts) => takeMonth(text, parts)],
  ['Mon', '([A-Za-z]{3})', () => undefined],
  ['MST', '([A-Z]{1,5}|[+-]\\d{2,4})', takeZone],
  ['01', '(\\d\\d)', (text, parts) => set(parts, 'month', text)],
  ['02', '(\\d\\d)', (text, parts) => set(parts, 'day', text)],
  ['_2', ' ?(\\d{1,2})', (text, parts) => set(parts, 'day', text)],
  ['03', '(\\d\\d)', (text, parts) => set(parts, 'hour', text)],
  ['04', '(\\d\\d)', (text, parts) => set(parts, 'minute', text)],
  ['05', '(\\d\\d)', (text, parts) => set(parts, 'second', text)],
  [
    '06',
    '(\\d\\d)',
    (text, parts) => set(parts, 'year', String(Number(text) + (Number(text) < 69 ? 2000 : 1900))),
  ],
  ['15', '(\\d{1,2})', (text, parts) => set(parts, 'hour', text)],
  ['PM', '([AP]M)', takeHalf],
  ['pm', '([ap]m)', takeHalf],
  ['1', '(\\d{1,2})', (text, parts) => set(parts, 'month', text)],
  ['2', '(\\d{1,2})', (text, parts) => set(parts, 'day', text)],
  ['3', '(\\d{1,2})', (text, parts) => set(parts, 'hour', text)],
  ['4', '(\\d{1,2})', (text, parts) => set(parts, 'minute', text)],
  ['5', '(\\d{1,2})', (text, parts) => set(parts, 'second', text)],
];
const FRACTION = /^[.,](0+|9+)(?!\d)/;

/** Reads times in one layout; null for a text that is not in it. */
export type TimeReader = (text: string, nowMs: number) => bigint | null;

/**
 * A reader for a layout of Go's time package, one of its names, or `Unix`, `UnixMs`, `UnixUs`, `UnixNs`. A year that
 * the layout lacks is the current one.
 *
 * @param location of times that name no zone (IANA); UTC without it
 * @throws RangeError for a location that is not known
 */
export function timeReader(layout: string, location = 'UTC'): TimeReader {
  const zone = new Intl.DateTimeFormat('en-US', { timeZone: location, ...FIELDS, hourCycle: 'h23' });
  if (Object.hasOwn(unixDigits, layout)) return unixReader(unixDigits[layout] as number);
  const { pattern, takes } = compile(named[layout] ?? layout);
  return (text, nowMs) => {
    const match = pattern.exec(text);
    if (!match) return null;
    const parts: Parts = { ...NO_PARTS, year: new Date(nowMs).getUTCFullYear() };
    for (const [i, take] of takes.entries()) take(match[i + 1] ?? '', parts);
    return momentOf(parts, zone);
  };
}

const NO_PARTS: Parts = {
  ...{ year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanos: 0 },
  ...{ afternoon: null, offset: null },
};
const FIELDS: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
};

function compile(layout: string): { pattern: RegExp; takes: Take[] } {
  const takes: Take[] = [];
  let source = '';
  for (let rest = layout; rest !== ''; ) {
    const fraction = FRACTION.exec(rest);
    const element = elements.find(([text]) => rest.startsWith(text));
    if (fraction && layout.length > rest.length) {
      source += fraction[1]?.startsWith('9') ? '(?:[.,](\\d{1,9}))?' : `[.,](\\d{${fraction[1]?.length}})`;
      takes.push(takeFraction);
      rest = rest.slice(fraction[0].length);
    } else if (element) {
      source += element[1];
      // Go takes a fraction behind the seconds whether the layout has one or not.
      const seconds = element[0] === '05' && !FRACTION.test(rest.slice(2));
      takes.push(element[2]);
      if (seconds) {
        source += '(?:[.,](\\d{1,9}))?';
        takes.push(takeFraction);
      }
      rest = rest.slice(element[0].length);
    } else {
      source += (rest[0] as string).replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
      rest = rest.slice(1);
    }
  }
  return { pattern: new RegExp(`^${source}$`), takes };
}

function set(
  parts: Parts,
  name: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second',
  text: string,
): void {
  parts[name] = Number(text);
}

function takeFraction(text: string, parts: Parts): void {
  if (text !== '') parts.nanos = Number(text.padEnd(9, '0'));
}

function takeHalf(text: string, parts: Parts): void {
  parts.afternoon = text.toLowerCase() === 'pm';
}

function takeMonth(text: string, parts: Parts): void {
  parts.month = months.indexOf(text.slice(0, 3).toLowerCase()) + 1;
}

function takeOffset(text: string, parts: Parts): void {
  const digits = text.replace(/\D/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4) || 0);
  parts.offset = text === 'Z' ? 0 : text.startsWith('-') ? -minutes : minutes;
}

/** Go knows the offset of an abbreviation only in the zone it works in: UTC here. */
function takeZone(text: string, parts: Parts): void {
  if (/^[+-]/.test(text)) takeOffset(text, parts);
  else if (text === 'UTC' || text === 'GMT' || text === 'Z') parts.offset = 0;
}

function momentOf(parts: Parts, zone: Intl.DateTimeFormat): bigint | null {
  const { year, month, day, minute, second, nanos, afternoon, offset } = parts;
  let { hour } = parts;
  if (afternoon !== null) hour = (hour % 12) + (afternoon ? 12 : 0);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  const ms = wall - (offset ?? offsetAt(wall, zone)) * 60_000;
  return BigInt(ms) * 1_000_000n + BigInt(nanos);
}

/** Minutes east of UTC that the zone has at a time on its own clocks. */
function offsetAt(wall: number, zone: Intl.DateTimeFormat): number {
  const shown = (ms: number) => {
    const parts = Object.fromEntries(zone.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return (Date.UTC(year, month - 1, day, hour, minute, second) - ms) / 60_000;
  };
  return shown(wall - shown(wall) * 60_000);
}

function unixReader(digits: number): TimeReader {
  return (text) => {
    const match = /^(-?\d{1,20})(?:\.(\d{1,9})\d*)?$/.exec(text.trim());
    if (!match) return null;
    const whole = BigInt(match[1] as string) * 10n ** BigInt(9 - digits);
    const fraction = digits === 0 ? BigInt((match[2] ?? '').padEnd(9, '0')) : 0n;
    return whole + fraction;
  };
}

import { UsageError } from './usage-error.ts';

const UNITS: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

const AMOUNT = /^(\d+)(?:\.(\d{1,9}))?([a-zµ]+)$/;
const DECIMALS = 9;

/** `10ms`, `1.5h`, `3d` in nanoseconds, exact. @throws UsageError */
export function parseDuration(text: string): bigint {
  const [, whole, fraction = '', unit = ''] = AMOUNT.exec(text) ?? [];
  const size = Object.hasOwn(UNITS, unit) ? UNITS[unit] : undefined;
  if (whole === undefined || size === undefined) {
    throw new UsageError(`"${text}" is no length of time: 10ms, 2s, 1.5h, 3d`);
  }
  const scaled = BigInt(whole + fraction.padEnd(DECIMALS, '0')) * size;
  return scaled / 10n ** BigInt(DECIMALS);
}

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2}))?$/i;

/**
 * A moment in nanoseconds since the epoch: RFC 3339 with up to nine decimals (a date alone is its midnight in
 * UTC), or how long ago: `10m`, `2h`, `3d`.
 *
 * @throws UsageError
 */
export function parseTime(text: string, nowMs: number): bigint {
  if (AMOUNT.test(text)) {
    const ago = BigInt(nowMs) * 1_000_000n - parseDuration(text);
    return ago > 0n ? ago : 0n;
  }
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = RFC_3339.exec(text) ?? [];
  const ms = date === undefined ? Number.NaN : Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(ms)) {
    throw new UsageError(`"${text}" is no time: RFC 3339 (2026-01-31T12:00:00Z), or 10m, 2h, 3d ago`);
  }
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(DECIMALS, '0') || '0');
}

/** Nanoseconds since the epoch as RFC 3339 in UTC, to the millisecond. */
export const timeText = (nano: bigint): string => new Date(Number(nano / 1_000_000n)).toISOString();

import { type DurationNano, durationNano, type UnixNano, unixNano } from '../../../shared/model/time.ts';
import { FormatFault } from './fault.ts';

/** Microseconds whose nanoseconds still fit 63 bits: the year 2262. */
const LATEST_MICROS = 9_223_372_036_854_000;

/** Microseconds since 1970 as Jaeger and Zipkin write them. @throws FormatFault */
export function microsToUnixNano(value: unknown, path: string): UnixNano {
  return unixNano(microsToNano(value, path, 'microseconds since 1970 as a number'));
}

/** A length of time in microseconds; missing is the decoder's business. @throws FormatFault */
export function microsToDuration(value: unknown, path: string): DurationNano {
  return durationNano(microsToNano(value, path, 'microseconds as a number'));
}

/** A duration and what is odd about it; '' for nothing. */
export interface MarkedDuration {
  durationNano: DurationNano;
  warning: string;
}

/** As `microsToDuration`; a negative one, which clocks set back leave behind, is 0 with a warning. @throws FormatFault */
export function markedDuration(value: unknown, path: string): MarkedDuration {
  if (typeof value === 'number' && value < 0) {
    return { durationNano: durationNano(0n), warning: `had a duration of ${value} µs` };
  }
  return { durationNano: microsToDuration(value, path), warning: '' };
}

function microsToNano(value: unknown, path: string, expected: string): bigint {
  if (typeof value === 'number' && value >= 0 && value <= LATEST_MICROS) {
    if (Number.isInteger(value)) return BigInt(value) * 1000n;
    const whole = Math.floor(value);
    return BigInt(whole) * 1000n + BigInt(Math.round((value - whole) * 1000));
  }
  throw new FormatFault(path, expected, value);
}

const RFC3339 = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,9})\d*)?([Zz]|[+-]\d\d:\d\d)$/;

/** RFC 3339 text to the nanosecond. @throws FormatFault, also outside 1970 to 2262 */
export function textToUnixNano(value: unknown, path: string): UnixNano {
  const match = typeof value === 'string' ? RFC3339.exec(value) : null;
  const ms = match ? Date.parse(`${match[1]?.replace(' ', 'T')}${match[3]?.toUpperCase()}`) : Number.NaN;
  if (match && ms >= 0 && ms * 1000 <= LATEST_MICROS) {
    return unixNano(BigInt(ms) * 1_000_000n + BigInt((match[2] ?? '').padEnd(9, '0')));
  }
  throw new FormatFault(path, 'a time such as 2026-01-02T03:04:05.678Z', value);
}

/** The length from start to end, and by how much the end lies before the start. */
export function between(start: bigint, end: bigint): { duration: DurationNano; early: bigint } {
  return end < start
    ? { duration: durationNano(0n), early: start - end }
    : { duration: durationNano(end - start), early: 0n };
}

/**
 * Times are branded so that milliseconds and nanoseconds never meet by accident. Nanoseconds since the epoch
 * do not fit a double; they are bigint everywhere and a decimal string only in JSON.
 */
declare const unit: unique symbol;

/** Nanoseconds since the Unix epoch. */
export type UnixNano = bigint & { readonly [unit]: 'unix-ns' };
/** Milliseconds since the Unix epoch. */
export type UnixMs = number & { readonly [unit]: 'unix-ms' };
/** A length of time in nanoseconds. */
export type DurationNano = bigint & { readonly [unit]: 'duration-ns' };

export const unixNano = (value: bigint): UnixNano => value as UnixNano;
export const unixMs = (value: number): UnixMs => value as UnixMs;
export const durationNano = (value: bigint): DurationNano => value as DurationNano;

export const NANOS_PER_MS = 1_000_000n;

/** Whole milliseconds become nanoseconds; a fraction of a millisecond is kept to the microsecond. */
export function msToNano(ms: number): UnixNano {
  const whole = Math.floor(ms);
  return unixNano(BigInt(whole) * NANOS_PER_MS + BigInt(Math.round((ms - whole) * 1000)) * 1000n);
}

/** Milliseconds with a fraction; precise to about a quarter of a microsecond for present dates. */
export function nanoToMs(nano: bigint): UnixMs {
  return unixMs(Number(nano / NANOS_PER_MS) + Number(nano % NANOS_PER_MS) / 1e6);
}

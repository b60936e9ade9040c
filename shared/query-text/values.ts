const NANOS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  min: 60e9,
  h: 3600e9,
};

/** Longer than any span that can be stored, and still exact. */
const LONGEST = 2 ** 62;

/** 10ms, 1.5s, 250us to nanoseconds; null when it is no length of time. */
export function parseDuration(text: string): bigint | null {
  const match = /^(\d+(?:\.\d+)?)\s*(ns|us|µs|μs|ms|s|min|m|h)$/.exec(text.trim());
  if (!match) return null;
  // Whole numbers stay exact beyond what a double holds.
  const unit = NANOS[match[2]!]!;
  if (/^\d+$/.test(match[1]!)) return clamp(BigInt(match[1]!) * BigInt(unit));
  return clamp(BigInt(Math.round(Math.min(Number(match[1]) * unit, LONGEST))));
}

const clamp = (nanos: bigint): bigint => (nanos > BigInt(LONGEST) ? BigInt(LONGEST) : nanos);

const UNITS = [
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1_000n],
  ['ns', 1n],
] as const;

/** The shortest text that parses to the same nanoseconds. */
export function durationText(nanos: bigint): string {
  const [unit, size] = UNITS.find(([, each]) => nanos >= each && nanos % each === 0n) ?? UNITS[3];
  return `${nanos / size}${unit}`;
}

const WHOLE = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** A number as it is written in telemetry; whole ones stay exact. Null when the text is none. */
export function parseNumber(text: string): number | bigint | null {
  const trimmed = text.trim();
  if (trimmed.length > 64) return null;
  if (WHOLE.test(trimmed)) {
    const number = Number(trimmed);
    return Number.isSafeInteger(number) ? number : BigInt(trimmed.replace(/^\+/, ''));
  }
  return DECIMAL.test(trimmed) ? Number(trimmed) : null;
}

/** A number, or a text that is a length of time or an amount of bytes with its unit. */
export interface Quantity {
  /** Only quantities of the same kind are compared. */
  kind: 'number' | 'time' | 'size';
  /** Seconds of a time, bytes of a size. */
  value: number;
}

const SECONDS: Record<string, number> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
};

const BYTES: Record<string, number> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  k: 1024,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
  tib: 1024 ** 4,
};

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WITH_UNIT = /^([+-]?(?:\d+\.?\d*|\.\d+))\s?([a-zµμ]{1,3})$/i;
/** As Go writes durations: `1h2m3.5s`. */
const PARTS = /^(?:\d+(?:\.\d+)?(?:h|m|s|ms|us|µs|ns)){2,}$/;
const LONGEST = 40;

/** `500ms`, `1m30s`, `1.5MiB`, `12`; null when the text is none of them. Powers of 1000 but for KiB, MiB, GiB. */
export function parseQuantity(text: string): Quantity | null {
  if (text.length > LONGEST) return null;
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return { kind: 'number', value: Number(trimmed) };
  const [, number = '', unit = ''] = WITH_UNIT.exec(trimmed) ?? [];
  if (unit !== '') return withUnit(Number(number), unit);
  if (!PARTS.test(trimmed)) return null;
  let value = 0;
  for (const [, part, name] of trimmed.matchAll(/([\d.]+)(ms|us|µs|ns|h|m|s)/g)) {
    value += Number(part) * (SECONDS[name!] ?? 0);
  }
  return { kind: 'time', value };
}

/** Units of time are written in small letters (`M` is no minute); those of sizes in any. */
function withUnit(number: number, unit: string): Quantity | null {
  if (Object.hasOwn(SECONDS, unit)) return { kind: 'time', value: number * SECONDS[unit]! };
  const lower = unit.toLowerCase();
  return Object.hasOwn(BYTES, lower) ? { kind: 'size', value: number * BYTES[lower]! } : null;
}

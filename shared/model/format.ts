/**
 * How numbers are written everywhere: three significant digits and always a unit; null is an em dash and zero
 * is 0. Value and unit are apart so that a view can draw the unit in the weaker colour.
 */
export interface Quantity {
  value: string;
  unit: string;
}

export const MISSING: Quantity = { value: '—', unit: '' };

/** Three significant digits without an exponent; whole numbers of four digits and more in full. */
export function significant(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 999.5) return Math.round(value).toLocaleString('en-US');
  const digits = Math.max(0, 2 - Math.floor(Math.log10(size) + 1e-9));
  const text = value.toFixed(Math.min(digits, 20));
  // 9.999 rounds up to 10.00: one digit too many.
  return Number(text) !== 0 && Math.abs(Number(text)) >= 10 ** (3 - digits) && digits > 0
    ? value.toFixed(digits - 1)
    : text;
}

function scaled(value: number, steps: readonly (readonly [size: number, unit: string])[]): Quantity {
  const size = Math.abs(value);
  // Round before choosing, so that 1023.9 KiB reads 1.00 MiB and not 1,024 KiB.
  const step = steps.find(([least]) => size >= least * 0.9995) ?? steps[steps.length - 1]!;
  return { value: significant(value / step[0]), unit: step[1] };
}

const BYTE_STEPS = [
  [2 ** 40, 'TiB'],
  [2 ** 30, 'GiB'],
  [2 ** 20, 'MiB'],
  [2 ** 10, 'KiB'],
  [1, 'B'],
] as const;

export function bytes(value: number | null): Quantity {
  if (value === null) return MISSING;
  return value === 0 ? { value: '0', unit: 'B' } : scaled(value, BYTE_STEPS);
}

export function bytesPerSecond(value: number | null): Quantity {
  const quantity = bytes(value);
  return value === null ? quantity : { value: quantity.value, unit: `${quantity.unit}/s` };
}

export function percent(value: number | null): Quantity {
  return value === null ? MISSING : { value: significant(value), unit: '%' };
}

const DURATION_STEPS = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
] as const;

/** A span's length from nanoseconds: 812 ms, 1.24 s, 310 µs; from two minutes on in words. */
export function duration(nanos: number | null): Quantity {
  if (nanos === null) return MISSING;
  if (nanos === 0) return { value: '0', unit: 's' };
  if (Math.abs(nanos) >= 120e9) return { value: durationWords(nanos / 1e6), unit: '' };
  return scaled(nanos, DURATION_STEPS);
}

const WORDS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** The two largest parts of a length of time in milliseconds: 2 d 4 h, 3 min 40 s, 12 s. */
export function durationWords(ms: number): string {
  let rest = Math.floor(Math.abs(ms) / 1000);
  const parts: string[] = [];
  for (const [unit, seconds] of WORDS) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count} ${unit}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return (ms < 0 ? '−' : '') + (parts.join(' ') || '0 s');
}

/** Counts in full, with a thousands separator. */
export function count(value: number | null): string {
  return value === null ? MISSING.value : value.toLocaleString('en-US');
}

/** A quantity on one line. */
export function quantityText({ value, unit }: Quantity): string {
  return unit === '' ? value : `${value} ${unit}`;
}

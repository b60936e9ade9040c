import { duration, MISSING, type Quantity, quantityText, significant } from '../model/format.ts';
import { type Scale, unitScales } from './unit-table.ts';

export { unitChoices } from './unit-table.ts';

export interface UnitOptions {
  /** Digits behind the point; three significant digits without. */
  decimals?: number | null;
  /** What relative times are told from, in milliseconds since the epoch. */
  nowMs?: number;
}

const SI = ['f', 'p', 'n', 'µ', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const SI_ZERO = 5;
const IEC = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];
const COUNTS = ['', 'K', 'Mil', 'Bil', 'Tri', 'Quadr', 'Quint', 'Sext', 'Sept'];

/** The scale of a unit id; ids with a text of their own (`suffix:req`, `si:J`) included, unknown ones as a suffix. */
export function scaleOf(unit: string): Scale {
  const known = unitScales.get(unit);
  if (known) return known;
  const custom = /^(suffix|prefix|si|count|currency|bool|time):(.*)$/s.exec(unit);
  if (!custom) return { kind: 'plain', symbol: unit };
  const rest = (custom[2] as string).trim();
  switch (custom[1]) {
    case 'prefix':
    case 'currency':
      return { kind: 'plain', symbol: rest, before: true };
    case 'si':
      return customSi(rest);
    case 'count':
      return { kind: 'count', symbol: rest };
    case 'bool': {
      const [yes = 'True', no = 'False'] = rest.split('/');
      return { kind: 'bool', yes, no };
    }
    case 'time':
      return { kind: 'date', form: 'iso' };
    default:
      return { kind: 'plain', symbol: rest };
  }
}

/** `si:mJ` is millijoule: a prefix, then the symbol. */
function customSi(text: string): Scale {
  const at = SI.indexOf(text.charAt(0));
  if (at < 0 || at === SI_ZERO || text.length < 2) return { kind: 'si', symbol: text };
  return { kind: 'si', symbol: text.slice(1), start: at - SI_ZERO };
}

/** The power in which the axis of a chart in this unit steps: bytes in powers of two. */
export const unitBase = (unit: string): 2 | 10 => (scaleOf(unit).kind === 'iec' ? 2 : 10);

/** A number in a unit, value and unit apart; null and NaN are an em dash, infinities a sign and ∞. */
export function unitQuantity(value: number | null, unit: string, options: UnitOptions = {}): Quantity {
  if (value === null || Number.isNaN(value)) return MISSING;
  if (!Number.isFinite(value)) return { value: value < 0 ? '−∞' : '∞', unit: '' };
  const scale = scaleOf(unit);
  switch (scale.kind) {
    case 'si':
      return prefixed(value, 1000, (scale.start ?? 0) + SI_ZERO, SI, scale.symbol, options, SI_ZERO);
    case 'iec':
      return prefixed(value, 1024, scale.start ?? 0, IEC, scale.symbol, options, 0);
    case 'count':
      return counted(value, scale.symbol, options);
    case 'time':
      return timed(value * scale.nanos, options);
    case 'plain':
      return simple(value * (scale.factor ?? 1), scale.symbol, scale.before === true, options);
    case 'bool':
      return { value: value === 0 ? scale.no : scale.yes, unit: '' };
    case 'date':
      return { value: dateText(value, scale.form, options.nowMs ?? Date.now()), unit: '' };
    case 'clock':
      return { value: clockText(value * scale.seconds), unit: '' };
    case 'hex':
      return { value: `${scale.prefix}${Math.trunc(value).toString(16).toUpperCase()}`, unit: '' };
    case 'text':
      return { value: Number.isSafeInteger(value) ? String(value) : significant(value), unit: '' };
  }
}

/** A number in a unit on one line: `1.5 GiB`, `42 %`. */
export const unitText = (value: number | null, unit: string, options?: UnitOptions): string =>
  quantityText(unitQuantity(value, unit, options));

/** One function for charts, which format a great many numbers in the same unit. */
export const unitFormatter =
  (unit: string, options?: UnitOptions): ((value: number) => string) =>
  (value) =>
    unitText(value, unit, options);

const digits = (value: number, decimals: number | null | undefined): string =>
  decimals === null || decimals === undefined ? significant(value) : fixed(value, decimals);

/** Counts are whole: 3, not 3.00. */
const whole = (value: number, decimals: number | null | undefined): string =>
  digits(value, Math.abs(value) < 1e15 ? (decimals ?? 0) : decimals);

function fixed(value: number, decimals: number): string {
  const places = Math.min(Math.max(Math.round(decimals), 0), 20);
  if (Math.abs(value) >= 1e15) return significant(value);
  return value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
}

/**
 * @param start index in `prefixes` of the power the value is in
 * @param zero index that a bare 0 is written with
 */
function prefixed(
  value: number,
  base: number,
  start: number,
  prefixes: string[],
  symbol: string,
  { decimals }: UnitOptions,
  zero: number,
): Quantity {
  if (value === 0) return { value: digits(0, decimals), unit: `${prefixes[zero]}${symbol}` };
  const size = Math.abs(value);
  // Rounded first, so that 999.9 k reads 1.00 M.
  const power = Math.floor(Math.log(size * 1.0005) / Math.log(base) + 1e-12);
  const least = start >= zero ? zero : 0;
  const at = Math.min(Math.max(start + power, least), prefixes.length - 1);
  return { value: digits(value / base ** (at - start), decimals), unit: `${prefixes[at]}${symbol}`.trim() };
}

function counted(value: number, symbol: string, { decimals }: UnitOptions): Quantity {
  const size = Math.abs(value);
  const power = size < 1000 ? 0 : Math.floor(Math.log10(size * 1.0005) / 3 + 1e-12);
  const at = Math.min(power, COUNTS.length - 1);
  return {
    value:
      at === 0 && Number.isInteger(value) ? whole(value, decimals) : digits(value / 1000 ** at, decimals),
    unit: [COUNTS[at], symbol].filter((part) => part !== '').join(' '),
  };
}

const TIMES: [nanos: number, unit: string][] = [
  [365 * 86_400e9, 'years'],
  [7 * 86_400e9, 'weeks'],
  [86_400e9, 'd'],
  [3600e9, 'h'],
  [60e9, 'min'],
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
  [1, 'ns'],
];

/** As everywhere, unless digits are asked for: then one unit with those. */
function timed(nanos: number, { decimals }: UnitOptions): Quantity {
  if (decimals === null || decimals === undefined) return duration(nanos);
  if (nanos === 0) return { value: fixed(0, decimals), unit: 's' };
  const [size, unit] = TIMES.find(([least]) => Math.abs(nanos) >= least) ?? [1, 'ns'];
  return { value: fixed(nanos / size, decimals), unit };
}

function simple(value: number, symbol: string, before: boolean, { decimals }: UnitOptions): Quantity {
  const text = Number.isInteger(value) ? whole(value, decimals) : digits(value, decimals);
  return before ? { value: `${symbol}${text}`, unit: '' } : { value: text, unit: symbol };
}

function dateText(ms: number, form: 'iso' | 'day' | 'relative', nowMs: number): string {
  if (Math.abs(ms) > 8.64e15) return '—';
  if (form !== 'relative') {
    const text = new Date(ms).toISOString();
    return form === 'day' ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
  }
  const { value, unit } = duration(Math.abs(nowMs - ms) * 1e6);
  const length = unit === '' ? value : `${value} ${unit}`;
  return ms <= nowMs ? `${length} ago` : `in ${length}`;
}

function clockText(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  const part = (value: number) => String(value).padStart(2, '0');
  const text = `${part(Math.floor(whole / 3600))}:${part(Math.floor(whole / 60) % 60)}:${part(whole % 60)}`;
  return seconds < 0 ? `−${text}` : text;
}

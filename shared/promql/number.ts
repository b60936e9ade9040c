const UNIT_MS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 31_536_000_000,
};
const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const ORDER = ['y', 'w', 'd', 'h', 'm', 's', 'ms'] as const;
/** The largest duration Go holds, 2^63 ns; in milliseconds. */
const LARGEST_MS = 2 ** 63 / 1e6;

/**
 * A duration as `1h30m`: units from large to small, each at most once.
 *
 * @returns milliseconds, or in Prometheus' words why not
 */
export function parseDuration(text: string): number | string {
  if (text === '0') return 0;
  if (text === '') return 'empty duration string';
  const match = DURATION.exec(text);
  if (!match) return `not a valid duration string: ${JSON.stringify(text)}`;
  const total = ORDER.reduce((sum, unit, at) => sum + Number(match[at + 1] ?? 0) * (UNIT_MS[unit] ?? 0), 0);
  return total > LARGEST_MS ? 'duration out of range' : total;
}

/**
 * A duration printed in the largest units that keep it whole: 90 min is `1h30m`, seven days are `1w`. Years and weeks
 * are used only where nothing smaller remains. Below a millisecond nothing is told.
 */
export function formatDuration(ms: number): string {
  let rest = Math.round(ms);
  if (rest === 0) return '0s';
  let text = '';
  for (const unit of ORDER) {
    const size = UNIT_MS[unit] ?? 1;
    const exactOnly = unit === 'y' || unit === 'w';
    if (exactOnly && rest % size !== 0) continue;
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text;
}

/** A number literal of the lexer: decimal, hexadecimal, octal with a leading 0, with underscores between digits. */
export function parseNumber(text: string): number {
  const plain = text.replaceAll('_', '').toLowerCase();
  if (plain === 'inf' || plain === '+inf') return Infinity;
  if (plain === '-inf') return -Infinity;
  if (plain === 'nan') return NaN;
  // As Go's strconv: a leading zero makes an octal integer where all digits are octal, else it is decimal.
  if (/^0[0-7]+$/.test(plain)) return Number.parseInt(plain, 8);
  return Number(plain);
}

/** Go's `strconv.FormatFloat(v, 'f', -1, 64)`, as Prometheus writes every value: shortest, never an exponent. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const at = text.indexOf('e');
  return at < 0 ? text : withoutExponent(text.slice(0, at), Number(text.slice(at + 1)));
}

function withoutExponent(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.slice(sign.length).split('.');
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

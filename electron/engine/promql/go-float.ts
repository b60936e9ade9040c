/** Numbers as Go prints them, which is how Prometheus shows them in labels and messages. */

function special(value: number): string | null {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  return null;
}

/** Digits without a point and the place of the point among them: 0.00123 is ['123', -2]. */
function decimals(value: number): { digits: string; point: number } {
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/** Go's %g: the shortest digits that give the same number, with an exponent below 1e-4 and from a million on. */
export function goFloat(value: number): string {
  const text = special(value);
  if (text) return text;
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const { digits, point } = decimals(value);
  const exponent = point - 1;
  if (exponent >= -4 && exponent < 6) return goPlainFloat(value);
  const sign = value < 0 ? '-' : '';
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const size = String(Math.abs(exponent)).padStart(2, '0');
  return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** Go's strconv.FormatFloat(value, 'f', -1, 64): never with an exponent. */
export function goPlainFloat(value: number): string {
  const text = special(value);
  if (text) return text;
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const { digits, point } = decimals(value);
  const sign = value < 0 ? '-' : '';
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * A bound or quantile as a label has it: the shortest digits that give the number back, never with an exponent, as
 * Go's strconv.FormatFloat(f, 'f', -1, 64), which Prometheus uses for them.
 */
export function floatText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  const text = String(value);
  const at = text.indexOf('e');
  return at < 0 ? text : expanded(text.slice(0, at), Number(text.slice(at + 1)));
}

function expanded(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', part = ''] = mantissa.replace('-', '').split('.');
  const digits = whole + part;
  const point = whole.length + exponent;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

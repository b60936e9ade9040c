import type { Labels, MetricType } from '../../../../shared/model/series.ts';

/**
 * The bounds of buckets and quantiles in one spelling, as Prometheus 3 stores them: `le="1"` is `le="1.0"`, so that a
 * series stays the same when its client changes its format. Other labels and other types are left as they are.
 */
export function normalBounds(labels: Labels, type: MetricType): Labels {
  const bound =
    type === 'histogram' || type === 'gaugehistogram' ? 'le' : type === 'summary' ? 'quantile' : null;
  if (bound === null) return labels;
  return labels.map(([name, value]) => [name, name === bound ? normalBound(value) : value]);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A text that is no number stays. */
export function normalBound(text: string): string {
  if (/^\+?inf(inity)?$/i.test(text)) return '+Inf';
  if (/^-inf(inity)?$/i.test(text)) return '-Inf';
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? boundText(value) : text;
}

/** A bound as OpenMetrics' clients write floats: the shortest digits (Go's `%g`), always with a point or an exponent. */
export function boundText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  if (value === Number.NEGATIVE_INFINITY) return '-Inf';
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 6)) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  const text = String(value);
  return text.includes('.') || Number.isNaN(value) ? text : `${text}.0`;
}

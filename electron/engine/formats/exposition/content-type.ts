export const expositionFormats = ['text', 'openmetrics', 'protobuf', 'json'] as const;
export type ExpositionFormat = (typeof expositionFormats)[number];

const byMediaType: Record<string, ExpositionFormat> = {
  'application/openmetrics-text': 'openmetrics',
  'text/plain': 'text',
  'application/json': 'json',
};

/**
 * The format that a Content-Type names, else the fallback (Prometheus' fallback_scrape_protocol). Protobuf only as
 * length-delimited io.prometheus.client.MetricFamily messages.
 */
export function expositionFormat<F extends ExpositionFormat | null>(
  contentType: string | undefined,
  fallback: F,
): ExpositionFormat | F {
  const [media = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (media === 'application/vnd.google.protobuf') {
    const values = new Map(parameters.map(parameter));
    const isFamilies =
      (values.get('proto') ?? 'io.prometheus.client.metricfamily') === 'io.prometheus.client.metricfamily';
    return isFamilies && (values.get('encoding') ?? 'delimited') === 'delimited' ? 'protobuf' : fallback;
  }
  if (media.endsWith('+json')) return 'json';
  return Object.hasOwn(byMediaType, media) ? byMediaType[media]! : fallback;
}

function parameter(text: string): [name: string, value: string] {
  const [name = '', value = ''] = text.split('=').map((part) => part.trim());
  return [name, value.replace(/^"(.*)"$/, '$1')];
}

export const expositionFormats = ['text', 'openmetrics', 'protobuf', 'json'] as const;
export type ExpositionFormat = (typeof expositionFormats)[number];

/** What a scraper asks for, the best first, as Prometheus 3 does; JSON last, for endpoints that have nothing else. */
export const EXPOSITION_ACCEPT = [
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6',
  'application/openmetrics-text;version=0.0.1;q=0.5',
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4',
  'text/plain;version=0.0.4;q=0.3',
  'application/json;q=0.2',
  '*/*;q=0.1',
].join(',');

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

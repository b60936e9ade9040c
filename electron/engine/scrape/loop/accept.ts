import type { ScrapeProtocol } from '../config/scrape-job.ts';

const types: Record<ScrapeProtocol, string> = {
  PrometheusProto:
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
  'OpenMetricsText1.0.0': 'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8',
  'OpenMetricsText0.0.1': 'application/openmetrics-text;version=0.0.1',
  'PrometheusText1.0.0': 'text/plain;version=1.0.0;escaping=allow-utf-8',
  'PrometheusText0.0.4': 'text/plain;version=0.0.4',
};

/** The wanted formats, the best first; JSON for endpoints that have nothing else, and last whatever there is. */
export function acceptHeader(protocols: readonly ScrapeProtocol[]): string {
  const wanted = [...protocols.map((protocol) => types[protocol]), 'application/json', '*/*'];
  return wanted.map((type, i) => `${type};q=0.${Math.max(1, wanted.length - i)}`).join(',');
}

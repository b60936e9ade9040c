import { quoted } from '../../../../shared/promql/go-text.ts';
import { formatFloat } from '../../../../shared/promql/number.ts';
import { LINES_METRIC, SEARCH_METRIC } from '../../logs/series/log-series.ts';
import type { YamlSection } from '../../scrape/config/yaml-section.ts';
import { CALLS_METRIC, LATENCY_METRIC } from '../../traces/span-metrics/call-series.ts';
import { LATENCY_BOUNDS } from '../../traces/span-metrics/latency.ts';

/** An indicator as queries; what is read of them comes after. */
export interface IndicatorQueries {
  kind: 'availability' | 'latency' | 'ratio';
  part: 'good' | 'bad';
  counted: string;
  total: string;
  service: string | null;
  operation: string | null;
  container: string | null;
  latencyS: number | null;
}

const KINDS = ['server', 'consumer', 'client', 'producer', 'internal', 'any'] as const;

type Matchers = [name: string, op: '=' | '=~', value: string][];

const selector = (metric: string, matchers: Matchers): string =>
  `${metric}{${matchers.map(([name, op, value]) => `${name}${op}${quoted(value)}`).join(',')}}`;

/** `x-spans`: calls of a service, by what its spans say; without an error, or below a latency, is good. */
export function spanIndicator(section: YamlSection): IndicatorQueries {
  const service = section.text('service') ?? section.fail('x-spans: service is missing');
  const operation = section.text('operation') ?? null;
  const kind = section.choice('kind', KINDS);
  const errors = section.boolean('errors') ?? false;
  const latencyMs = section.duration('latencyBelow') ?? null;
  section.end();
  if (errors === (latencyMs !== null))
    section.fail('x-spans: one of errors: true and latencyBelow is to be set');
  const matchers: Matchers = [['service', '=', service]];
  if (operation !== null) matchers.push(['span_name', '=', operation]);
  if (kind !== 'any') matchers.push(kindMatcher(kind));
  const of = { service, operation, container: null };
  if (latencyMs === null) {
    const failed: Matchers = [...matchers, ['status_code', '=', 'STATUS_CODE_ERROR']];
    const counted = `sum(${selector(CALLS_METRIC, failed)})`;
    const total = `sum(${selector(CALLS_METRIC, matchers)})`;
    return { kind: 'availability', part: 'bad', counted, total, ...of, latencyS: null };
  }
  const counted = belowLatency(section, matchers, latencyMs / 1000);
  const total = `sum(${selector(`${LATENCY_METRIC}_count`, matchers)})`;
  return { kind: 'latency', part: 'good', counted, total, ...of, latencyS: latencyMs / 1000 };
}

/** What is asked of a service comes in at its servers and consumers. */
function kindMatcher(kind: (typeof KINDS)[number] | undefined): Matchers[number] {
  if (kind === undefined) return ['span_kind', '=~', 'SPAN_KIND_SERVER|SPAN_KIND_CONSUMER'];
  return ['span_kind', '=', `SPAN_KIND_${kind.toUpperCase()}`];
}

/** Between two bounds calls are taken to lie evenly, as histogram_quantile takes them. */
function belowLatency(section: YamlSection, matchers: Matchers, seconds: number): string {
  const bucket = (bound: number) =>
    `sum(${selector(`${LATENCY_METRIC}_bucket`, [...matchers, ['le', '=', String(bound)]])})`;
  const at = LATENCY_BOUNDS.findIndex((bound) => bound >= seconds);
  const upper = LATENCY_BOUNDS[at];
  if (upper === undefined || seconds <= 0) {
    const longest = LATENCY_BOUNDS.at(-1) ?? 0;
    return section.fail(`x-spans: latencyBelow is told apart up to ${longest}s`, 'latencyBelow');
  }
  if (upper === seconds) return bucket(upper);
  const lower = LATENCY_BOUNDS[at - 1] ?? 0;
  const share = (seconds - lower) / (upper - lower);
  const from = lower === 0 ? 'nothing' : `${lower}s`;
  section.warn(
    `${seconds}s is no bound of span metrics: calls from ${from} to ${upper}s are taken to lie evenly`,
    'latencyBelow',
  );
  const part = (text: string, weight: number) => `${text} * ${formatFloat(Number(weight.toPrecision(6)))}`;
  const high = part(bucket(upper), share);
  return lower === 0 ? high : `${part(bucket(lower), 1 - share)} + ${high}`;
}

/** `x-logs`: lines of a container or service; those of some levels, or those that a recorded search finds, are bad. */
export function logIndicator(section: YamlSection): IndicatorQueries {
  const container = section.text('container') ?? null;
  const service = section.text('service') ?? null;
  const levels = section.strings('levels');
  const search = section.text('search') ?? null;
  section.end();
  if (container === null && service === null) section.fail('x-logs: container or service is missing');
  if ((levels === undefined) === (search === null))
    section.fail('x-logs: one of levels and search is to be set');
  if (search !== null && service !== null) {
    section.fail('x-logs: lines of a search are counted by container, not by service', 'service');
  }
  const matchers: Matchers = [];
  if (container !== null) matchers.push(['container', '=', container]);
  if (service !== null) matchers.push(['service', '=', service]);
  const counted =
    search === null
      ? selector(LINES_METRIC, [...matchers, ['level', '=~', (levels ?? []).join('|')]])
      : selector(SEARCH_METRIC, [...matchers, ['search', '=', search]]);
  const total = `sum(${selector(LINES_METRIC, matchers)})`;
  const of = { service, operation: null, container, latencyS: null };
  return { kind: 'ratio', part: 'bad', counted: `sum(${counted})`, total, ...of };
}

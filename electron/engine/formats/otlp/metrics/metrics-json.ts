import { err, ok } from '../../../../../shared/util/result.ts';
import { FormatFault, faultText } from '../../fault.ts';
import { malformed, parseJsonBody } from '../../json-body.ts';
import { type JsonObject, listOrEmpty, own, requireObject, textOrEmpty } from '../../json-values.ts';
import { type DecodeLimits, defaultLimits } from '../../limits.ts';
import { countMetric } from '../other-signals.ts';
import { decodeAttributes } from '../otlp-json-values.ts';
import { readJsonPoint } from './json-points.ts';
import type { PointsResult } from './point-batch.ts';
import { type MetricHead, type MetricKind, PointBuilder } from './point-builder.ts';

/** Before OTLP 0.15 a scope was an instrumentation library. */
const SCOPE_METRICS_KEYS = ['scopeMetrics', 'instrumentationLibraryMetrics'] as const;
const SCOPE_KEYS = ['scope', 'instrumentationLibrary'] as const;
const KINDS: readonly MetricKind[] = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];
const TEMPORALITIES = new Map<unknown, number>([
  ['AGGREGATION_TEMPORALITY_DELTA', 1],
  ['AGGREGATION_TEMPORALITY_CUMULATIVE', 2],
]);

/** An ExportMetricsServiceRequest in OTLP's JSON encoding, as UTF-8. */
export function decodeMetricsJson(bytes: Uint8Array, limits: DecodeLimits = defaultLimits): PointsResult {
  const document = parseJsonBody(bytes, limits);
  if (!document.ok) return document;
  const builder = new PointBuilder(limits);
  try {
    const list = own(requireObject(document.value, '', 'an object with resourceMetrics'), 'resourceMetrics');
    if (list === undefined) throw new FormatFault('', 'resourceMetrics', document.value);
    const resources = listOrEmpty(list, 'resourceMetrics');
    if (resources.reduce<number>((sum, item) => sum + pointsOf(item), 0) > limits.items) {
      return err({ kind: 'too many', message: `more than ${limits.items} data points in one request` });
    }
    for (const [i, item] of resources.entries()) addResourceMetrics(item, `resourceMetrics[${i}]`, builder);
  } catch (error) {
    if (error instanceof FormatFault) return err(malformed(faultText(error.toFault())));
    throw error;
  }
  return ok(builder.finish());
}

function pointsOf(resource: unknown): number {
  let points = 0;
  for (const scope of membersOf(resource, SCOPE_METRICS_KEYS)) {
    for (const metric of membersOf(scope, ['metrics'])) points += countMetric(metric);
  }
  return points;
}

function membersOf(value: unknown, keys: readonly string[]): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return keys.flatMap((key) => {
    const list = own(value as JsonObject, key);
    return Array.isArray(list) ? list : [];
  });
}

/** One element of `resourceMetrics`. @throws FormatFault where nothing of it can be taken */
export function addResourceMetrics(value: unknown, path: string, builder: PointBuilder): void {
  const resourceMetrics = requireObject(value, path);
  const resource = own(resourceMetrics, 'resource') ?? {};
  builder.resource(
    decodeAttributes(own(requireObject(resource, `${path}.resource`), 'attributes'), `${path}.resource`),
  );
  for (const key of SCOPE_METRICS_KEYS) {
    const list = listOrEmpty(own(resourceMetrics, key), `${path}.${key}`);
    for (const [i, item] of list.entries()) addScopeMetrics(item, `${path}.${key}[${i}]`, builder);
  }
}

function addScopeMetrics(value: unknown, path: string, builder: PointBuilder): void {
  const scopeMetrics = requireObject(value, path);
  const scope = requireObject(
    SCOPE_KEYS.map((key) => own(scopeMetrics, key)).find((found) => found) ?? {},
    path,
  );
  const text = (key: string) => textOrEmpty(own(scope, key), `${path}.scope.${key}`);
  const attributes = decodeAttributes(own(scope, 'attributes'), `${path}.scope.attributes`);
  builder.scope(text('name'), text('version'), textOrEmpty(own(scopeMetrics, 'schemaUrl'), path), attributes);
  const metrics = listOrEmpty(own(scopeMetrics, 'metrics'), `${path}.metrics`);
  for (const [i, metric] of metrics.entries()) addMetric(metric, `${path}.metrics[${i}]`, builder);
}

/** A metric that cannot be read takes only its own points with it. */
function addMetric(value: unknown, path: string, builder: PointBuilder): void {
  try {
    const metric = requireObject(value, path);
    const kind = KINDS.find((name) => own(metric, name));
    if (!kind) return;
    const data = requireObject(own(metric, kind), `${path}.${kind}`);
    const fault = builder.metric(headOf(metric, data, kind, path));
    const points = listOrEmpty(own(data, 'dataPoints'), `${path}.${kind}.dataPoints`);
    if (fault !== null) builder.reject(points.length, fault);
    else
      for (const [i, point] of points.entries()) {
        addPoint(point, kind, `${path}.${kind}.dataPoints[${i}]`, builder);
      }
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    builder.reject(Math.max(1, countMetric(value)), faultText(error.toFault()));
  }
}

function addPoint(value: unknown, kind: MetricKind, path: string, builder: PointBuilder): void {
  try {
    readJsonPoint(requireObject(value, ''), kind, builder);
  } catch (error) {
    if (!(error instanceof FormatFault)) throw error;
    builder.reject(1, faultText(error.within(path).toFault()));
  }
}

function headOf(metric: JsonObject, data: JsonObject, kind: MetricKind, path: string): MetricHead {
  const text = (key: string) => textOrEmpty(own(metric, key), `${path}.${key}`);
  const temporality = own(data, 'aggregationTemporality');
  return {
    name: text('name'),
    unit: text('unit'),
    description: text('description'),
    kind,
    temporality: TEMPORALITIES.get(temporality) ?? (typeof temporality === 'number' ? temporality : 0),
    monotonic: own(data, 'isMonotonic') === true,
  };
}

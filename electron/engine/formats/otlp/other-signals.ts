import { isObject, own } from '../json-values.ts';

/** What of OTLP stands beside spans, as records of a log, points of metrics and profiles. */
export type OtherSignal = 'logRecords' | 'metricPoints' | 'profiles';

type Count = (value: unknown) => number;

/** The kinds of a metric's data (opentelemetry-proto metrics.proto). */
const METRIC_DATA = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];

const membersOf = (value: unknown, keys: readonly string[], each: Count): number => {
  if (!isObject(value)) return 0;
  let count = 0;
  for (const key of keys) {
    const list = own(value, key);
    if (Array.isArray(list)) for (const member of list) count += each(member);
  }
  return count;
};

const one: Count = () => 1;

/** Points of one Metric; one that carries none counts nothing. */
export const countMetric: Count = (metric) => {
  if (!isObject(metric)) return 0;
  let points = 0;
  for (const kind of METRIC_DATA) points += membersOf(own(metric, kind), ['dataPoints'], one);
  return points;
};

export const countScopeLogs: Count = (value) => membersOf(value, ['logRecords'], one);
export const countScopeProfiles: Count = (value) => membersOf(value, ['profiles'], one);
export const countScopeMetrics: Count = (value) => membersOf(value, ['metrics'], countMetric);

/** Elements of the arrays of these names, as parsed from OTLP's JSON. */
export const OTHER_SIGNALS: Readonly<Record<string, { signal: OtherSignal; count: Count }>> = {
  resourceLogs: {
    signal: 'logRecords',
    count: (value) => membersOf(value, ['scopeLogs', 'instrumentationLibraryLogs'], countScopeLogs),
  },
  resourceMetrics: {
    signal: 'metricPoints',
    count: (value) => membersOf(value, ['scopeMetrics', 'instrumentationLibraryMetrics'], countScopeMetrics),
  },
  resourceProfiles: {
    signal: 'profiles',
    count: (value) => membersOf(value, ['scopeProfiles'], countScopeProfiles),
  },
};
